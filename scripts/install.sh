#!/bin/sh
# install.sh VENV LOCK: installs exactly what the lock names, each file checked by its hash, and Umlauf itself in place.
set -eu
uv="$1/bin/uv"
lock=$2
VIRTUAL_ENV="$(cd "$1" && pwd)"
export VIRTUAL_ENV

echo "Installing $lock …"
"$uv" pip install --quiet --require-hashes -r "$lock"
# The lock holds the build backend too: without isolation nothing unpinned is fetched.
"$uv" pip install --quiet --no-deps --no-build-isolation --editable .
