#!/bin/bash
# usage: tools/deb.sh DIR VERSION     what `make install` has laid down in DIR/parts/root with PREFIX=/usr becomes Debian packages in DIR
# The same commit, made by the same compiler and libraries, gives the same bytes, wherever and whenever: every time in a package is that
# of the commit (or SOURCE_DATE_EPOCH), and what a compiler tells of its folder is stripped. tools/deb/control says what is in which
# package; what a program needs is asked of the program (dpkg-shlibdeps).
set -eu
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/.."
source=$PWD
version=$2
deb=$(cd "$1" && pwd)
work=$deb/parts
root=$work/root
for tool in dpkg-deb dpkg-shlibdeps dpkg-gencontrol strip; do
    command -v "$tool" >/dev/null || { echo "make deb: $tool is missing; on Debian: apt-get install dpkg-dev" >&2; exit 1; }
done

# An unpacked release has no history; its files bear the time of the commit.
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
    if [ -e .git ]; then SOURCE_DATE_EPOCH=$(git log -1 --format=%ct); else SOURCE_DATE_EPOCH=$(stat -c %Y Makefile); fi
fi
export SOURCE_DATE_EPOCH

# Debian's own places, where they are not those of `make install`.
chmod -R u=rwX,go=rX "$root"
find "$root/usr/bin" -type f ! -name fundpool-backup -exec strip --remove-section=.comment {} +
strip --strip-debug --enable-deterministic-archives "$root"/usr/lib/*.a
gzip -9n "$root"/usr/share/man/man1/*.1
mkdir -p "$root/usr/share/zsh/vendor-completions"
mv "$root/usr/share/zsh/site-functions/_fundpool" "$root/usr/share/zsh/vendor-completions/"
rmdir "$root/usr/share/zsh/site-functions"
rm -f "$root/usr/share/doc/fundpool/LICENSE" # the copyright file says where Debian keeps it

mkdir -p "$work/debian"
cp tools/deb/control "$work/debian/control"
maintainer=$(sed -n 's/^Maintainer: //p' tools/deb/control)
printf 'fundpool (%s) unstable; urgency=medium\n\n  * CHANGELOG.md beside this file says what has changed.\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" >"$work/debian/changelog"

take() { # PACKAGE PATH...: these go from the root to the package
    local package=$1 path
    shift
    for path in "$@"; do
        mkdir -p "$work/$package/$(dirname "$path")"
        mv "$root/$path" "$work/$package/$path"
    done
}

pack() { # PACKAGE: control, sums and the package itself
    local package=$1 dir=$work/$1 doc=$work/$1/usr/share/doc/$1
    local -a programs=()
    mkdir -p "$dir/DEBIAN" "$doc"
    cp "$source/tools/deb/copyright" "$doc/copyright"
    gzip -9nc "$work/debian/changelog" >"$doc/changelog.gz"
    if [ -e "tools/deb/$package.lintian" ]; then
        mkdir -p "$dir/usr/share/lintian/overrides"
        cp "tools/deb/$package.lintian" "$dir/usr/share/lintian/overrides/$package"
    fi
    cd "$work"
    mapfile -t programs < <(find "$package/usr/bin" -type f ! -name fundpool-backup 2>/dev/null | sort)
    : >"$package.substvars"
    [ ${#programs[@]} = 0 ] || dpkg-shlibdeps -T"$package.substvars" "${programs[@]/#/-e}"
    dpkg-gencontrol -p"$package" -P"$package" -T"$package.substvars" -cdebian/control -ldebian/changelog -fdebian/files
    (cd "$dir" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    find "$dir" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    # one thread: how many there are can be told from the bytes
    DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz --build "$package" "$deb" >/dev/null
    cd "$source"
}

if [ -e "$root/usr/bin/fundpool-papers" ]; then
    take fundpool-papers usr/bin/fundpool-papers usr/share/man/man1/fundpool-papers.1.gz usr/share/fundpool/papers-fonts.txt
    pack fundpool-papers
else
    echo "make deb: no fundpool-papers: built without the packages of papers" >&2
fi
take fundpool-service usr/bin/fundpool-service usr/share/man/man1/fundpool-service.1.gz usr/lib/systemd/system usr/share/fundpool/operation
pack fundpool-service
take libfundpool-dev usr/include usr/lib
pack libfundpool-dev
mv "$root" "$work/fundpool"
pack fundpool
rm -rf "$work"
ls "$deb"/*.deb
