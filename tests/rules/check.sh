#!/usr/bin/env bash
# Checks what a compiler can't: bash tests/rules/check.sh [ROOT]. Prints each breach as FILE:LINE: what; fails if there is any.
#   - the include rule: which folder may include which library
#   - a header opens with a comment that says what it is for, has an include guard and at most 300 lines
#   - every public header (none in a folder detail/) is included by a test
#   - every error identifier has its entry in docs/errors.md, under its own number and name
#   - no note of unfinished work is left in the tree
set -euo pipefail
export LC_ALL=C
root=$(cd "${1:-$(dirname "$0")/../..}" && pwd)
cd "$root"
breaches=0
breach() { printf '%s\n' "$1"; breaches=$((breaches + 1)); }
mapfile -t headers < <(find include -name '*.hpp' -o -name '*.cuh' | sort)

# The libraries and the only places (a regular expression on the path below include/calm/) that may include each.
# The standard library's headers have neither a dot nor a slash in their names.
rules='^range/v3/                                   ^views/
^nlohmann/                                          ^io/
^Eigen/                                             ^(cpu|train)/
^(cuda|cub/|thrust/|cooperative_groups|mma)         \.cuh$
^immintrin\.h$                                      ^cpu/
^dnnl\.hpp$                                        ^cpu/onednn_product\.hpp$
^omp\.h$                                           ^cpu/onednn_product\.hpp$
^(llama|ggml|gguf)[a-z-]*\.h$                       ^engines/(detail/)?llama_cpp
^(curl/|httplib\.h$|openssl/)                       ^engines/openai
^(torch|ATen|c10)/                                  ^engines/torch
^(unistd|fcntl|errno|poll|netdb)\.h$                ^(io|sample|engines)/
^(sys|netinet|arpa)/[a-z]*\.h$                      ^(io|sample|engines)/
^[a-z_]+$                                           .'
for header in "${headers[@]}"; do
  while IFS=: read -r line included; do
    [ -n "$line" ] || continue
    allowed=no known=no
    while read -r library places; do
      [[ $included =~ $library ]] || continue
      known=yes
      if [[ ${header#include/calm/} =~ $places ]]; then allowed=yes; else wanted=$places; fi
      break
    done <<< "$rules"
    if [ $known = no ]; then
      breach "$header:$line: <$included> is neither the standard library nor a library with a place of its own"
    elif [ $allowed = no ]; then
      breach "$header:$line: <$included> may only be included where the path matches $wanted"
    fi
  done < <(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<\([^>]*\)>.*/\1/;t found;b;:found;=;p' "$header" | paste -d: - -)
  while IFS= read -r included; do
    [ -f "include/$included" ] || breach "$header: \"$included\" does not exist; headers are included as \"calm/...\""
  done < <(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$header")

  lines=$(wc -l < "$header")
  [ "$lines" -le 300 ] || breach "$header: $lines lines; past 300 it is two headers"
  [[ $(head -n 1 "$header") == //* ]] || breach "$header:1: the first line is not a comment that says what the header is for"
  grep -q '^#pragma once$' "$header" || breach "$header: no #pragma once"
  [[ $header == */detail/* ]] || grep -rqF --include='*.cpp' "#include \"${header#include/}\"" tests || breach "$header: no test includes it"
done

# Parts of headers, included more than once.
while IFS= read -r part; do
  lines=$(wc -l < "$part")
  [ "$lines" -le 300 ] || breach "$part: $lines lines; past 300 it is two"
  [[ $(head -n 1 "$part") == //* ]] || breach "$part:1: the first line is not a comment that says what it is for"
done < <(find include -name '*.inl' | sort)

# docs/errors.md: "## CALM-E101 invalid-option", in the words of error.hpp.
while read -r identifier number; do
  name=$(sed -n "s/^ *case error_id::$identifier: return \"\(.*\)\";.*/\1/p" include/calm/error.hpp)
  [ -n "$name" ] || breach "include/calm/error.hpp: name() has no case for $identifier"
  grep -qsxF "## CALM-E$number $name" docs/errors.md || breach "docs/errors.md: no entry \"## CALM-E$number $name\""
done < <(sed -n '/^enum class error_id/,/^};/s/^ *\([a-z0-9_]*\) = \([0-9]*\),.*/\1 \2/p' include/calm/error.hpp)
while read -r number; do
  grep -q " = $number," include/calm/error.hpp || breach "docs/errors.md: CALM-E$number is no error of include/calm/error.hpp"
done < <(sed -n 's/^## CALM-E\([0-9]*\) .*/\1/p' docs/errors.md 2>/dev/null)

unfinished='TO''DO|FIX''ME|X''XX'
while IFS= read -r found; do
  breach "$found"
done < <(grep -rnIwE --exclude-dir=.git --exclude-dir=build --exclude-dir='build-*' --exclude-dir=.deps --exclude-dir=out \
  --exclude-dir=data "$unfinished" . | sed 's|^\./||; s|^\([^:]*:[0-9]*\):.*|\1: a note of unfinished work|')

if [ $breaches -gt 0 ]; then
  echo "$breaches breaches of the rules"
  exit 1
fi
echo "${#headers[@]} headers keep the rules"
