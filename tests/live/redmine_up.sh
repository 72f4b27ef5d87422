#!/usr/bin/env bash
# Brings up a real Redmine 5 on loopback for the live tests, on a bare Debian 12 as root, and prints what the tests
# need to reach it. Called again it only looks that the server answers. It makes its own Redmine instance and its own
# database: a Redmine already on this machine is left alone.
#
#   redmine_up.sh [--database sqlite|postgresql] [--port N] [--pristine | --outage | --stop | --console]
#
# --pristine  puts back the freshly seeded database, in a fraction of a second, without a restart
# --outage    takes the server down, to be brought back with the data it has by the next call
# --stop      takes the server down and forgets it: the live tests are left out until the next call
# --console   evaluates Ruby inside Redmine, a line of JSON in, a line of JSON out (redmine_console.rb)
#
# Exit codes: 0 up (or stopped), 1 failed (the line says where the log is), 64 usage, 77 no root or no apt here.
set -euo pipefail

WORK=${VEKHA_REDMINE_WORK:-/var/tmp/vekha-redmine}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REDMINE=/usr/share/redmine
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin

database=sqlite port='' mode=up

say() { printf '%s\n' "redmine_up: $*" >&2; }
fail() { say "$2"; exit "$1"; }

read_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
            --database) database=${2:-}; shift ;;
            --port) port=${2:-}; shift ;;
            --pristine | --outage | --stop | --console) mode=${1#--} ;;
            *) fail 64 "unknown argument: $1" ;;
        esac
        shift || fail 64 "a value is missing"
    done
    case $database in
        sqlite) : "${port:=3737}" ;;
        postgresql) : "${port:=3738}" ;;
        *) fail 64 "--database is sqlite or postgresql" ;;
    esac
    [[ $port =~ ^[0-9]{1,5}$ ]] || fail 64 "--port is a number"
}

need_root_and_apt() {
    [ "$(id -u)" = 0 ] || fail 77 "no Redmine here: it takes root to install and start it"
    command -v apt-get >/dev/null || fail 77 "no Redmine here: it is installed with apt-get, and there is none"
}

# --- names of things ----------------------------------------------------------------------------------------------

name_things() {
    state=$WORK/$database-$port
    # Instances are known by name to the whole machine: two work folders must not share one.
    instance=vekha-$database-$port-$(printf '%s' "$WORK" | sha1sum | cut -c1-6)
    url=http://127.0.0.1:$port
    dbname=${instance//-/_}
    seed_sum=$(sha256sum <"$HERE/redmine_seed.rb" | cut -d' ' -f1)
}

key_of() { printf 'vekha-live:%s' "$1" | sha1sum | cut -d' ' -f1; }

become_redmine() {
    cd "$REDMINE"
    exec setpriv --reuid=www-data --regid=www-data --init-groups env -i PATH=/usr/bin:/bin LANG=C.UTF-8 \
        HOME="$state/home" RAILS_ENV=production REDMINE_INSTANCE="$instance" X_DEBIAN_SITEID="$instance" \
        SCHEMA=/dev/null REDMINE_LANG=ru "$@"
}

as_redmine() { (become_redmine "$@"); }

# Runs a noisy step; its output is shown only when it fails.
step() {
    local title=$1
    shift
    say "$title"
    printf '== %s\n' "$title" >>"$state/up.log"
    "$@" >>"$state/up.log" 2>&1 </dev/null 8>&- && return
    tail -n 15 "$state/up.log" >&2
    fail 1 "$title: failed, see $state/up.log"
}

# shellcheck source=tests/live/redmine_packages.sh
. "$HERE/redmine_packages.sh"

# --- the database -------------------------------------------------------------------------------------------------

# Sets pgport.
start_postgresql() {
    local cluster status
    [ -n "$(postgresql_cluster)" ] || step 'making a PostgreSQL cluster' pg_createcluster 15 main
    read -r cluster pgport status < <(postgresql_cluster)
    [[ $status == online* ]] || step 'starting PostgreSQL' pg_ctlcluster 15 "$cluster" start
}

postgresql_cluster() { pg_lsclusters --no-header | awk '$1 == 15 && !seen++ {print $2, $3, $4}'; }

as_postgres() { (cd / && runuser -u postgres -- psql -X -q -v ON_ERROR_STOP=1 -p "$pgport" -d postgres "$@"); }

empty_database() {
    if [ "$database" = sqlite ]; then
        rm -f "$state"/db/*
        return
    fi
    as_postgres -c "DROP DATABASE IF EXISTS ${dbname}_pristine WITH (FORCE)" \
        -c "DROP DATABASE IF EXISTS $dbname WITH (FORCE)" -c "DROP ROLE IF EXISTS $dbname" \
        -c "CREATE ROLE $dbname LOGIN PASSWORD '$dbname'" \
        -c "CREATE DATABASE $dbname OWNER $dbname TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
}

keep_pristine() {
    if [ "$database" = sqlite ]; then
        as_redmine sqlite3 "$state/db/redmine.sqlite3" ".backup $state/db/pristine.sqlite3"
    else
        as_postgres -c "CREATE DATABASE ${dbname}_pristine OWNER $dbname TEMPLATE $dbname"
    fi
}

# The server stays up: SQLite copies page by page in one transaction, and with PostgreSQL Rails reconnects by itself.
# The settings are stamped anew because the server rereads them only when they look younger than what it has.
restore_pristine() {
    local stamp
    stamp="UPDATE settings SET updated_on = '$(date '+%F %T.%6N')'"
    if [ "$database" = sqlite ]; then
        as_redmine sqlite3 -cmd '.timeout 30000' "$state/db/redmine.sqlite3" \
            ".restore $state/db/pristine.sqlite3" "$stamp"
    else
        start_postgresql
        as_postgres -c "DROP DATABASE $dbname WITH (FORCE)" \
            -c "CREATE DATABASE $dbname OWNER $dbname TEMPLATE ${dbname}_pristine" -c "\\connect $dbname" -c "$stamp"
    fi
    find "/var/lib/redmine/$instance/files" -mindepth 1 -delete
}

configure_database() {
    if [ "$database" = sqlite ]; then
        printf '%s\n' production: '  adapter: sqlite3' "  database: $state/db/redmine.sqlite3" \
            '  timeout: 5000' '  pool: 8'
    else
        printf '%s\n' production: '  adapter: postgresql' '  host: 127.0.0.1' "  port: $pgport" \
            "  database: $dbname" "  username: $dbname" "  password: $dbname" '  encoding: utf8' '  pool: 8'
    fi >"/etc/redmine/$instance/database.yml"
    # Redmine's Gemfile takes the database's gem from the configuration of every instance.
    lock_gems || { rm -f /var/lib/redmine/Gemfile.lock && lock_gems; }
    chown www-data:www-data /var/lib/redmine/Gemfile.lock
}

lock_gems() { (cd "$REDMINE" && bundle install --local --quiet); }

make_instance() {
    "$REDMINE/bin/redmine-instances" create "$instance"
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"/etc/redmine/$instance/secret_key.txt"
    chown root:www-data "/etc/redmine/$instance/secret_key.txt"
    chmod 0640 "/etc/redmine/$instance/secret_key.txt"
}

build() {
    rm -f "$state/seeded"
    step 'making the instance' make_instance
    [ "$database" = sqlite ] || start_postgresql
    step 'emptying the database' empty_database
    step 'configuring the database' configure_database
    step 'migrating' as_redmine bundle exec rake db:migrate
    step 'loading the default data' as_redmine bundle exec rake redmine:load_default_data
    step 'seeding' seed
    step 'keeping the pristine state' keep_pristine
    printf '%s\n' "$seed_sum" >"$state/seeded"
}

seed() { as_redmine bundle exec rails runner - <"$HERE/redmine_seed.rb"; }

# --- the server ---------------------------------------------------------------------------------------------------

# Whether a Redmine answers, be its REST service on or off and the bot welcome or not.
answers() {
    [[ $(curl -s -m 5 -o /dev/null -w '%{http_code}' -H "X-Redmine-API-Key: $(key_of bot)" \
        "$url/users/current.json") =~ ^(200|401|403)$ ]]
}

# The process of our server, if it lives; a number left over from before a reboot may be anybody's.
server_pid() {
    local pid
    pid=$(cat "$state/run/puma.pid" 2>/dev/null) || return 1
    [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *puma*:$port[!0-9]* ]] && echo "$pid"
}

stop_server() {
    local pid turn
    pid=$(server_pid) || return 0
    kill -TERM "$pid"
    for turn in $(seq 100); do
        [ -d "/proc/$pid" ] || return 0
        [ "$turn" = 80 ] && kill -KILL "$pid"
        sleep 0.1
    done
    fail 1 "the server (process $pid) does not stop"
}

# Our own server with the other database makes way; anybody else's is left alone.
claim_port() {
    local other
    server_pid >/dev/null && return
    for other in "$WORK"/*-"$port"; do (state=$other && stop_server); done
    if (exec 7<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail 1 "port $port is taken: name another with --port"; fi
}

start_server() {
    local child turn
    say "starting the server at $url"
    become_redmine setsid puma -b "tcp://127.0.0.1:$port" -t 4:8 --pidfile "$state/run/puma.pid" config.ru \
        >>"$state/puma.log" 2>&1 </dev/null 8>&- &
    child=$!
    for turn in $(seq 300); do
        kill -0 "$child" 2>/dev/null || break
        server_pid >/dev/null && answers && return 0
        sleep 0.2
    done
    tail -n 15 "$state/puma.log" >&2
    # The next call builds everything anew.
    rm -f "$state/seeded"
    fail 1 "the server does not answer, see $state/puma.log"
}

write_environment() {
    cat >"$WORK/env.new" <<END
VEKHA_REDMINE_URL=$url
VEKHA_REDMINE_TOKEN=$(key_of bot)
VEKHA_REDMINE_ADMIN_TOKEN=$(key_of admin)
VEKHA_REDMINE_STAFF_TOKEN=$(key_of clerk)
VEKHA_REDMINE_PROJECT=plan
VEKHA_REDMINE_DATABASE=$database
VEKHA_REDMINE_PORT=$port
VEKHA_REDMINE_INSTANCE=$instance
VEKHA_REDMINE_STATE=$state
END
    mv "$WORK/env.new" "$WORK/env"
    cat "$WORK/env"
}

forget_environment() {
    if grep -qsx "VEKHA_REDMINE_INSTANCE=$instance" "$WORK/env"; then rm -f "$WORK/env"; fi
}

make_folders() {
    mkdir -p "$WORK"
    [ -O "$WORK" ] || fail 1 "$WORK belongs to somebody else"
    mkdir -p "$state"
    install -d -o www-data -g www-data "$state/db" "$state/run" "$state/home"
}

built() {
    [ "$(cat "$state/seeded" 2>/dev/null)" = "$seed_sum" ] && [ -f "/etc/redmine/$instance/database.yml" ] &&
        [ -z "$(missing_packages)" ]
}

bring_up() {
    claim_port
    if ! built; then
        stop_server
        install_packages
        build
    elif [ $mode = pristine ]; then
        restore_pristine
    fi
    [ "$database" = sqlite ] || start_postgresql
    { server_pid >/dev/null && answers; } || { stop_server; start_server; }
    write_environment
}

main() {
    read_arguments "$@"
    need_root_and_apt
    name_things
    make_folders
    [ $mode != console ] || become_redmine bundle exec rails runner "$(cat "$HERE/redmine_console.rb")"
    exec 8>/run/vekha-redmine.lock
    flock 8
    case $mode in
        outage) stop_server ;;
        stop) stop_server && forget_environment ;;
        *) bring_up ;;
    esac
}

main "$@"
