#!/bin/sh
# venv.sh PYTHON FOLDER: makes a virtual environment with uv in it, and says in one sentence what is missing.
set -eu
python=$1
folder=$2

if ! command -v "$python" >/dev/null 2>&1; then
    echo "Python is missing: please install Python 3.11 or newer (on Debian: apt-get install python3 python3-venv)." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Umlauf needs Python 3.11 or newer, and $python is older: please install one and name it (make PYTHON=python3.13 …)." >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Python's module venv is missing: please install it (on Debian: apt-get install python3-venv)." >&2
    exit 1
fi

echo "Making $folder …"
"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock
