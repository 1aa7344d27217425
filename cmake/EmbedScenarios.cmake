# SPDX-License-Identifier: MIT
# Compiles the data of scenarios/ into the program: a generated file with one raw string a file.

file(GLOB_RECURSE scenario_files CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}/scenarios"
     "${CMAKE_SOURCE_DIR}/scenarios/*.json")
list(FILTER scenario_files EXCLUDE REGEX "^schema/")
list(SORT scenario_files)
set(CONFORMANCE_EMBEDDED_SCENARIOS "${CMAKE_BINARY_DIR}/embedded_scenarios.cpp")
list(TRANSFORM scenario_files PREPEND "${CMAKE_SOURCE_DIR}/scenarios/" OUTPUT_VARIABLE scenario_paths)
add_custom_command(
  OUTPUT "${CONFORMANCE_EMBEDDED_SCENARIOS}"
  COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${CONFORMANCE_EMBEDDED_SCENARIOS}" "-DFOLDER=${CMAKE_SOURCE_DIR}/scenarios"
          "-DFILES=${scenario_files}" -P "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
  DEPENDS ${scenario_paths} "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
  COMMENT "Embedding scenarios"
  VERBATIM)
