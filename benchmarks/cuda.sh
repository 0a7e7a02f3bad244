#!/usr/bin/env bash
# Tests and measures the backend for GPUs on the device that is here: bash benchmarks/run.sh --cuda
# The tests of tests/cuda, the same under the tools of compute-sanitizer where it is installed, the examples in .cu files, the benchmarks, and what PyTorch, TRL
# and Liger take for the same where build/peers-cuda/bin/python or CALM_CUDA_PEERS_PYTHON has them (peers/losses_cuda.py says how to get them).
# Exit status 77: there is no device, and one line says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. cmake/setup.sh
folder=build/cuda

capability=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2> /dev/null | head -n 1 | tr -d '. ' || true)
if ! [[ $capability =~ ^[0-9]+$ ]]; then
  echo "run.sh --cuda: there is no NVIDIA GPU here (nvidia-smi names none)"
  exit 77
fi

calm_setup catch2
calm_step configure-cuda "configuring $folder for compute capability $capability" \
  cmake --preset release -B "$folder" -DCALM_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES="$capability"
if grep -hs '\.cu files are left out' "$calm_log/configure-cuda.log"; then exit 1; fi
calm_step build-cuda "building what runs on a GPU" cmake --build "$folder" -j "$calm_jobs" --target calm_cuda_programs
failed=()

printf '\n## Tests\n\n'
"$folder/tests/cuda/on_device/test_on_device" || failed+=(tests)
ctest --test-dir "$folder" -R '^example\..*_cuda$' --output-on-failure || failed+=(examples)

printf '\n## compute-sanitizer\n\n'
if command -v compute-sanitizer > /dev/null; then
  for tool in memcheck racecheck synccheck initcheck; do  # the catalogue is many losses in one kernel
    printf -- '%s: ' "$tool"
    if compute-sanitizer --tool "$tool" --error-exitcode 9 "$folder/tests/cuda/on_device/test_on_device" --filenames-as-tags '~[#catalogue_float]~[#catalogue_double]' > "$calm_log/$tool.log" 2>&1; then
      echo "found nothing"
    else
      echo "failed"
      tail -n 30 "$calm_log/$tool.log"
      failed+=("$tool")
    fi
  done
else
  echo "It is not installed."
fi

printf '\n## Benchmarks\n\n'
peers=${CALM_CUDA_PEERS_PYTHON:-build/peers-cuda/bin/python}
if ! "$peers" benchmarks/peers/losses_cuda.py versions 2> /dev/null; then
  echo "The peers are left out: no Python whose PyTorch finds the device (benchmarks/peers/losses_cuda.py says how to get one)."
  peers=true
fi
"$folder/benchmarks/benchmark_cuda" rows
"$peers" benchmarks/peers/losses_cuda.py rows 2> /dev/null
printf '\n'
"$folder/benchmarks/benchmark_cuda" hidden
"$peers" benchmarks/peers/losses_cuda.py hidden 2> /dev/null
printf '\n'
"$folder/benchmarks/benchmark_cuda" pairs

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nFAILED: %s\n' "${failed[*]}"
  exit 1
fi
