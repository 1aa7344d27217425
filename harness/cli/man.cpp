// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/help.hpp"

namespace conformance::cli {

namespace {

// Text for roff: a hyphen that is typed stays one, a backslash is none, and no line is a request.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) {
      out += "\\&";
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string tagged(const std::string& tag, std::string_view text) { return ".TP\n" + tag + "\n" + roff(text) + "\n"; }

std::string commands() {
  std::string text = ".SH COMMANDS\n";
  for (const auto& row : command_table()) {
    text += tagged(fmt::format("\\fB{}\\fR {}", row.name, roff(row.arguments)), row.does);
  }
  return text;
}

std::string options() {
  std::string text = ".SH OPTIONS\n";
  for (const auto group : {Group::target, Group::accounts, Group::play, Group::reports, Group::other}) {
    text += fmt::format(".SS {}\n", roff(heading_of(group)));
    for (const auto& row : option_table()) {
      if (row.group != group) continue;
      std::string tag;
      for (const auto& name : row.each_name()) tag += (tag.empty() ? "" : ", ") + ("\\fB" + roff(name) + "\\fR");
      if (!row.is_flag()) tag += " \\fI" + roff(row.value) + "\\fR";
      std::string does = row.does;
      if (!row.of.empty() && !row.belongs_to(Command::run))
        does += fmt::format(" (of {})", row_of(row.of.front()).name);
      text += tagged(tag, does);
    }
  }
  return text;
}

constexpr const char* rest =
    ".SH SELECTION\n"
    "A rule or the beginning of its id (0085/5.7), a scenario or a pattern (client/*/new\\-*), or the path of a "
    "scenario\n"
    "file, which begins with a full stop or a slash.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBCONFORMANCE_PASSWORD\\fR\nthe password of accounts that name no variable of their own\n"
    ".TP\n\\fBNO_COLOR\\fR\nno colours, if it is set\n"
    ".SH EXIT STATUS\n"
    ".TP\n\\fB0\\fR\nnothing decides against the target\n"
    ".TP\n\\fB1\\fR\na deciding rule failed\n"
    ".TP\n\\fB2\\fR\nusage, or an input that cannot be read; nothing was run\n"
    ".TP\n\\fB3\\fR\na deciding rule is inconclusive\n"
    ".TP\n\\fB4\\fR\nthe target could not be reached or was lost, or the harness erred\n";

}  // namespace

std::string manual_page() {
  std::string text =
      ".TH CONFORMANCE 1 \"\" \"conformance " CONFORMANCE_VERSION
      "\" \"User Commands\"\n.SH NAME\nconformance \\- judge XMPP clients and servers by XEP\\-0085 and XEP\\-0224\n"
      ".SH SYNOPSIS\n\\fBconformance\\fR [\\fIselection\\fR...] [\\fIoption\\fR...]\n.br\n"
      "\\fBconformance\\fR \\fIcommand\\fR ...\n"
      ".SH DESCRIPTION\nPlays scripted XMPP peers against an implementation of XEP\\-0085 (Chat State Notifications)\n"
      "and XEP\\-0224 (Attention), records every stanza, and judges the record.\n";
  text += commands() + options() + rest + ".SH EXAMPLES\n";
  for (const auto& example : examples()) {
    text += fmt::format(".PP\n{}:\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n", roff(example.does), roff(example.command));
  }
  return text;
}

}  // namespace conformance::cli
