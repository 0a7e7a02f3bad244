#!/usr/bin/env bash
# What including a header costs: prints a Markdown table of the seconds to compile an empty program with it (the median of 3,
# without code generation) and the lines it becomes after preprocessing.
#   bash benchmarks/include_cost.sh [HEADER...]      all public headers when none is named, e.g. calm/record/ballot.hpp
# CXX chooses the compiler, CXXFLAGS adds to its options. Headers whose libraries are absent are left out, and named.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
compiler=${CXX:-g++}
read -ra flags <<< "-std=c++20 -Iinclude ${CXXFLAGS:-}"
[ $# -gt 0 ] || mapfile -t headers < <(cd include && find calm -name '*.hpp' -not -path '*/detail/*' | sort)
[ $# -eq 0 ] || headers=("$@")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT=%R

# seconds FILE: the median of three
seconds() {
  local i
  for i in 1 2 3; do
    { time "$compiler" "${flags[@]}" -fsyntax-only "$1"; } 2>&1
  done | sort -n | sed -n 2p
}

printf 'int main() {}\n' > "$work/nothing.cpp"
printf '%s\n\n' "$("$compiler" --version | head -n 1)"
printf '| header | seconds | lines |\n|---|---:|---:|\n'
printf '| (an empty program) | %.2f | %d |\n' "$(seconds "$work/nothing.cpp")" 1
left_out=()
for header in "${headers[@]}"; do
  printf '#include "%s"\nint main() {}\n' "$header" > "$work/one.cpp"
  if ! "$compiler" "${flags[@]}" -E -P "$work/one.cpp" > "$work/one.ii" 2> "$work/errors"; then
    left_out+=("$header")
    continue
  fi
  printf '| `%s` | %.2f | %d |\n' "$header" "$(seconds "$work/one.cpp")" "$(wc -l < "$work/one.ii")"
done
[ ${#left_out[@]} -eq 0 ] || printf '\nLeft out, since an include of theirs was not found: %s\n' "${left_out[*]}"
