#!/usr/bin/env bash
# Brings up a real Postfix and a real Dovecot on loopback for the live tests of mail, on a bare Debian 12 as root, and
# prints what the tests need to reach them. Called again it only looks that both answer. Everything of theirs, settings
# and mail included, lies in a folder of its own: mail servers already on this machine are left alone.
#
#   mail_up.sh [--stop]
#
# --stop  takes both down and forgets them: the live tests of mail are left out until the next call
#
# All mail goes into one mailbox, but that of otvet, which has its own: a + and what follows it is the address's detail.
# On the third port after SMTP Postfix does with Authentication-Results what a good mail server does: it drops those that
# bear its own name, and writes one. On SMTP it lets all through, as it does when nobody has told it otherwise.
#
# VEKHA_MAIL_WORK names another folder, VEKHA_MAIL_SMTP and VEKHA_MAIL_IMAP other ports; three after the first are used
# too.
#
# Exit codes: 0 up (or stopped), 1 failed (the line says where the log is), 64 usage, 77 no root or no apt here.
set -euo pipefail

WORK=${VEKHA_MAIL_WORK:-/var/tmp/vekha-mail}
SMTP=${VEKHA_MAIL_SMTP:-18525} IMAP=${VEKHA_MAIL_IMAP:-18543}
LMTP=$((SMTP + 1)) AUTH=$((SMTP + 2)) GUARDED=$((SMTP + 3))
PASSWORD='верный пароль'
SELF=$(realpath "$0")
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin

say() { printf '%s\n' "mail_up: $*" >&2; }
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

need_root_and_apt() {
    [ "$(id -u)" = 0 ] || fail 77 "no mail server here: it takes root to install and start it"
    command -v apt-get >/dev/null || fail 77 "no mail server here: it is installed with apt-get, and there is none"
}

# --- the packages -------------------------------------------------------------------------------------------------

missing_packages() {
    local name
    for name in postfix dovecot-imapd dovecot-lmtpd openssl spamassassin; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
}

apt_install() { apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"; }

fetch_packages() { apt_install --download-only "$@" || { apt-get update && apt_install --download-only "$@"; }; }

install_packages() {
    local missing
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    # Without settings of the machine's own Debian does not start Postfix.
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
    # shellcheck disable=SC2086
    step 'fetching the packages' fetch_packages $missing
    # shellcheck disable=SC2086
    step 'installing the packages' apt_install $missing
    [ -z "$(missing_packages)" ] || fail 1 "not installed: $(missing_packages | xargs); see $WORK/up.log"
}

# --- the servers --------------------------------------------------------------------------------------------------

# Newer versions of Python refuse an authority without keyUsage and a certificate without authorityKeyIdentifier.
make_certificates() {
    [ ! -f "$WORK/tls/cert.pem" ] || openssl x509 -checkend 86400 -noout -in "$WORK/tls/cert.pem" || rm -r "$WORK/tls"
    [ ! -f "$WORK/tls/cert.pem" ] || return 0
    mkdir -p "$WORK/tls"
    cd "$WORK/tls"
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj '/CN=the authority of the live tests' \
        -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout ca.key -out ca.pem
    openssl req -newkey rsa:2048 -nodes -subj '/CN=localhost' -keyout key.pem -out request.pem
    printf '%s\n' 'subjectAltName=DNS:localhost' 'authorityKeyIdentifier=keyid' 'subjectKeyIdentifier=hash' \
        'basicConstraints=CA:FALSE' >extensions
    openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 -extfile extensions \
        -out cert.pem
}

configure_dovecot() {
    mkdir -p "$WORK"/dovecot/{run,state} "$WORK/mail"
    chown nobody:nogroup "$WORK/mail"
    printf '%s\n' {bot,reader,otvet}":{PLAIN}$PASSWORD" >"$WORK/dovecot/users"
    printf '%s\n' "otvet::nobody:nogroup::$WORK/mail/otvet::userdb_mail=maildir:$WORK/mail/otvet" >"$WORK/dovecot/own"
    cat >"$WORK/dovecot/dovecot.conf" <<END
base_dir = $WORK/dovecot/run
state_dir = $WORK/dovecot/state
log_path = $WORK/dovecot/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <$WORK/tls/cert.pem
ssl_key = <$WORK/tls/key.pem
disable_plaintext_auth = yes
mail_location = maildir:$WORK/mail/all
first_valid_uid = 1
auth_mechanisms = plain login
mail_fsync = never
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%n $WORK/dovecot/users
}
userdb {
  driver = passwd-file
  args = username_format=%n $WORK/dovecot/own
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$WORK/mail/all allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTP
  }
}
service auth {
  inet_listener {
    port = $AUTH
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
END
}

configure_postfix() {
    local name
    mkdir -p "$WORK"/postfix/{conf,queue,data}
    chown postfix "$WORK/postfix/data"
    chmod 755 "$WORK/postfix" "$WORK/postfix/queue"
    for name in dynamicmaps.cf postfix-files; do
        mkdir -p "$WORK/postfix/conf/$name.d"
        [ ! -f "/etc/postfix/$name" ] || cp "/etc/postfix/$name" "$WORK/postfix/conf/"
    done
    printf '%s REJECT\n' '/^refused@live\.example\.org$/' '/^noplus\+/' >"$WORK/postfix/conf/refused"
    cat >"$WORK/postfix/conf/own_results" <<END
/^Authentication-Results:[[:space:]]*mx\.live\.example\.org[[:space:];]/ IGNORE
/^From:/ PREPEND Authentication-Results: mx.live.example.org; dmarc=none header.from=live.example.org
END
    cat >"$WORK/postfix/conf/main.cf" <<END
compatibility_level = 3.6
queue_directory = $WORK/postfix/queue
data_directory = $WORK/postfix/data
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.live.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
alias_maps =
alias_database =
biff = no
maillog_file = $WORK/postfix/queue/maillog
maillog_file_prefixes = $WORK
smtpd_tls_cert_file = $WORK/tls/cert.pem
smtpd_tls_key_file = $WORK/tls/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:$AUTH
smtpd_recipient_restrictions = check_recipient_access regexp:$WORK/postfix/conf/refused, permit_sasl_authenticated, reject
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
virtual_mailbox_domains = static:ALL
virtual_transport = lmtp:inet:127.0.0.1:$LMTP
virtual_mailbox_maps = static:OK
lmtp_destination_recipient_limit = 1
recipient_delimiter = +
smtputf8_enable = no
message_size_limit = 20000000
END
    cat >"$WORK/postfix/conf/master.cf" <<END
$SMTP inet n - n - - smtpd
$GUARDED inet n - n - - smtpd -o cleanup_service_name=guarded
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
guarded unix n - n - 0 cleanup -o header_checks=regexp:$WORK/postfix/conf/own_results
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
END
}

listens() { (exec 7<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

dovecot_runs() { doveadm -c "$WORK/dovecot/dovecot.conf" service status >/dev/null 2>&1; }

postfix_runs() { [ -f "$WORK/postfix/conf/main.cf" ] && postfix -c "$WORK/postfix/conf" status >/dev/null 2>&1; }

stop_servers() {
    ! postfix_runs || step 'stopping Postfix' postfix -c "$WORK/postfix/conf" stop
    ! dovecot_runs || step 'stopping Dovecot' doveadm -c "$WORK/dovecot/dovecot.conf" stop
}

# Whether what runs was set up as this script sets it up.
is_current() { sha256sum <"$SELF" | cmp -s - "$WORK/made-by"; }

claim_ports() {
    local port
    for port in "$SMTP" "$LMTP" "$AUTH" "$GUARDED" "$IMAP"; do
        ! listens "$port" || fail 1 "port $port is taken: name another with VEKHA_MAIL_SMTP or VEKHA_MAIL_IMAP"
    done
}

start_servers() {
    claim_ports
    rm -rf "$WORK/mail" "$WORK/postfix/queue" "$WORK/dovecot/run"
    step 'making the certificates' make_certificates
    configure_dovecot
    configure_postfix
    step 'starting Dovecot' dovecot -c "$WORK/dovecot/dovecot.conf"
    step 'starting Postfix' postfix -c "$WORK/postfix/conf" start
    sha256sum <"$SELF" >"$WORK/made-by"
    local turn
    for turn in $(seq 100); do
        ! { listens "$SMTP" && listens "$IMAP"; } || return 0
        sleep 0.1
    done
    fail 1 "the servers do not answer after $turn tries, see $WORK/up.log and $WORK/postfix/queue/maillog"
}

write_environment() {
    cat >"$WORK/env.new" <<END
VEKHA_MAIL_SMTP=$SMTP
VEKHA_MAIL_IMAP=$IMAP
VEKHA_MAIL_USER=bot
VEKHA_MAIL_PASSWORD=$PASSWORD
VEKHA_MAIL_CA=$WORK/tls/ca.pem
END
    mv "$WORK/env.new" "$WORK/env"
    cat "$WORK/env"
}

main() {
    local mode=${1:-}
    [[ $# -le 1 && $mode =~ ^(--stop)?$ ]] || fail 64 "unknown argument: $*"
    need_root_and_apt
    mkdir -p "$WORK"
    [ -O "$WORK" ] || fail 1 "$WORK belongs to somebody else"
    exec 8>/run/vekha-mail.lock
    flock 8
    if [ -n "$mode" ]; then
        stop_servers
        rm -f "$WORK/env"
        return
    fi
    install_packages
    if ! { is_current && postfix_runs && dovecot_runs && listens "$SMTP" && listens "$IMAP"; }; then
        stop_servers
        start_servers
    fi
    write_environment
}

main "$@"
