#!/usr/bin/env bash
# Starts PostgreSQL and makes the cluster first when PGDATA is empty.
# Same environment variables, folders and commands as the official image.
set -eo pipefail

readonly sockets=/var/run/postgresql
readonly scripts=/docker-entrypoint-initdb.d

# Present from before the first file of a cluster until after its last: while it exists, the cluster
# is one that this script began and never finished, and no server was ever open to clients.
readonly unfinished=$PGDATA/castmatch-unfinished

fail() {
    printf 'postgres image: %s\n' "$@" >&2
    exit 1
}

# Makes NAME from the file that NAME_FILE names, or else from a default.
setting() {
    local name=$1 default=$2 file_variable=$1_FILE
    local file=${!file_variable}
    if [ -n "$file" ]; then
        [ -z "${!name}" ] || fail "both $name and $file_variable are set. Remove one of them."
        [ -r "$file" ] || fail "$file_variable names $file, which cannot be read. Mount that file."
        default=$(<"$file")
    fi
    export "$name=${!name:-$default}"
    unset "$file_variable"
}

read_settings() {
    setting POSTGRES_PASSWORD ""
    setting POSTGRES_USER postgres
    setting POSTGRES_DB "$POSTGRES_USER"
    setting POSTGRES_INITDB_ARGS ""
    POSTGRES_HOST_AUTH_METHOD=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
}

require_password() {
    if [ "$POSTGRES_HOST_AUTH_METHOD" = trust ]; then
        echo "postgres image: POSTGRES_HOST_AUTH_METHOD=trust lets everybody in without a password"
        return
    fi
    [ -n "$POSTGRES_PASSWORD" ] ||
        fail "expected a password for superuser \"$POSTGRES_USER\" of a new cluster, found none." \
            "Set POSTGRES_PASSWORD, or POSTGRES_PASSWORD_FILE to a mounted file that holds it:" \
            "  docker run --env POSTGRES_PASSWORD=… castmatch/postgres:15" \
            "(POSTGRES_HOST_AUTH_METHOD=trust needs none, and lets everybody in.)"
}

is_complete() { [ -s "$PGDATA/PG_VERSION" ] && [ ! -e "$unfinished" ]; }

# Two servers on one data directory destroy it, and PostgreSQL's own lock file does not see into
# another container. The descriptor stays open in the server, so the lock lasts as long as it does.
lock() {
    local status=0
    exec 9<"$PGDATA"
    flock --timeout 10 --conflict-exit-code 75 9 || status=$?
    [ "$status" != 75 ] || fail "another container is using the data directory $PGDATA." \
        "Find it (docker ps --filter volume=…), stop it, and start this one again."
}

contents() { find "$PGDATA" -mindepth 1 -maxdepth 1 ! -name lost+found "$@"; }

prepare_directory() {
    if [ -e "$unfinished" ]; then
        echo "postgres image: an earlier start was interrupted before its cluster was complete:" \
            "beginning afresh"
        contents ! -path "$unfinished" -exec rm -rf {} +
        rm -rf "$unfinished"
    fi
    [ -z "$(contents -print -quit)" ] ||
        fail "expected a PostgreSQL cluster or an empty directory at $PGDATA," \
            "found files but no PG_VERSION. Nothing was touched." \
            "Mount another volume, or empty this one."
    mkdir "$unfinished"
}

# initdb wants a directory of its own: it gets the marker, and the cluster moves up from there.
make_cluster() {
    local arguments=()
    eval "arguments=($POSTGRES_INITDB_ARGS)"
    initdb --no-sync --no-instructions --pgdata="$unfinished" --username="$POSTGRES_USER" \
        --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${arguments[@]}"
    printf '\nhost all all all %s\n' "$POSTGRES_HOST_AUTH_METHOD" >>"$unfinished/pg_hba.conf"
    chmod --reference="$unfinished" "$PGDATA"
    mv "$unfinished"/* "$PGDATA"
}

# A folder of sockets that outlives its container keeps the lock of a killed server. That names process 1, which the
# temporary server would find alive: it is this script.
forget_killed_server() { rm -f "$sockets"/.s.PGSQL.*; }

# Nothing is lost without fsync here: the whole cluster is synced before it counts as complete.
start_temporary_server() {
    "$@" -c listen_addresses= -c unix_socket_directories="$sockets" -c port=5432 -c fsync=off &
    server=$!
    until pg_isready --quiet; do
        kill -0 "$server" 2>/dev/null || fail "the server did not start: see its own lines above."
        sleep 0.02
    done
}

stop_temporary_server() {
    kill -INT "$server"
    wait "$server"
}

sql() {
    psql --no-psqlrc --no-password --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"
}

create_database() {
    [ "$POSTGRES_DB" != postgres ] || return 0
    sql --dbname postgres --set name="$POSTGRES_DB" <<<'CREATE DATABASE :"name"'
}

run_script() {
    echo "postgres image: running $1"
    # shellcheck disable=SC1090  # the user's own script
    case $1 in
        *.sh) if [ -x "$1" ]; then "$1"; else (. "$1"); fi ;;
        *.sql) sql --dbname "$POSTGRES_DB" --file "$1" ;;
        *.sql.gz) gunzip --stdout "$1" | sql --dbname "$POSTGRES_DB" ;;
        *) echo "postgres image: ignoring $1: not *.sh, *.sql or *.sql.gz" ;;
    esac
}

initialise() {
    local script server
    export PGHOST=$sockets PGPORT=5432 PGPASSWORD=$POSTGRES_PASSWORD
    require_password
    prepare_directory
    make_cluster
    forget_killed_server
    start_temporary_server "$@"
    create_database
    for script in "$scripts"/*; do
        [ ! -f "$script" ] || run_script "$script"
    done
    stop_temporary_server
    initdb --sync-only --pgdata="$PGDATA" >/dev/null
    rmdir "$unfinished"
    sync "$PGDATA"
    echo "postgres image: the cluster is complete and synced to disk"
}

# In the background, because bash handles a stop signal only between two foreground commands.
initialise_unless_stopped() {
    trap 'echo "postgres image: stopped before the cluster was complete"; exit 143' INT TERM
    initialise "$@" &
    wait "$!"
    trap - INT TERM
}

own_directories() {
    mkdir --parents "$PGDATA" "$sockets"
    find "$PGDATA" "$sockets" ! -user postgres -exec chown postgres:postgres {} +
    chmod 3777 "$sockets"
}

asks_for_information() {
    local argument
    for argument; do
        case $argument in -'?' | --help | -V | --version | --describe-config | -C) return 0 ;; esac
    done
    return 1
}

[ "${1:0:1}" != - ] || set -- postgres "$@"
if [ "$1" != postgres ] || asks_for_information "$@"; then exec "$@"; fi

is_complete || read_settings
if [ "$(id -u)" = 0 ]; then
    own_directories
    HOME=/var/lib/postgresql exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
lock
is_complete || initialise_unless_stopped "$@"
unset POSTGRES_PASSWORD
exec "$@"
