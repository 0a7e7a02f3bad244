#!/usr/bin/env bash
# Gets what the pipeline needs, builds it and runs it on the recorded responses in data/: bash examples/demo.sh [OUT]
# Writes the preference data to OUT (out/demo). CALM_SETUP=never keeps it from installing anything.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. cmake/setup.sh
out=${1:-out/demo}

calm_setup
calm_configure demo
calm_step build-demo "building examples/calm_pipeline.cpp" cmake --build --preset demo -j "$calm_jobs"
printf -- '-- running build/demo/examples/calm_pipeline\n\n'
build/demo/examples/calm_pipeline --questions data/questions.jsonl --responses data/responses.jsonl --out "$out"

printf '\nWritten to %s:\n' "$out"
find "$out" -type f | sort | while IFS= read -r file; do
  printf '  %-40s %6d lines %8d bytes\n' "${file#"$out"/}" "$(wc -l < "$file")" "$(wc -c < "$file")"
done
