# SPDX-License-Identifier: MIT
# One folder is one static library that links only what stands above it in the dependency order.

add_library(conformance_options INTERFACE)
target_compile_options(conformance_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                                     -Woverloaded-virtual $<$<BOOL:${CONFORMANCE_WERROR}>:-Werror>)
# g++-12 reports std::string's own memcpy (GCC bugs 105329, 105651): these warnings are left to clang.
target_compile_options(conformance_options INTERFACE
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
                                                  -Wno-stringop-overread>)
# clang-19 reports what std::stable_sort of libstdc++ uses inside: this warning is left to g++.
target_compile_options(conformance_options INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
target_compile_definitions(conformance_options INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
                                                         CONFORMANCE_VERSION="${PROJECT_VERSION}")
if(CONFORMANCE_SANITIZERS)
  target_compile_options(conformance_options INTERFACE -fsanitize=${CONFORMANCE_SANITIZERS} -fno-sanitize-recover=all
                                                       -fno-omit-frame-pointer)
  target_link_options(conformance_options INTERFACE -fsanitize=${CONFORMANCE_SANITIZERS})
endif()

if(CONFORMANCE_FUZZ)
  target_compile_options(conformance_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# conformance_library(NAME FOLDER [LINK libraries...])
# Takes every *.cpp of FOLDER (and the folders in it); *.test.cpp go into the test program.
function(conformance_library name folder)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "\\.test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  list(FILTER tests INCLUDE REGEX "\\.test\\.cpp$")
  add_library(conformance_${name} STATIC ${sources})
  target_include_directories(conformance_${name} PUBLIC "${CMAKE_SOURCE_DIR}/harness" "${CMAKE_SOURCE_DIR}")
  target_link_libraries(conformance_${name} PUBLIC conformance_options ${ARG_LINK})
  set_property(GLOBAL APPEND PROPERTY CONFORMANCE_LIBRARIES conformance_${name})
  set_property(GLOBAL APPEND PROPERTY CONFORMANCE_TESTS ${tests})
endfunction()
