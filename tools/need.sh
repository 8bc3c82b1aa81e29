#!/bin/sh
# Makes sure that Debian packages are there: tools/need.sh WHAT-FOR PACKAGE...
# As root it installs what is missing; anyone else is told the one line to run.
set -eu
purpose=$1
shift

is_there() {
    case $1 in
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    postgresql) ls /usr/lib/postgresql/*/bin/initdb ;;
    *-venv) "${1%-venv}" -c 'import ensurepip, venv' ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

list_missing() {
    for package in "$@"; do
        is_there "$package" || printf ' %s' "$package"
    done
}

missing=$(list_missing "$@")
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing, $purpose."
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # the list is words on purpose
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/tmp/toiluot-apt.$$ 2>&1 || tail -n 5 /tmp/toiluot-apt.$$ >&2
    rm -f /tmp/toiluot-apt.$$
    missing=$(list_missing "$@")
    [ -n "$missing" ] || exit 0
fi
echo "Missing:$missing, $purpose. Get it with: sudo apt-get install$missing" >&2
exit 1
