# The optional backend for NVIDIA GPUs: calm::cuda, where there is a CUDA toolkit. Used by the build and by the package.
include_guard()

# Makes calm::cuda, or nothing, silently, where there is no toolkit. `wanted`: AUTO, ON (no toolkit is an error) or OFF.
# A toolkit is looked for where CMake's FindCUDAToolkit does: nvcc in PATH, CUDAToolkit_ROOT, CUDA_PATH, /usr/local/cuda.
macro(calm_find_cuda wanted)
  if(NOT "${wanted}" MATCHES "^(AUTO|ON|OFF)$")
    message(FATAL_ERROR "calm: CALM_CUDA is \"${wanted}\"; it is AUTO, ON or OFF")
  endif()
  if(NOT "${wanted}" STREQUAL "OFF" AND NOT TARGET calm::cuda)
    find_package(CUDAToolkit 12.0 QUIET)  # the first whose nvcc knows C++20
    if(CUDAToolkit_FOUND AND TARGET CUDA::cudart)
      add_library(calm::cuda INTERFACE IMPORTED)
      if(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
        set_target_properties(calm::cuda PROPERTIES IMPORTED_GLOBAL TRUE)
      endif()
      target_link_libraries(calm::cuda INTERFACE calm::calm CUDA::cudart)
      # Not the feature cuda_std_20: CMake 3.25 does not know that nvcc has it. The same option twice is none too many for nvcc.
      target_compile_options(calm::cuda INTERFACE $<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:-std=c++20>)
    elseif("${wanted}" STREQUAL "ON")
      message(FATAL_ERROR "calm: CALM_CUDA is ON, and there is no CUDA toolkit of version 12.0 or later here; "
        "name its folder as CUDAToolkit_ROOT, or set CALM_CUDA to AUTO or OFF")
    endif()
  endif()
endmacro()
