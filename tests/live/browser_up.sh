#!/usr/bin/env bash
# Gets what the live tests of the summary's page need, on a bare Debian 12 as root: Chromium with apt, and axe-core, which
# finds what shuts people out of a page, with npm. axe-core is used by these tests alone and is no part of the product.
#
#   browser_up.sh
#
# VEKHA_BROWSER_WORK names the folder for axe-core and the log, else /var/tmp/vekha-browser.
#
# Exit codes: 0 there, 1 failed (the line says where the log is), 64 usage, 77 no root or no apt here.
set -euo pipefail

WORK=${VEKHA_BROWSER_WORK:-/var/tmp/vekha-browser}
AXE=axe-core@4
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() { printf '%s\n' "browser_up: $*" >&2; }
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

missing_packages() {
    command -v chromium >/dev/null || echo chromium
    [ -f "$WORK/axe.min.js" ] || command -v npm >/dev/null || echo npm
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

fetch_axe() {
    cd "$WORK"
    rm -rf axe
    mkdir axe
    npm pack --silent --pack-destination axe "$AXE"
    tar -xzf axe/*.tgz -C axe
    mv axe/package/axe.min.js axe.min.js
    rm -rf axe
}

[ $# = 0 ] || fail 64 'usage: browser_up.sh'
[ "$(id -u)" = 0 ] || fail 77 'no browser here: it takes root to install one'
command -v apt-get >/dev/null || fail 77 'no browser here: it is installed with apt-get, and there is none'
mkdir -p "$WORK"
exec 8>"$WORK/lock"
flock 8
install_packages
[ -f "$WORK/axe.min.js" ] || step 'fetching axe-core' fetch_axe
printf 'VEKHA_BROWSER=%s\nVEKHA_AXE=%s\n' "$(command -v chromium)" "$WORK/axe.min.js" | tee "$WORK/env"
