#!/usr/bin/env bash
# Gets what the tests need, builds them and runs them all: bash tests/run.sh [arguments for ctest]
# CALM_SETUP=never keeps it from installing anything; CALM_JOBS says how many compilers run at once. Warnings, of which another compiler
# has others, stop the build only with CALM_WARNINGS_AS_ERRORS=ON, as in .ci/run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. cmake/setup.sh

calm_setup catch2 librapidcheck-dev
calm_configure check -D "CALM_WARNINGS_AS_ERRORS=${CALM_WARNINGS_AS_ERRORS:-OFF}"
calm_step build-check "building build/check" cmake --build --preset check -j "$calm_jobs"
ctest --preset check -j "$calm_jobs" "$@"
