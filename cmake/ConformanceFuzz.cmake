# SPDX-License-Identifier: MIT
# The fuzz targets: with CONFORMANCE_FUZZ a libFuzzer program each (conformance-fuzz builds them all), in every other
# build one program that replays corpora and crashers.

file(GLOB fuzz_targets CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/fuzz/targets/*.cpp")
set(fuzz_names "")
set(fuzz_list "// Generated from fuzz/targets/ by cmake/ConformanceFuzz.cmake\n")
foreach(target IN LISTS fuzz_targets)
  get_filename_component(name "${target}" NAME_WE)
  list(APPEND fuzz_names "${name}")
  string(APPEND fuzz_list "CONFORMANCE_FUZZ_TARGET(${name})\n")
endforeach()
file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/fuzz/fuzz_targets.inc" CONTENT "${fuzz_list}")

add_library(conformance_fuzz_targets STATIC ${fuzz_targets} fuzz/input.cpp)
target_include_directories(conformance_fuzz_targets PUBLIC "${CMAKE_BINARY_DIR}/fuzz")
target_link_libraries(conformance_fuzz_targets PUBLIC conformance_run)

if(NOT CONFORMANCE_FUZZ)
  add_executable(conformance-replay fuzz/replay.cpp)
  target_link_libraries(conformance-replay PRIVATE conformance_fuzz_targets)
  target_compile_definitions(conformance-replay PRIVATE CONFORMANCE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  enable_testing()
  add_test(NAME "Every fuzz target holds on its corpus and its crashers" COMMAND conformance-replay)
  return()
endif()

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  message(FATAL_ERROR "CONFORMANCE_FUZZ needs clang: its libFuzzer")
endif()
add_custom_target(conformance-fuzz)
foreach(name IN LISTS fuzz_names)
  add_executable(conformance-fuzz-${name} fuzz/libfuzzer_main.cpp)
  target_compile_definitions(conformance-fuzz-${name} PRIVATE CONFORMANCE_FUZZ_NAME=${name})
  target_link_libraries(conformance-fuzz-${name} PRIVATE conformance_fuzz_targets)
  target_link_options(conformance-fuzz-${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(conformance-fuzz conformance-fuzz-${name})
endforeach()
