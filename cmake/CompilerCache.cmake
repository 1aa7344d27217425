# SPDX-License-Identifier: MIT
# ccache, where there is one and it works: it does not where it cannot write to its folder.

find_program(ccache_program ccache NO_CACHE)
if(ccache_program AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  file(WRITE "${CMAKE_BINARY_DIR}/ccache_works.cpp" "int main() {}\n")
  execute_process(
    COMMAND "${ccache_program}" "${CMAKE_CXX_COMPILER}" -c ccache_works.cpp -o ccache_works.o
    WORKING_DIRECTORY "${CMAKE_BINARY_DIR}" RESULT_VARIABLE ccache_result OUTPUT_QUIET ERROR_QUIET)
  if(ccache_result EQUAL 0)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${ccache_program}")
  endif()
endif()
