#!/usr/bin/env bash
# Gets what the live tests of old formats need, on a bare Debian 12 as root: the Writer and Calc of LibreOffice, without
# their windows, with apt. Any LibreOffice that is there and has both is taken as it is.
#
#   office_up.sh
#
# VEKHA_OFFICE_WORK names the folder for the log, else /var/tmp/vekha-office.
#
# Exit codes: 0 there, 1 failed (the line says where the log is), 64 usage, 77 no root or no apt here.
set -euo pipefail

WORK=${VEKHA_OFFICE_WORK:-/var/tmp/vekha-office}
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() { printf '%s\n' "office_up: $*" >&2; }
fail() { say "$2"; exit "$1"; }

# Runs a noisy step; its output is shown only when it fails.
step() {
    local title=$1
    shift
    say "$title"
    printf '== %s\n' "$title" >>"$WORK/up.log"
    "$@" >>"$WORK/up.log" 2>&1 </dev/null 8>&- && return
    tail -n 15 "$WORK/up.log" >&2
    fail 1 "$title: failed, see $WORK/up.log"
}

# The parts that convert are libraries beside the program.
has_part() {
    local program
    program=$(command -v soffice) && [ -e "$(dirname "$(realpath "$program")")/lib$1lo.so" ]
}

missing_packages() {
    has_part sw || echo libreoffice-writer-nogui
    has_part sc || echo libreoffice-calc-nogui
}

apt_install() { apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"; }

fetch_packages() { apt_install --download-only "$@" || { apt-get update && apt_install --download-only "$@"; }; }

install_packages() {
    local missing
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    step 'fetching the packages' fetch_packages $missing
    # shellcheck disable=SC2086
    step 'installing the packages' apt_install $missing
    [ -z "$(missing_packages)" ] || fail 1 "not installed: $(missing_packages | xargs); see $WORK/up.log"
}

[ $# = 0 ] || fail 64 'usage: office_up.sh'
[ "$(id -u)" = 0 ] || fail 77 'no LibreOffice here: it takes root to install one'
command -v apt-get >/dev/null || fail 77 'no LibreOffice here: it is installed with apt-get, and there is none'
mkdir -p "$WORK"
exec 8>"$WORK/lock"
flock 8
install_packages
printf 'VEKHA_SOFFICE=%s\n' "$(command -v soffice)" | tee "$WORK/env"
