#!/bin/sh
# Makes this checkout ready to run, from any folder. A second run only compares two stamps.
set -e
cd "$(dirname "$0")/../.."
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV
if .venv/bin/python -I -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
    python=.venv/bin/python
else
    python=$(sh local/setup/find-python.sh)
fi
exec "$python" -I local/setup/prepare.py
