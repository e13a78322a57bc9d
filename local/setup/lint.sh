#!/bin/sh
# Every check runs, also after one has failed, so that one run shows all there is to repair.
cd "$(dirname "$0")/../.." || exit 1
failed=0

check() {
    printf '== %s\n' "$1"
    shift
    "$@" || failed=1
}

run=.venv/bin/python
check format "$run" -m ruff format --check .
check rules "$run" -m ruff check .
check types "$run" -m mypy
check layers .venv/bin/lint-imports
if [ -f infra/check.py ]; then
    check infrastructure "$run" infra/check.py
fi
exit $failed
