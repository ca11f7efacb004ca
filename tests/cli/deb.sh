#!/bin/bash
# The Debian packages: made twice they are the same bytes and know nothing of the folder they were made in; what a program needs is what
# its package depends on; they install into a bare root, keep a ledger there, draw a PDF, answer for the service, and leave nothing behind.
# timeout: 300
# variants: plain
set -eu
cd "$SRCDIR"
for tool in dpkg dpkg-deb dpkg-shlibdeps dpkg-gencontrol readelf; do
    command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
[ -x "${FUNDPOOL%/*}/fundpool-papers" ] || { echo "skipped: built without the packages of papers"; exit 77; }
. tests/cli/lib.sh
unset FUNDPOOL_LEDGER
here=$TEST_TMP/here again=$TEST_TMP/again root=$TEST_TMP/root
# with another compiler, or another name for BUILD, all of it would be made anew, under the feet of the other tests
compiler=$(sed 's/ |.*//' "$BUILD/obj/flags")
version=$("$FUNDPOOL" --version | awk '{ print $2 }')
arch=$(dpkg --print-architecture)
packages="fundpool fundpool-papers fundpool-service libfundpool-dev"

make_deb() { # DIR: as make deb does it, which first looks after the packages of the machine
    make --no-print-directory packages CC="$compiler" BUILD="${BUILD#"$SRCDIR"/}" DEB="$1" >"$TEST_TMP/log" 2>&1 || { cat "$TEST_TMP/log"; die "make deb"; }
}
file_of() { printf '%s/%s_%s_%s.deb' "$here" "$1" "$version" "$arch"; } # PACKAGE

# ---- the same bytes -----------------------------------------------------------------------------------------------------
make_deb "$here"
(umask 077 && export TZ=Asia/Shanghai LC_ALL=C && make_deb "$again")
for package in $packages; do
    cmp "$(file_of "$package")" "$again/${package}_${version}_$arch.deb" || die "$package: other bytes the second time"
    mkdir -p "$TEST_TMP/unpacked/$package"
    dpkg-deb -x "$(file_of "$package")" "$TEST_TMP/unpacked/$package"
    (cd "$TEST_TMP/unpacked/$package" && dpkg-deb -e "$(file_of "$package")" "$TEST_TMP/control" && md5sum --quiet -c "$TEST_TMP/control/md5sums")
    rm -rf "$TEST_TMP/control"
done
[ "$(find "$here" -mindepth 1 | wc -l)" = 4 ] || die "more than four packages in the folder"
if grep -rlF "$SRCDIR" "$TEST_TMP/unpacked"; then die "these tell of the folder they were made in"; fi
[ "$(find "$TEST_TMP/unpacked" -type f -printf '%Ts\n' | sort -u | wc -l)" = 1 ] || die "files of several times"

# ---- what a program needs is what its package depends on, and fundpool draws in nothing of the others ---------------------
owner_of() { # LIBRARY FILE: the package that has it, whether named by way of /lib or of /usr/lib
    dpkg -S "$1" 2>/dev/null || dpkg -S "$(readlink -f "$1")" 2>/dev/null || dpkg -S "/usr$1" 2>/dev/null || dpkg -S "${1#/usr}"
}
for package in fundpool fundpool-papers fundpool-service; do
    program=$TEST_TMP/unpacked/$package/usr/bin/$package
    depends=" $(dpkg-deb -f "$(file_of "$package")" Depends | tr -d ',') "
    for library in $(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
        path=$(ldd "$program" | awk -v l="$library" '$1 == l { print $3 }')
        [ -n "$path" ] || continue # the loader itself, which libc6 has
        owner=$(owner_of "$path" | head -n 1)
        [[ $depends == *" ${owner%%:*} "* ]] || die "$package needs $library of ${owner%%:*} and depends on:$depends"
    done
    [ "$package" = fundpool ] || [[ $depends == *" fundpool (= $version) "* ]] || die "$package goes with any fundpool:$depends"
done
for other in pango cairo libzip microhttpd gnutls sodium; do
    ! dpkg-deb -f "$(file_of fundpool)" Depends | grep "$other" || die "fundpool alone depends on $other"
done
for font in $(dpkg-deb -f "$(file_of fundpool-papers)" Depends | grep -o 'fonts-[a-z-]*'); do
    grep -q "	$font\$" "$TEST_TMP/unpacked/fundpool-papers/usr/share/fundpool/papers-fonts.txt" || die "$font: no font of the papers"
done

# ---- stripping has not taken the hardening away ------------------------------------------------------------------------
for program in "$TEST_TMP"/unpacked/*/usr/bin/*; do
    [ "${program##*/}" != fundpool-backup ] || continue # a script
    readelf -W -h -l -d "$program" >"$TEST_TMP/elf"
    for part in 'Type: *DYN' GNU_RELRO 'FLAGS_1.*NOW'; do grep -q "$part" "$TEST_TMP/elf" || die "$program: no $part"; done
done

# ---- lintian, where it is -----------------------------------------------------------------------------------------------
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$here"/*.deb || die lintian
else
    echo "not looked at: no lintian"
fi

# ---- into a bare root ----------------------------------------------------------------------------------------------------
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/log"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
before=$(cd "$root" && find . | sort)
as_root=
[ "$(id -u)" = 0 ] || as_root=fakeroot
if [ -n "$as_root" ] && ! command -v fakeroot >/dev/null; then
    echo "skipped in part: no root and no fakeroot to install with"
    exit 0
fi
inside() { # ARGUMENT...: dpkg on that root; the libraries are those of this machine
    $as_root dpkg --root="$root" --force-not-root --force-depends --force-bad-path --log=/dev/null "$@" >"$TEST_TMP/log" 2>&1 ||
        { cat "$TEST_TMP/log"; die "dpkg $*"; }
}
inside -i "$(file_of fundpool)"
fp=$root/usr/bin/fundpool
[ "$("$fp" --version)" = "fundpool $version" ]
expect 0 help
out_has "export" "claim approve"
[ -s "$root/usr/share/man/man1/fundpool.1.gz" ] && [ -s "$root/usr/share/doc/fundpool/ARCHITECTURE.md" ]
bash -n "$root/usr/share/bash-completion/completions/fundpool"

# a ledger by the rules that were installed, and not by those of the source
cd "$TEST_TMP"
SRCDIR=$root/usr/share/fundpool
export FUNDPOOL_LEDGER=$TEST_TMP/city.fpl
make_city
expect_deal 0 D-1 2026-03-01 1234.56
expect 0 report balance --book guidance --as shen.ji
out_has 1,234.56
expect 0 verify --as shen.ji
balance=(report balance --book guidance --as shen.ji --format pdf --output balance.pdf)
expect 5 "${balance[@]}"
err_has E_NO_PAPERS fundpool-papers
expect 5 access list
err_has E_NO_SERVICE fundpool-service
[ ! -e balance.pdf ] || die "a PDF without the program that draws"

inside -i "$(file_of fundpool-papers)" "$(file_of fundpool-service)" "$(file_of libfundpool-dev)"
expect 0 "${balance[@]}"
[ "$(head -c 5 balance.pdf)" = %PDF- ]
if command -v pdftotext >/dev/null; then
    pdftotext -layout balance.pdf balance.txt
    holds balance.txt 1,234.56
fi
expect 0 access list
[ -s "$root/usr/lib/systemd/system/fundpool.service" ] && [ -s "$root/usr/lib/systemd/system/fundpool-backup.timer" ]
mkdir backups
PATH=$root/usr/bin:$PATH "$root/usr/bin/fundpool-backup" "$FUNDPOOL_LEDGER" backups shen.ji >"$tmp/out"
cat >one.c <<'C'
#include <fundpool/money.h>
int main(void)
{
    struct fpl_money m;
    struct fpl_error error = {0};
    return fpl_money_parse(FPL_STR("12.345678"), FPL_UNIT_WAN, 2, &m, &error);
}
C
gcc -std=c17 -I"$root/usr/include" -o one one.c "$root/usr/lib/libfundpool.a" -lsqlite3 -lgmp -lutf8proc -lcrypto && ./one

# ---- and out again -------------------------------------------------------------------------------------------------------
# shellcheck disable=SC2086  # a list of names
inside --purge $packages
after=$(cd "$root" && find . ! -path './var/lib/dpkg/*-old' ! -path './var/lib/dpkg/lock*' ! -path './var/lib/dpkg/info/format' ! -path './var/lib/dpkg/triggers*' | sort)
[ "$before" = "$after" ] || { diff <(printf '%s\n' "$before") <(printf '%s\n' "$after"); die "it left something behind"; }
[ -s "$FUNDPOOL_LEDGER" ] || die "the ledger went with the program"
