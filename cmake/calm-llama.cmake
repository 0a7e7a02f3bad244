# The optional engine llama.cpp: calm::llama_cpp, where its library is installed. Used by the build and by the package.
include_guard()

# Makes calm::llama_cpp (and nothing, silently, where there is no libllama). `where` is a prefix that has lib/ and
# include/ (the folder site-packages of a Python environment with llama-cpp-python is one), AUTO, or OFF.
macro(calm_find_llama where)
  if(NOT "${where}" STREQUAL "OFF" AND NOT TARGET calm::llama_cpp)
    set(calm_llama_hint "")
    if(NOT "${where}" STREQUAL "AUTO")
      set(calm_llama_hint "${where}")
    endif()
    if(NOT TARGET llama)
      find_package(llama CONFIG QUIET HINTS ${calm_llama_hint} "$ENV{CALM_LLAMA}")
    endif()
    if(TARGET llama)
      add_library(calm::llama_cpp INTERFACE IMPORTED)
      if(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
        set_target_properties(calm::llama_cpp PROPERTIES IMPORTED_GLOBAL TRUE)
      endif()
      target_link_libraries(calm::llama_cpp INTERFACE calm::calm llama)
      target_compile_definitions(calm::llama_cpp INTERFACE CALM_WITH_LLAMA_CPP=1)
    endif()
  endif()
endmacro()
