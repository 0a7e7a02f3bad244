#!/usr/bin/env bash
# Gets what the benchmarks need, builds them and runs them: bash benchmarks/run.sh [NAME...]
#   NAME: extraction, extraction_quality, votes, aggregators, pairs, losses, logits, layer, reading, whole_run, memory, include_cost; all when none
#   is named, which takes about twenty minutes. aggregators also measures crowd-kit and NumPy where python3 has them, or can get them in
#   build/peers; logits and layer PyTorch, TRL and Liger, where build/peers-losses/bin/python or CALM_LOSS_PEERS_PYTHON has them
#   (benchmarks/peers/losses.py says how to get them: 3 GB)
#   --cuda: the tests, the tools of compute-sanitizer and the benchmarks for GPUs, beside PyTorch, TRL and Liger where there are these (cuda.sh)
# Prints what they ran on, and Markdown tables. memory writes a few GB to TMPDIR and removes them. CALM_SETUP=never keeps this from
# installing anything. For Google Benchmark's options, run build/benchmarks/benchmarks/benchmark_NAME itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ "${1:-}" = --cuda ]; then
  [ $# -eq 1 ] || { printf 'run.sh: --cuda runs all that there is for GPUs and takes no names; "%s" is one too many\n' "$2" >&2; exit 2; }
  exec bash benchmarks/cuda.sh
fi
. cmake/setup.sh
folder=build/benchmarks
[ $# -gt 0 ] || set -- extraction extraction_quality votes aggregators pairs losses logits layer reading whole_run memory include_cost

targets=()
for name in "$@"; do
  case $name in
    extraction | extraction_quality | votes | aggregators | pairs | losses | logits | layer | reading | whole_run) targets+=("benchmark_$name") ;;
    memory) targets+=(benchmark_memory calm_pipeline) ;;
    include_cost) ;;
    *) printf 'run.sh: there is no benchmark "%s"\n' "$name" >&2; sed -n '3,4s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
done

# Prints a Python that has the peers' packages, having made one in build/peers where that is allowed and possible.
peers_python() {
  local python
  for python in "${CALM_PEERS_PYTHON:-python3}" build/peers/bin/python; do
    if "$python" -c 'import crowdkit.aggregation' 2> /dev/null; then echo "$python"; return; fi
  done
  [ "${CALM_SETUP:-}" != never ] || return 1
  calm_step peers 'getting crowd-kit for build/peers' bash -c \
    'python3 -m venv build/peers && build/peers/bin/pip install --quiet --requirement tests/vote/peer/requirements.txt' >&2 && echo build/peers/bin/python
}

# loss_peers WHAT: PyTorch, TRL and Liger on the same shapes, where there is a Python that has them.
loss_peers() {
  local python=${CALM_LOSS_PEERS_PYTHON:-build/peers-losses/bin/python} threads
  if ! "$python" -c 'import torch, trl, liger_kernel' 2> /dev/null; then
    printf '\nThe peers are left out: no Python with PyTorch, TRL and Liger (benchmarks/peers/losses.py says how to get one).\n'
    return
  fi
  for threads in 1 2; do
    printf '\n'
    "$python" benchmarks/peers/losses.py "$1" $threads
  done
}

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
    aggregators)
      "$folder/benchmarks/benchmark_aggregators"
      if python=$(peers_python); then printf '\n'; "$python" benchmarks/peers/aggregators.py
      else printf '\nThe peers are left out: no Python with crowd-kit (tests/vote/peer/requirements.txt; CALM_PEERS_PYTHON names one).\n'; fi ;;
    logits) "$folder/benchmarks/benchmark_logits"; loss_peers logits ;;
    layer) "$folder/benchmarks/benchmark_layer"; loss_peers hidden ;;
    memory) "$folder/benchmarks/benchmark_memory" "$folder/examples/calm_pipeline" ;;
    include_cost)
      CXXFLAGS="${CXXFLAGS:-} -I/usr/include/eigen3" bash benchmarks/include_cost.sh calm/calm.hpp calm/record/{answer,ballot}.hpp calm/extract/{corrected,parse_question}.hpp calm/vote/{label_table,self_consistency}.hpp calm/prefer/vote_pairs.hpp \
        calm/engines/replay.hpp calm/views/{sample,extract,vote,prefer,parallel}.hpp calm/io/{question_reader,sampled_reader,json_writer}.hpp \
        calm/loss/{score_losses,batch,coupled,tokens,by_name,thread_team}.hpp calm/cpu/{logits,backend}.hpp Eigen/Core nlohmann/json.hpp range/v3/range/concepts.hpp memory ranges unordered_map thread ;;
    *) "$folder/benchmarks/benchmark_$name" ;;
  esac
done
