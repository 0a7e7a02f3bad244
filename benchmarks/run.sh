#!/usr/bin/env bash
# Gets what the benchmarks need, builds them and runs them: bash benchmarks/run.sh [NAME...]
#   NAME: extraction, votes, pairs, reading, whole_run, memory, include_cost; all when none is named, which takes about five minutes
# Prints what they ran on, and Markdown tables. memory writes a few GB to TMPDIR and removes them. CALM_SETUP=never keeps this from
# installing anything. For Google Benchmark's options, run build/benchmarks/benchmarks/benchmark_NAME itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. cmake/setup.sh
folder=build/benchmarks
[ $# -gt 0 ] || set -- extraction votes pairs reading whole_run memory include_cost

targets=()
for name in "$@"; do
  case $name in
    extraction | votes | pairs | reading | whole_run) targets+=("benchmark_$name") ;;
    memory) targets+=(benchmark_memory calm_pipeline) ;;
    include_cost) ;;
    *) printf 'run.sh: there is no benchmark "%s"\n' "$name" >&2; sed -n '3s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
done

calm_setup libbenchmark-dev
calm_step configure-benchmarks "configuring $folder" cmake --preset release -B "$folder" -DCALM_BUILD_TESTS=OFF
grep -hs 'is left out: no Google Benchmark' "$calm_log/configure-benchmarks.log" || true
[ ${#targets[@]} -eq 0 ] || calm_step build-benchmarks "building ${targets[*]}" cmake --build "$folder" -j "$calm_jobs" --target "${targets[@]}"

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1)
printf -- '-- %s, %s processors; %s; %s\n' \
  "${processor:-processor not known}" "$(getconf _NPROCESSORS_ONLN)" "$("$(calm_compiler)" --version | head -n 1)" "$(date +%F)"
for name in "$@"; do
  printf '\n## %s\n' "$name"
  case $name in
    memory) "$folder/benchmarks/benchmark_memory" "$folder/examples/calm_pipeline" ;;
    include_cost)
      bash benchmarks/include_cost.sh calm/calm.hpp calm/record/ballot.hpp calm/extract/corrected.hpp calm/prefer/vote_pairs.hpp \
        calm/engines/replay.hpp calm/views/{sample,extract,vote,prefer,parallel}.hpp calm/io/{question_reader,sampled_reader,json_writer}.hpp ;;
    *) "$folder/benchmarks/benchmark_$name" ;;
  esac
done
