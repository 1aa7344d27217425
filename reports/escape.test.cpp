// SPDX-License-Identifier: MIT
#include "reports/escape.hpp"

#include <catch2/catch.hpp>

namespace conformance::reports {

TEST_CASE("for_terminal makes visible what a terminal would obey, hide or reorder", "[reports]") {
  struct Row {
    std::string text;
    const char* shown;
  };
  const auto row = GENERATE(values<Row>({
      {"Wherefore art thou", "Wherefore art thou"},
      {"J\xc3\xbcrgen \xe6\x97\xa5\xe6\x9c\xac", "J\xc3\xbcrgen \xe6\x97\xa5\xe6\x9c\xac"},
      {"\x1b[31mred", "\\x1b[31mred"},
      {"tab\there", "tab\\x09here"},
      {"a\r\nb", "a\\x0d\\x0ab"},
      {std::string("nul\0nul", 7), "nul\\x00nul"},
      {"del\x7f", "del\\x7f"},
      {"\xc2\x9b"
       "31m",
       "\\u009b31m"},
      {"\xc2\x80\xc2\x9f\xc2\xa1", "\\u0080\\u009f\xc2\xa1"},
      {"\xe2\x80\x8e\xe2\x80\x8f", "\\u200e\\u200f"},
      {"\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae", "\\u202a\\u202b\\u202c\\u202d\\u202e"},
      {"\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9", "\\u2066\\u2067\\u2068\\u2069"},
      {"\xd8\x9c", "\\u061c"},
      {"\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"},
      {"\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d\xef\xbb\xbf", "\\u200b\\u200c\\u200d\\ufeff"},
      {"\xf3\xa0\x80\x81", "\\U000e0001"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xc0\x9b", "\\xc0\\x9b"},                    // an overlong ESC
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // a surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // beyond U+10FFFF
      {"cut \xe2\x80", "cut \\xe2\\x80"},
      {"\xe2\x1b[0m", "\\xe2\\x1b[0m"},
      {"\\x1b", "\\x1b"},
  }));
  CHECK(for_terminal(row.text) == row.shown);
}

TEST_CASE("for_terminal keeps line feeds, and nothing else, for a caller that wants lines", "[reports]") {
  CHECK(for_terminal("a\nb\rc\td", Newlines::kept) == "a\nb\\x0dc\\x09d");
}

TEST_CASE("for_ci_line leaves no line that a build service takes for a command", "[reports]") {
  struct Row {
    const char* text;
    const char* shown;
  };
  const auto row = GENERATE(values<Row>({
      {"::error::gone", "\\x3a:error::gone"},
      {"  ::add-mask::a", "  \\x3a:add-mask::a"},
      {"\xe3\x80\x80::error::", "\xe3\x80\x80\\x3a:error::"},  // an ideographic space is white space, too
      {"\xc2\xa0::error::", "\xc2\xa0\\x3a:error::"},
      {"std::string", "std::string"},
      {":one", ":one"},
      {"##[error]gone", "##\\x5berror]gone"},
      {"behind ##[group]", "behind ##\\x5bgroup]"},
      {"##vso[task.complete]", "##vso\\x5btask.complete]"},
      {"##teamcity[buildStop]", "##teamcity\\x5bbuildStop]"},
      {"###[x]", "###\\x5bx]"},
      {"#[x] ## [x] a[1]", "#[x] ## [x] a[1]"},
      {"", ""},
  }));
  CHECK(for_ci_line(row.text) == row.shown);
}

TEST_CASE("for_xml leaves nothing that XML 1.0 forbids and nothing that is mark-up", "[reports]") {
  struct Row {
    std::string text;
    const char* shown;
  };
  const auto row = GENERATE(values<Row>({
      {"Wherefore", "Wherefore"},
      {"<a b='c' d=\"e\">&amp;</a>", "&lt;a b='c' d=&quot;e&quot;&gt;&amp;amp;&lt;/a&gt;"},
      {"]]>", "]]&gt;"},
      {"\t\n\r", "\t\n&#13;"},
      {std::string("\0\x01\x08\x1b", 4), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"\x7f\xc2\x80", "\x7f\xc2\x80"},  // discouraged, not forbidden
      {"\xef\xbf\xbd", "\xef\xbf\xbd"},
      {"\xef\xbf\xbe\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"\xf0\x9f\x92\x94\xf4\x8f\xbf\xbf", "\xf0\x9f\x92\x94\xf4\x8f\xbf\xbf"},
      {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"\xff", "\xef\xbf\xbd"},
  }));
  CHECK(for_xml(row.text) == row.shown);
}

TEST_CASE("A fence of Markdown is longer than any within", "[reports]") {
  CHECK(fence_for("") == "```");
  CHECK(fence_for("a `b` c") == "```");
  CHECK(fence_for("```\nall is well") == "````");
  CHECK(fence_for("x ````` y ``") == "``````");
}

TEST_CASE("A code span of Markdown cannot be left from within", "[reports]") {
  struct Row {
    const char* text;
    const char* span;
  };
  const auto row = GENERATE(values<Row>({
      {"romeo", "`romeo`"},
      {"", ""},
      {"a`b", "``a`b``"},
      {"`a``", "``` `a`` ```"},
      {" a ", "`  a  `"},
      {"a|b", "`a\\|b`"},
      {"a\nb", "`a\\x0ab`"},
      {"::error::", "`\\x3a:error::`"},
  }));
  CHECK(code_span(row.text) == row.span);
}

TEST_CASE("cut says how much it leaves out and halves no character", "[reports]") {
  struct Row {
    const char* text;
    std::size_t bytes;
    const char* shown;
  };
  const auto row = GENERATE(values<Row>({
      {"Romeo", 5, "Romeo"},
      {"Romeo", 4, "Rome... [1 bytes left out]"},
      {"a\xe6\x97\xa5\xe6\x9c\xac", 5, "a\xe6\x97\xa5... [3 bytes left out]"},
      {"a\xe6\x97\xa5\xe6\x9c\xac", 4, "a\xe6\x97\xa5... [3 bytes left out]"},
      {"a\xe6\x97\xa5\xe6\x9c\xac", 3, "a... [6 bytes left out]"},
      {"\xf0\x9f\x92\x94 broken", 3, "... [11 bytes left out]"},
      {"", 0, ""},
  }));
  CHECK(cut(row.text, row.bytes) == row.shown);
}

TEST_CASE("cut takes its limit for a line of a report from the limits", "[reports]") {
  CHECK(cut(std::string(2'048, 'a')) == std::string(2'048, 'a'));
  CHECK(cut(std::string(2'049, 'a')) == std::string(2'048, 'a') + "... [1 bytes left out]");
}

TEST_CASE("display_width counts columns and not bytes", "[reports]") {
  CHECK(display_width("Juliet") == 6);
  CHECK(display_width("J\xc3\xbcrgen") == 6);
  CHECK(display_width("\xe6\x97\xa5\xe6\x9c\xac") == 4);
  CHECK(display_width("\xf0\x9f\x92\x94") == 2);
  CHECK(display_width("e\xcc\x81") == 1);
}

TEST_CASE("shell_word quotes whatever a shell would act on", "[reports]") {
  struct Row {
    const char* word;
    const char* quoted;
  };
  const auto row = GENERATE(values<Row>({
      {"client/0085/5.3/typing", "client/0085/5.3/typing"},
      {"0085/5.3/no-repeat", "0085/5.3/no-repeat"},
      {"", "''"},
      {"a b", "'a b'"},
      {"; rm -r .", "'; rm -r .'"},
      {"$(id)", "'$(id)'"},
      {"it's", "'it'\\''s'"},
  }));
  CHECK(shell_word(row.word) == row.quoted);
}

}  // namespace conformance::reports
