# Where range-v3, nlohmann/json, Catch2, RapidCheck and CLI11 come from: what is installed, else a pinned release, else one message.
include_guard()
include(FetchContent)

# Each release is named by the hash of its archive.
set(calm_pin_range-v3
  "015adb2300a98edfceaf0725beec3337f542af4915cec4d0b89fa0886f4ba9cb"
  "https://github.com/ericniebler/range-v3/archive/refs/tags/0.12.0.tar.gz")
set(calm_pin_nlohmann_json
  "0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406"
  "https://github.com/nlohmann/json/archive/refs/tags/v3.11.3.tar.gz")
set(calm_pin_Catch2
  "c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c"
  "https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz")
set(calm_pin_CLI11
  "f2d893a65c3b1324c50d4e682c0cdc021dd0477ae2c048544f39eed6654b699a"
  "https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.4.2.tar.gz")
# It has no releases; this is a commit.
set(calm_pin_rapidcheck
  "7ff6fb341db865f4e8e451582627f854f24c8e4d3d7301bd6c6e4ff16f885ba1"
  "https://github.com/emil-e/rapidcheck/archive/6e8dadfdafa3a74eabb52ead87f8787f72eccd0b.tar.gz")
set(calm_apt_range-v3 librange-v3-dev)
set(calm_apt_nlohmann_json nlohmann-json3-dev)
set(calm_apt_Catch2 catch2)
set(calm_apt_CLI11 libcli11-dev)

# Downloads the pinned archive of `name` and adds it to the build. Sets `result` to whether that worked: CMake's own
# download steps stop at the first failure, before a message could say what all is missing.
function(calm_fetch name result)
  set(${result} FALSE PARENT_SCOPE)
  string(TOUPPER "${name}" upper)
  if(FETCHCONTENT_SOURCE_DIR_${upper} OR (FETCHCONTENT_FULLY_DISCONNECTED AND EXISTS "${FETCHCONTENT_BASE_DIR}/${name}-src"))
    set(archive "")  # the user brings the source, or it is there from an earlier run
  elseif(NOT CALM_FETCH_DEPENDENCIES OR FETCHCONTENT_FULLY_DISCONNECTED)
    return()
  else()
    list(POP_FRONT calm_pin_${name} hash)
    set(archive "${PROJECT_BINARY_DIR}/downloads/${name}.tar.gz")
    foreach(url IN LISTS calm_pin_${name})
      if(EXISTS "${archive}")
        file(SHA256 "${archive}" found)
        if(found STREQUAL hash)
          break()
        endif()
      endif()
      message(STATUS "calm: ${name} is not installed; downloading ${url}")
      file(DOWNLOAD "${url}" "${archive}" STATUS status INACTIVITY_TIMEOUT 30 TIMEOUT 300)
      list(GET status 0 code)
      if(NOT code EQUAL 0)
        list(GET status 1 why)
        message(STATUS "calm: ${url}: ${why}")
        file(REMOVE "${archive}")
      endif()
    endforeach()
    if(NOT EXISTS "${archive}")
      return()
    endif()
    file(SHA256 "${archive}" found)
    if(NOT found STREQUAL hash)
      file(REMOVE "${archive}")
      message(WARNING "calm: the archive of ${name} has SHA-256 ${found}, not ${hash}; it is not used")
      return()
    endif()
  endif()

  set(JSON_BuildTests OFF CACHE INTERNAL "")
  set(JSON_Install ${CALM_INSTALL} CACHE INTERNAL "")
  set(CLI11_BUILD_TESTS OFF CACHE INTERNAL "")
  set(CLI11_BUILD_DOCS OFF CACHE INTERNAL "")
  set(CATCH_INSTALL_DOCS OFF CACHE INTERNAL "")
  set(CATCH_INSTALL_EXTRAS OFF CACHE INTERNAL "")
  if(archive)
    # SYSTEM comes first: CMake 3.25 would take it for a part of the hash.
    FetchContent_Declare(${name} SYSTEM URL "${archive}" URL_HASH SHA256=${hash} DOWNLOAD_EXTRACT_TIMESTAMP TRUE)
  else()
    FetchContent_Declare(${name} SYSTEM)
  endif()
  FetchContent_MakeAvailable(${name})
  set(${result} TRUE PARENT_SCOPE)
endfunction()

# Stops with one message that names everything in `missing`.
function(calm_report_missing missing)
  set(packages "")
  foreach(name IN LISTS missing)
    list(APPEND packages ${calm_apt_${name}})
  endforeach()
  list(JOIN missing ", " names)
  list(JOIN packages " " packages)
  message(FATAL_ERROR
    "calm: not installed, and could not be downloaded: ${names}\n"
    "On Debian and Ubuntu: apt-get install ${packages}\n"
    "Elsewhere: install them, and name their prefixes in CMAKE_PREFIX_PATH; or unpack their sources and name those in "
    "FETCHCONTENT_SOURCE_DIR_<NAME>.")
endfunction()

# range-v3, nlohmann/json and threads, as imported targets.
macro(calm_require_dependencies)
  set(calm_missing "")
  find_package(Threads REQUIRED)
  if(NOT TARGET range-v3::range-v3)
    find_package(range-v3 CONFIG QUIET)  # its package only accepts a version that is exactly equal
  endif()
  if(NOT TARGET nlohmann_json::nlohmann_json)
    find_package(nlohmann_json 3.11 CONFIG QUIET)
  endif()
  foreach(calm_name IN ITEMS range-v3 nlohmann_json)
    if(NOT TARGET ${calm_name}::${calm_name})
      calm_fetch(${calm_name} calm_fetched)
      if(NOT calm_fetched)
        list(APPEND calm_missing ${calm_name})
      endif()
    endif()
  endforeach()
  if(CALM_BUILD_TESTS)
    calm_find_catch2()
    calm_find_rapidcheck()
  endif()
  if(CALM_BUILD_EXAMPLES)
    calm_find_cli11()
  endif()
  if(calm_missing)
    calm_report_missing("${calm_missing}")
  endif()
endmacro()

# CLI11, which the example programs read their command lines with, as CLI11::CLI11.
macro(calm_find_cli11)
  find_package(CLI11 2.1 CONFIG QUIET)
  if(NOT TARGET CLI11::CLI11)
    calm_fetch(CLI11 calm_fetched)
    if(NOT calm_fetched)
      list(APPEND calm_missing CLI11)
    endif()
  endif()
endmacro()

# RapidCheck, which makes the cases of the property tests, as rapidcheck. Nothing, silently, where there is none: see calm_needs.
macro(calm_find_rapidcheck)
  find_package(rapidcheck CONFIG QUIET)
  if(NOT TARGET rapidcheck)
    calm_fetch(rapidcheck calm_fetched)
  endif()
endmacro()

# Catch2 3, else the single header of Catch2 2: both as Catch2::Catch2.
macro(calm_find_catch2)
  find_package(Catch2 3 CONFIG QUIET)
  if(NOT Catch2_FOUND)
    find_package(Catch2 2.13 CONFIG QUIET)
  endif()
  if(NOT TARGET Catch2::Catch2)
    calm_fetch(Catch2 calm_fetched)
    if(NOT calm_fetched)
      list(APPEND calm_missing Catch2)
    endif()
  endif()
endmacro()
