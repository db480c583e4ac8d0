#!/bin/sh
# Secrets arrive as files, so that `docker inspect` shows none. The apps read environment variables.
# Each file in /run/secrets becomes the variable of the same name; then the command takes over as PID 1.
set -eu

for file in /run/secrets/*; do
    name=${file##*/}
    case $name in
        '*' | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
    esac
    if ! value=$(cat "$file"); then
        echo "entrypoint: /run/secrets/$name must be readable by uid $(id -u). Next: chmod 0444 it." >&2
        exit 1
    fi
    export "$name=$value"
done

exec "$@"
