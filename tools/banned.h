#ifndef TOOLS_BANNED_H
#define TOOLS_BANNED_H
/* Force-included in front of every source of ours (Makefile, -include). A call of one of these does not compile:
 *   - no bound on what is written (strcpy, strcat, sprintf, vsprintf, gets, alloca),
 *   - no way to see an error or a range (atoi, atol, atoll, atof, the scanf and strtol families; see fpl_int_parse),
 *   - binary floating point, which money must never meet (strtod, atof),
 *   - hidden state shared by threads, or the process's locale and clock (strtok, localtime, gmtime, ctime, asctime,
 *     time, setlocale).
 *
 * The standard headers are included first because the macros would break their declarations. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FPL_BANNED(name) fpl_banned_function_##name

/* Some are macros already, in fortified builds with clang. */
#undef strcpy
#undef strncpy
#undef stpcpy
#undef strcat
#undef strncat
#undef sprintf
#undef vsprintf
#undef gets
#undef alloca
#undef atoi
#undef atol
#undef atoll
#undef atof
#undef strtol
#undef strtoul
#undef strtoll
#undef strtoull
#undef strtod
#undef strtof
#undef strtold
#undef scanf
#undef sscanf
#undef fscanf
#undef strtok
#undef time
#undef localtime
#undef gmtime
#undef ctime
#undef asctime
#undef setlocale

#define strcpy(...)    FPL_BANNED(strcpy)
#define strncpy(...)   FPL_BANNED(strncpy)
#define stpcpy(...)    FPL_BANNED(stpcpy)
#define strcat(...)    FPL_BANNED(strcat)
#define strncat(...)   FPL_BANNED(strncat)
#define sprintf(...)   FPL_BANNED(sprintf)
#define vsprintf(...)  FPL_BANNED(vsprintf)
#define gets(...)      FPL_BANNED(gets)
#define alloca(...)    FPL_BANNED(alloca)
#define atoi(...)      FPL_BANNED(atoi)
#define atol(...)      FPL_BANNED(atol)
#define atoll(...)     FPL_BANNED(atoll)
#define atof(...)      FPL_BANNED(atof)
#define strtol(...)    FPL_BANNED(strtol)
#define strtoul(...)   FPL_BANNED(strtoul)
#define strtoll(...)   FPL_BANNED(strtoll)
#define strtoull(...)  FPL_BANNED(strtoull)
#define strtod(...)    FPL_BANNED(strtod)
#define strtof(...)    FPL_BANNED(strtof)
#define strtold(...)   FPL_BANNED(strtold)
#define scanf(...)     FPL_BANNED(scanf)
#define sscanf(...)    FPL_BANNED(sscanf)
#define fscanf(...)    FPL_BANNED(fscanf)
#define strtok(...)    FPL_BANNED(strtok)
#define time(...)      FPL_BANNED(time)
#define localtime(...) FPL_BANNED(localtime)
#define gmtime(...)    FPL_BANNED(gmtime)
#define ctime(...)     FPL_BANNED(ctime)
#define asctime(...)   FPL_BANNED(asctime)
#define setlocale(...) FPL_BANNED(setlocale)
#endif
