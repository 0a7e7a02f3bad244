# Finds or gets what the build needs; sourced by tests/run.sh and examples/demo.sh, with the repository as working directory.
#   calm_setup [PACKAGE...]  returns when the tools are there, having installed what was missing:
#     as root, or with sudo that asks no password    apt-get install
#     as any other user                              the same packages, unpacked into .deps/root of this checkout
#     without apt-get                                nothing; CMake downloads the libraries, a missing tool is reported
# CALM_SETUP=never in the environment forbids all of these. Logs are in build/log/. Works under set -euo pipefail.

calm_log=$PWD/build/log
calm_private=$PWD/.deps/root
calm_jobs=${CALM_JOBS:-$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}

# calm_step NAME WHAT COMMAND...: says what it does in one line; the command's output goes to a log that is shown on failure.
calm_step() {
  local log=$calm_log/$1.log what=$2
  shift 2
  mkdir -p "$calm_log"
  printf -- '-- %s\n' "$what"
  if ! "$@" > "$log" 2>&1; then
    tail -n 60 "$log" >&2
    printf 'calm: failed: %s\n      all of its output is in %s\n' "$what" "$log" >&2
    return 1
  fi
}

calm_compiler() {
  local candidate
  for candidate in ${CXX:-} g++ c++ clang++; do
    if command -v "$candidate" > /dev/null; then echo "$candidate"; return; fi
  done
  return 1
}

# Prints the packages, by their Debian names, whose programs and headers are not there. $@ are those of optional ones.
calm_missing() {
  local compiler found include prefix
  if ! compiler=$(calm_compiler); then
    echo g++
    compiler=false
  fi
  found=$(cmake --version 2>/dev/null | sed -n 's/^cmake version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  set -- ${found:-0 0} "$@"
  if [ "$1" -lt 3 ] || { [ "$1" -eq 3 ] && [ "$2" -lt 25 ]; }; then echo cmake; fi
  shift 2
  if ! command -v make > /dev/null && ! command -v ninja > /dev/null; then echo make; fi

  include=()
  while IFS= read -r -d : prefix; do
    [ -d "$prefix/include" ] && include+=("-I$prefix/include")
  done <<< "${CMAKE_PREFIX_PATH:-}:"
  found=$("$compiler" -E -P -x c++ "${include[@]+"${include[@]}"}" - 2>/dev/null << 'HEADERS' || true
#if __has_include(<range/v3/version.hpp>)
librange-v3-dev
#endif
#if __has_include(<nlohmann/json.hpp>)
nlohmann-json3-dev
#endif
#if __has_include(<CLI/CLI.hpp>)
libcli11-dev
#endif
#if __has_include(<catch2/catch.hpp>) || __has_include(<catch2/catch_all.hpp>)
catch2
#endif
#if __has_include(<rapidcheck.h>)
librapidcheck-dev
#endif
#if __has_include(<benchmark/benchmark.h>)
libbenchmark-dev
#endif
HEADERS
)
  for prefix in librange-v3-dev nlohmann-json3-dev libcli11-dev "$@"; do
    grep -qx -- "$prefix" <<< "$(tr -d ' ' <<< "$found")" || echo "$prefix"
  done
}

# Puts the private folder's programs and libraries in reach.
calm_use_private() {
  local libraries
  libraries=$(find "$calm_private/usr/lib" -maxdepth 1 -name '*-linux-*' -type d | paste -sd:)
  export PATH=$calm_private/usr/bin:$PATH
  export CMAKE_PREFIX_PATH=$calm_private/usr${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}
  if [ -n "$libraries" ]; then export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; fi
}

# calm_install_packages [sudo -n] -- PACKAGE...: with the lists as they are first; they may be absent, or too old.
calm_install_packages() {
  local as=()
  while [ "$1" != -- ]; do as+=("$1"); shift; done
  shift
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@")
  "${as[@]+"${as[@]}"}" "${install[@]}" && return
  "${as[@]+"${as[@]}"}" apt-get -q -o DPkg::Lock::Timeout=300 update && "${as[@]+"${as[@]}"}" "${install[@]}"
}

# calm_add_package NAME COMMAND PACKAGE: installs it where COMMAND fails and this user may install; then runs COMMAND again.
calm_add_package() {
  local name=$1 works=$2 package=$3
  if bash -c "$works" > /dev/null 2>&1; then return; fi
  if [ "${CALM_SETUP:-}" != never ] && command -v apt-get > /dev/null; then
    if [ "$(id -u)" -eq 0 ]; then
      calm_step "$name" "installing $package" calm_install_packages -- "$package" || return
    elif sudo -n true 2> /dev/null; then
      calm_step "$name" "installing $package, with sudo" calm_install_packages sudo -n -- "$package" || return
    fi
  fi
  bash -c "$works" > /dev/null 2>&1
}

# calm_unpack_packages PACKAGE...: needs no rights. The package lists and archives are kept in .deps, too.
calm_unpack_packages() {
  local state=$PWD/.deps/apt planned package
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/log" "$calm_private"
  local apt=(apt-get -q -y -o "Dir::State::lists=$state/lists" -o "Dir::Cache=$state/cache" -o "Dir::Log=$state/log"
    -o Debug::NoLocking=1 -o APT::Sandbox::User= -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success=)
  "${apt[@]}" update || return
  # What apt would install, with all dependencies. A package that it would only upgrade is there already; so is the
  # C library, of which there must be one.
  planned=$("${apt[@]}" --no-install-recommends -s install "$@" | sed -n 's/^Inst \([^ ]*\) (.*/\1/p' | grep -vE '^(libc6|libc-bin|libc6-dev)(:|$)') || return
  (cd "$state/cache/archives" && "${apt[@]}" download $planned) || return
  for package in "$state"/cache/archives/*.deb; do
    dpkg -x "$package" "$calm_private" || return
    rm -f "$package"
  done
}

calm_setup() {
  local missing tools
  mkdir -p "$calm_log"
  missing=$(calm_missing "$@" | paste -sd' ')
  if [ -n "$missing" ] && [ -d "$calm_private/usr" ]; then
    calm_use_private
    missing=$(calm_missing "$@" | paste -sd' ')
  fi
  if [ -n "$missing" ] && [ "${CALM_SETUP:-}" != never ] && command -v apt-get > /dev/null; then
    # shellcheck disable=SC2086  # package names, to be split
    if [ "$(id -u)" -eq 0 ]; then
      calm_step setup "installing $missing" calm_install_packages -- $missing || true
    elif sudo -n true 2> /dev/null; then
      calm_step setup "installing $missing, with sudo" calm_install_packages sudo -n -- $missing || true
    else
      calm_step setup "unpacking $missing into .deps/root, since this user may not install" calm_unpack_packages $missing || true
      if [ -d "$calm_private/usr" ]; then calm_use_private; fi
    fi
    hash -r
    missing=$(calm_missing "$@" | paste -sd' ')
  fi
  tools=$(tr ' ' '\n' <<< "$missing" | grep -E '^(g\+\+|cmake|make)$' | paste -sd' ' || true)
  if [ -n "$tools" ]; then
    printf 'calm: missing: %s (g++ 12 or clang++ 16 or later, CMake 3.25 or later, make or ninja)\n' "$missing" >&2
    printf '      on Debian and Ubuntu: apt-get install %s\n' "$missing" >&2
    return 1
  fi
  if [ -n "$missing" ]; then printf -- '-- not installed: %s; CMake will try to download them\n' "$missing"; fi
  if [ -z "${CMAKE_GENERATOR:-}" ] && ! command -v make > /dev/null; then export CMAKE_GENERATOR=Ninja; fi
}

# calm_configure PRESET [OPTION...]: in build/PRESET; starts afresh when that folder was made for another checkout, or with another compiler than
# -DCMAKE_CXX_COMPILER=... names: CMake would begin again by itself then, but without the other options.
calm_configure() {
  local cache=build/$1/CMakeCache.txt options="$*" compiler=
  case $options in *-DCMAKE_CXX_COMPILER=*) compiler=${options##*-DCMAKE_CXX_COMPILER=} compiler=${compiler%% *} ;; esac
  if [ -f "$cache" ]; then
    if ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$cache" || ! grep '^CMAKE_CXX_COMPILER:' "$cache" | grep -qF -- "$compiler"; then rm -rf "build/$1"; fi
  fi
  calm_step "configure-$1" "configuring build/$1" cmake --preset "$@"
}
