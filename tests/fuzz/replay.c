/* Replays stored inputs through one fuzz target with any compiler: every file named, and every file of every folder
 * named, goes through LLVMFuzzerTestOneInput once. With clang the same targets link against libFuzzer instead
 * (-fsanitize=fuzzer), to look for new inputs. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PATH_BYTES = 4096, INPUT_BYTES_MAX = 16 * 1024 * 1024 };

static int replay_file(const char *path, size_t size) {
    uint8_t *data = malloc(size + 1); /* one more, so that an empty input is a valid pointer too */
    FILE *file = fopen(path, "rb");
    int ok = data != NULL && file != NULL && size <= INPUT_BYTES_MAX && fread(data, 1, size, file) == size;
    if (file != NULL) {
        fclose(file);
    }
    if (ok) {
        /* an exact-size copy lets AddressSanitizer see a read one byte past the end */
        uint8_t *exact = malloc(size > 0 ? size : 1);
        ok = exact != NULL;
        for (size_t i = 0; ok && i < size; i++) {
            exact[i] = data[i];
        }
        ok = ok && LLVMFuzzerTestOneInput(exact, size) == 0;
        free(exact);
    }
    free(data);
    if (!ok) {
        fprintf(stderr, "replay: %s: unreadable or refused by the target\n", path);
    }
    return ok ? 1 : -1;
}

/* Number of inputs replayed, or -1. */
static int replay(const char *path) {
    struct stat what;
    if (stat(path, &what) != 0) {
        fprintf(stderr, "replay: %s: not found\n", path);
        return -1;
    }
    if (!S_ISDIR(what.st_mode)) {
        return replay_file(path, (size_t)what.st_size);
    }
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return -1;
    }
    int count = 0;
    for (const struct dirent *entry = readdir(folder); entry != NULL && count >= 0; entry = readdir(folder)) {
        char inner[PATH_BYTES];
        int length = snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] == '.') {
            continue;
        }
        int got = length > 0 && length < PATH_BYTES ? replay(inner) : -1;
        count = got < 0 ? -1 : count + got;
    }
    closedir(folder);
    return count;
}

int main(int argc, char **argv) {
    int count = 0;
    for (int i = 1; i < argc; i++) {
        int got = replay(argv[i]);
        if (got < 0) {
            return 1;
        }
        count += got;
    }
    printf("%d inputs\n", count);
    return count > 0 ? 0 : 1;
}
