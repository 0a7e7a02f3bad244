#!/usr/bin/env bash
# Shows that check.sh notices what it is there for: builds a small tree that keeps every rule, then breaks one at a time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

clean_tree() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/include/calm/{views,io,vote} "$tree"/{tests,docs}
  printf '%s\n' '// A view.' '#pragma once' '#include <range/v3/view/all.hpp>' '#include <vector>' > "$tree/include/calm/views/a.hpp"
  printf '%s\n' '// Errors.' '#pragma once' 'enum class error_id : int {' '    bad_thing = 101,  ///< bad' '};' \
    '    case error_id::bad_thing: return "bad-thing";' > "$tree/include/calm/error.hpp"
  printf '%s\n' '# Errors' '## CALM-E101 bad-thing' > "$tree/docs/errors.md"
  printf '%s\n' '#include "calm/views/a.hpp"' '#include "calm/error.hpp"' > "$tree/tests/a.cpp"
}
# expect WORDS: the check fails and prints WORDS
expect() {
  local printed
  if printed=$(bash "$here/check.sh" "$tree"); then
    echo "not noticed: $1"; failures=$((failures + 1))
  elif [[ $printed != *"$1"* ]]; then
    printf 'noticed, but without the words "%s":\n%s\n' "$1" "$printed"; failures=$((failures + 1))
  fi
  clean_tree
}

clean_tree
bash "$here/check.sh" "$tree" > /dev/null || { echo "a clean tree is refused"; failures=1; }
header() { printf '%s\n' '// A header.' '#pragma once' "${@:2}" > "$tree/include/calm/$1"; echo "#include \"calm/$1\"" >> "$tree/tests/a.cpp"; }

header vote/b.hpp '#include <range/v3/view/all.hpp>';  expect 'include/calm/vote/b.hpp:3: <range/v3/view/all.hpp> may only'
header views/b.hpp '#  include  <nlohmann/json.hpp>';  expect '<nlohmann/json.hpp> may only'
header io/b.hpp '#include <Eigen/Core>';               expect '<Eigen/Core> may only'
header vote/b.hpp '#include <cuda_runtime.h>';         expect '<cuda_runtime.h> may only'
header io/b.hpp '#include <llama.h>';                  expect '<llama.h> may only'
header vote/b.hpp '#include <fmt/format.h>';           expect '<fmt/format.h> is neither'
header vote/b.hpp '#include "b_detail.hpp"';           expect '"b_detail.hpp" does not exist'
header vote/b.hpp "$(seq 299)";                        expect '301 lines'
echo '#pragma once' > "$tree/include/calm/vote/b.hpp"; expect 'the first line is not a comment'
echo '// A header.' > "$tree/include/calm/vote/b.hpp"; expect 'no #pragma once'
echo > "$tree/tests/a.cpp";                            expect 'include/calm/error.hpp: no test includes it'
echo > "$tree/docs/errors.md";                         expect 'no entry "## CALM-E101 bad-thing"'
rm "$tree/docs/errors.md";                             expect 'no entry "## CALM-E101 bad-thing"'
echo '## CALM-E102 gone' >> "$tree/docs/errors.md";    expect 'CALM-E102 is no error'
sed -i '/case/d' "$tree/include/calm/error.hpp";       expect 'no case for bad_thing'
echo '// TO''DO: later' > "$tree/tests/b.cpp";         expect 'tests/b.cpp:1: a note of unfinished work'

[ $failures -eq 0 ] && echo "every breach is noticed"
exit $failures
