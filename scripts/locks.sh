#!/bin/sh
# locks.sh VENV [PACKAGE]: writes requirements/*.lock anew, with the newest versions of all or of one package.
# The locks hold hashes and no address, so that every machine uses the package index it is set up for.
set -eu
uv="$1/bin/uv"
upgrade=--upgrade
[ $# -lt 2 ] || upgrade="--upgrade-package=$2"

lock() {
    output=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url "$upgrade" --output-file "requirements/$output" "$@"
    echo "requirements/$output: $(grep -c '==' "requirements/$output") packages"
}

lock uv.lock requirements/uv.in
lock run.lock pyproject.toml requirements/build.in
lock tests.lock pyproject.toml requirements/build.in requirements/tests.in --constraint requirements/run.lock
