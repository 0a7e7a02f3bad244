#!/usr/bin/env bash
# Gets what the tests need, builds them and runs them all: bash tests/run.sh [arguments for ctest]
# CALM_SETUP=never keeps it from installing anything; CALM_JOBS says how many compilers run at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. cmake/setup.sh

calm_setup catch2
calm_configure check
calm_step build-check "building build/check" cmake --build --preset check -j "$calm_jobs"
ctest --preset check -j "$calm_jobs" "$@"
