# Installs the headers and the CMake package "calm".
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(calm_package_dir "${CMAKE_INSTALL_DATADIR}/cmake/calm")
install(TARGETS calm_calm EXPORT calm-targets FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT calm-targets NAMESPACE calm:: DESTINATION "${calm_package_dir}")

configure_package_config_file(cmake/calm-config.cmake.in "${PROJECT_BINARY_DIR}/calm-config.cmake"
  INSTALL_DESTINATION "${calm_package_dir}" NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break; one set of headers serves 32 and 64 bits.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/calm-config-version.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/calm-config.cmake" "${PROJECT_BINARY_DIR}/calm-config-version.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/calm-cuda.cmake" "${PROJECT_SOURCE_DIR}/cmake/calm-llama.cmake" "${PROJECT_SOURCE_DIR}/cmake/calm-products.cmake"
  DESTINATION "${calm_package_dir}")
