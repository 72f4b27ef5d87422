# shellcheck shell=bash
# Redmine's packages, for redmine_up.sh, which reads this file: what is missing is installed, and Bundler made to find it.

wanted_packages() {
    echo redmine dbconfig-no-thanks puma curl
    [ "$database" = sqlite ] && echo redmine-sqlite sqlite3 || echo redmine-pgsql postgresql
}

missing_packages() {
    local name
    for name in $(wanted_packages); do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
}

apt_install() { apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"; }

fetch_packages() { apt_install --download-only "$@" || { apt-get update && apt_install --download-only "$@"; }; }

# Bundler takes a gem for absent when its own folder is, and Debian keeps many gems in Ruby's load path instead.
make_gem_folders() {
    local spec
    for spec in /usr/share/rubygems-integration/*/specifications/*.gemspec \
        /usr/lib/*/rubygems-integration/*/specifications/*.gemspec; do
        [ -e "$spec" ] && mkdir -p "$(dirname "$spec")/../gems/$(basename "$spec" .gemspec)"
    done
    return 0
}

redmine_on_offer() { apt-cache policy redmine 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" {print $2}'; }

install_packages() {
    local missing
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    [ -n "$(redmine_on_offer)" ] || step 'reading the package lists' apt-get update
    [[ $(redmine_on_offer) == 5.* ]] || fail 77 "no Redmine here: apt has no Redmine 5 (Debian 12 has)"
    # shellcheck disable=SC2086
    step 'fetching the packages' fetch_packages $missing
    say 'installing the packages'
    # Redmine's own configuration step fails until the gem folders are there.
    # shellcheck disable=SC2086
    apt_install $missing >>"$state/up.log" 2>&1 </dev/null 8>&- || true
    make_gem_folders
    step 'configuring the packages' dpkg --configure -a
    [ -z "$(missing_packages)" ] || fail 1 "not installed: $(missing_packages | xargs); see $state/up.log"
}
