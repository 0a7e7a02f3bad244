#!/usr/bin/env bash
# Checks README.md and docs/: bash tests/docs/check.sh COMPILER [FILE]; FILE lists include directories, one a line.
#   - every ```cpp block compiles: a block with main() as it stands, any other as the body of a function that sees prelude.hpp
#   - every option that follows the name of one of the programs in a ```sh block is an option of that program
#   - every relative link leads to a file
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
compiler=${1:?usage: check.sh COMPILER [FILE]}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pages=(README.md docs/*.md)
failed=0

flags=(-std=c++20 -fsyntax-only -Wall -Wextra -Wno-unused -Iinclude -Itests)
if [ -n "${2:-}" ]; then while IFS= read -r folder; do [ -z "$folder" ] || flags+=(-idirafter "$folder"); done < "$2"; fi

# Cuts the blocks out. Fragments go into one file, each a function of its own; #line makes the compiler name the page.
awk -v work="$work" '
  function close_block(  target) {
    if (program) {
      target = work "/program_" ++programs ".cpp"
      printf "#line %d \"%s\"\n%s", first, FILENAME, text > target
      close(target)
    } else {
      includes = includes hoisted
      bodies = bodies "void fragment_" ++fragments "() {\n#line " first " \"" FILENAME "\"\n" text "}\n"
    }
  }
  /^```cpp$/ { inside = 1; program = 0; text = hoisted = ""; first = FNR + 1; next }
  /^```/ && inside { inside = 0; close_block(); next }
  inside {
    if ($0 ~ /int main\(/) program = 1
    text = text $0 "\n"
    if ($0 ~ /^#include/) hoisted = hoisted $0 "\n"
  }
  END {
    gsub(/\n#include[^\n]*/, "\n", bodies)
    printf "#include \"docs/prelude.hpp\"\n%s%s", includes, bodies > (work "/fragments.cpp")
    printf "%d fragments and %d programs in the pages\n", fragments, programs
    if (fragments + programs == 0) exit 1
  }' "${pages[@]}"
for source in "$work"/*.cpp; do
  "$compiler" "${flags[@]}" "$source" || failed=1
done

# Options of the programs, with continued lines joined.
while IFS=: read -r page program option; do
  grep -qE -- "\"([^\"]*,!?)?$option(,|\")" "examples/$program.cpp" examples/support/*.hpp || { echo "$page: $program has no option $option"; failed=1; }
done < <(awk '
  /^```sh$/ { inside = 1; next }
  /^```/ { inside = 0 }
  inside {
    line = line $0
    if (sub(/\\$/, " ", line)) next
    if (match(line, /calm_[a-z]+ /)) {
      program = substr(line, RSTART, RLENGTH - 1)
      count = split(substr(line, RSTART + RLENGTH), words, /[ =]/)
      for (i = 1; i <= count; ++i) if (words[i] ~ /^--[a-z]/) print FILENAME ":" program ":" words[i]
    }
    line = ""
  }' "${pages[@]}")

# Links, outside of code.
while IFS=: read -r page target; do
  [ -e "$(dirname "$page")/${target%%#*}" ] || { echo "$page: the link to $target leads nowhere"; failed=1; }
done < <(awk '
  FNR == 1 { code = 0 }
  /^```/ { code = !code; next }
  !code {
    gsub(/`[^`]*`/, "")
    while (match($0, /\]\([^)#][^)]*\)/)) {
      target = substr($0, RSTART + 2, RLENGTH - 3)
      $0 = substr($0, RSTART + RLENGTH)
      if (target !~ /^[a-z]+:/) print FILENAME ":" target
    }
  }' "${pages[@]}")

exit $failed
