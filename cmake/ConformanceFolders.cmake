# SPDX-License-Identifier: MIT
# The folders in dependency order: each links what it needs of those above it (docs/ARCHITECTURE.md).

conformance_library(base harness/base LINK Boost::headers Threads::Threads)
conformance_library(xml harness/xml LINK conformance_base tinyxml2::tinyxml2 PkgConfig::expat)
conformance_library(xmpp harness/xmpp LINK conformance_xml OpenSSL::Crypto PkgConfig::icu PkgConfig::idn2)
conformance_library(trace harness/trace LINK conformance_xmpp nlohmann_json::nlohmann_json fmt::fmt)
conformance_library(scenario harness/scenario LINK conformance_trace)
conformance_library(rules harness/rules LINK conformance_scenario)
conformance_library(faults harness/faults LINK conformance_rules)
conformance_library(reports reports LINK conformance_faults)
conformance_library(net harness/net LINK conformance_base OpenSSL::SSL PkgConfig::cares PkgConfig::idn2)
conformance_library(stream harness/stream LINK conformance_net conformance_xmpp PkgConfig::gsasl)
conformance_library(peer harness/peer LINK conformance_stream conformance_scenario)
conformance_library(capture harness/capture LINK conformance_stream conformance_trace)
conformance_library(server harness/server LINK conformance_stream conformance_scenario conformance_faults)
conformance_library(reference harness/reference LINK conformance_stream conformance_scenario conformance_faults)
conformance_library(driver harness/driver LINK conformance_net conformance_scenario)
# g++-12 takes the frame of a coroutine for allocated by another function than the one that frees it.
set_source_files_properties(harness/driver/child.cpp PROPERTIES COMPILE_OPTIONS
                            "$<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>")
conformance_library(target harness/target LINK conformance_peer conformance_server conformance_reference conformance_driver)
conformance_library(run harness/run LINK conformance_target conformance_rules conformance_reports)
target_sources(conformance_scenario PRIVATE "${CONFORMANCE_EMBEDDED_SCENARIOS}")


conformance_library(cli harness/cli LINK conformance_run conformance_capture CLI11::CLI11)
add_executable(conformance harness/cli/main.cpp)
target_link_libraries(conformance PRIVATE conformance_cli)

# conformance-bench, where Google Benchmark is installed.
if(benchmark_FOUND)
  conformance_library(bench harness/bench LINK conformance_run benchmark::benchmark)
  add_executable(conformance-bench harness/bench/main.cpp)
  target_link_libraries(conformance-bench PRIVATE conformance_bench)
endif()

# The tests, where Catch2 is installed: who only runs the program does not need it.
if(NOT Catch2_FOUND)
  return()
endif()

add_executable(conformance-tests cmake/test_main.cpp)
get_property(test_sources GLOBAL PROPERTY CONFORMANCE_TESTS)
get_property(libraries GLOBAL PROPERTY CONFORMANCE_LIBRARIES)
target_sources(conformance-tests PRIVATE ${test_sources})
target_link_libraries(conformance-tests PRIVATE ${libraries} Catch2::Catch2)
target_compile_definitions(conformance-tests PRIVATE CONFORMANCE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
# Catch2's main is compiled from the same header, with a macro: it cannot come precompiled.
set_source_files_properties(cmake/test_main.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
target_precompile_headers(conformance-tests PRIVATE <catch2/catch.hpp>)

enable_testing()
include(Catch)
catch_discover_tests(conformance-tests EXTRA_ARGS -w NoTests)
