#!/bin/sh
# Installs the Debian packages named on the command line, unless all are there. Asks nothing; package lists are fetched only
# when a package is unknown to this machine or its known version can no longer be had.
set -eu

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    echo "deps: not a Debian system; going on with what is installed. Debian 12 names of what is needed: $*" >&2
    exit 0
fi

missing=
for package in "$@"; do
    case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true) in
    ii*) ;;
    *) case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac ;;
    esac
done
[ -n "$missing" ] || exit 0

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif ! command -v sudo >/dev/null 2>&1; then
        echo "deps: these packages are missing, and installing them needs root or sudo:$missing" >&2
        exit 1
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

install_missing() {
    # shellcheck disable=SC2086  # a list of package names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends $missing \
        </dev/null >"$log" 2>&1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "deps: installing$missing" >&2
# shellcheck disable=SC2086
if apt-cache show $missing >/dev/null 2>&1 && install_missing; then
    exit 0
fi
as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update </dev/null >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
install_missing || { cat "$log" >&2; exit 1; }
