# Compiles one file that must be refused. Its first lines say what the compiler has to print, each "// expect: TEXT".
#   cmake -D compiler=g++ -D source=x.cpp -D includes=FILE -P check.cmake
# `includes` is a file with one include directory a line.
file(STRINGS "${source}" lines ENCODING UTF-8)
set(expected "")
foreach(line IN LISTS lines)
  if(NOT line MATCHES "^// expect: (.+)$")
    break()
  endif()
  list(APPEND expected "${CMAKE_MATCH_1}")
endforeach()
if(NOT expected)
  message(FATAL_ERROR "${source}: its first line must be: // expect: TEXT")
endif()

file(STRINGS "${includes}" directories)
set(flags "")
foreach(directory IN LISTS directories)
  list(APPEND flags -idirafter "${directory}")  # -isystem would break the order of the compiler's own
endforeach()
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH root)
cmake_path(GET root PARENT_PATH root)
list(PREPEND flags -I "${root}/include")
set(ENV{LC_ALL} C)

execute_process(COMMAND "${compiler}" -std=c++20 -fsyntax-only ${flags} "${source}"
  RESULT_VARIABLE code OUTPUT_VARIABLE printed ERROR_VARIABLE printed)
if(code EQUAL 0)
  message(FATAL_ERROR "${source}: compiles, and must not")
endif()
foreach(text IN LISTS expected)
  string(FIND "${printed}" "${text}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${source}: refused, but without the words\n  ${text}\nThe compiler printed:\n${printed}")
  endif()
endforeach()
