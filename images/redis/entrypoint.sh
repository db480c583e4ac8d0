#!/bin/sh
# Starts Redis as the user redis. Same commands as the official image.
set -e

case $1 in
    -* | *.conf) set -- redis-server "$@" ;;
esac
[ "$1" = redis-server ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis:redis {} +
    exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi

# What redis-server writes is for redis alone, unless another umask was asked for.
[ "$(umask)" != 0022 ] || umask 0077

# The official image is built with protected-mode off, as Docker publishes no port unasked. Debian's
# is built with it on, so the option is given first, where what the user says about it still wins.
shift
case $1 in
    -v | --version | -h | --help | --test-memory | --check-system) exec redis-server "$@" ;;
    "" | -*) exec redis-server --protected-mode no "$@" ;;
esac
config=$1
shift
if ! grep -qis '^[[:space:]]*protected-mode[[:space:]]' "$config"; then
    set -- --protected-mode no "$@"
fi
exec redis-server "$config" "$@"
