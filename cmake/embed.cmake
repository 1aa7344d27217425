# SPDX-License-Identifier: MIT
# Run as a script: writes OUTPUT from FILES below FOLDER. A raw string holds at most 60,000 bytes a piece, since
# compilers need not take more; adjacent pieces are one literal.

set(text "// Generated from scenarios/ by cmake/embed.cmake\n#include \"scenario/library.hpp\"\n\n#include <array>\n\n")
string(APPEND text "namespace conformance::scenario {\n\nnamespace {\nconstexpr auto files = std::to_array<EmbeddedFile>({\n")
foreach(file IN LISTS FILES)
  file(READ "${FOLDER}/${file}" content)
  string(LENGTH "${content}" length)
  string(APPEND text "    {\"${file}\",\n")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${content}" ${at} 15000 piece)
    string(APPEND text "R\"~json~(${piece})~json~\"\n")
    math(EXPR at "${at} + 15000")
  endwhile()
  string(APPEND text "    },\n")
endforeach()
string(APPEND text "});\n}  // namespace\n\nstd::span<const EmbeddedFile> embedded_files() { return files; }\n\n")
string(APPEND text "}  // namespace conformance::scenario\n")
file(WRITE "${OUTPUT}" "${text}")
