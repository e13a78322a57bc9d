#!/bin/sh
# Prints the path of a Python 3.13 that this project may use; installs nothing but,
# as a last resort, a private copy by uv. Says in one sentence what is missing and what to do.
#
# Looked for in order: $NIGHTSHIFT_PYTHON, PATH, pyenv's versions, uv.

is_wanted() {
    # A pyenv shim exists also where no version stands behind it, so each is asked, not just found.
    [ -x "$1" ] && [ "$("$1" -I -c 'import sys; print(*sys.version_info[:2], sep=".")' 2>/dev/null)" = 3.13 ]
}

take() {
    if is_wanted "$1"; then
        printf '%s\n' "$1"
        exit 0
    fi
}

say() {
    printf 'nightshift: %s\n' "$1" >&2
    exit 1
}

any_python() {
    # One that can make a virtual environment; which version hardly matters.
    for name in python3 python; do
        if found=$(command -v "$name") && "$found" -I -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
            printf '%s\n' "$found"
            return 0
        fi
    done
    for found in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
        if "$found" -I -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
            printf '%s\n' "$found"
            return 0
        fi
    done
    return 1
}

by_uv() {
    # Prints a Python 3.13 that uv has or fetches.
    "$1" python find --no-project --no-config 3.13 2>/dev/null ||
        { "$1" python install --no-config 3.13 >&2 && "$1" python find --no-project --no-config 3.13; }
}

if [ -n "$NIGHTSHIFT_PYTHON" ]; then
    take "$NIGHTSHIFT_PYTHON"
    say "NIGHTSHIFT_PYTHON ($NIGHTSHIFT_PYTHON) is no Python 3.13; correct or unset it"
fi

for name in python3.13 python3 python; do
    found=$(command -v "$name") && take "$found"
done

for found in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3; do
    take "$found"
done

remedy="install it (python.org, pyenv, or uv python install 3.13) and run this again"

if ! uv=$(command -v uv); then
    base=$(any_python) || say "Python 3.13 is missing, and no other Python is here to fetch it with; $remedy"
    printf 'nightshift: no Python 3.13 here; fetching one with uv\n' >&2
    place=.local/uv
    { "$base" -I -m venv "$place" && "$place/bin/python" -I -m pip install -q uv >&2; } ||
        say "Python 3.13 is missing, and uv could not be installed to fetch it; $remedy"
    uv=$place/bin/uv
fi
found=$(by_uv "$uv") && take "$found"
say "Python 3.13 is missing, and uv could not download it; $remedy"
