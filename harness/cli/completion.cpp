// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

#include <fmt/format.h>

#include "cli/commands.hpp"

namespace conformance::cli {

namespace {

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : " ") + item;
  return text;
}

std::vector<std::string> words_for(Hint hint, const Completions& words) {
  switch (hint) {
    case Hint::fault:
      return words.faults;
    case Hint::spec:
      return words.specs;
    case Hint::format:
      return report_formats();
    case Hint::selection:
      return words.selections;
    case Hint::list_kind:
      return {"rules", "scenarios", "faults"};
    case Hint::shell:
      return {"bash", "zsh", "fish"};
    case Hint::none:
    case Hint::file:
    case Hint::folder:
      break;
  }
  return {};
}

std::vector<std::string> values_of(const OptionRow& row, const Completions& words) {
  return row.extras.choices.empty() ? words_for(row.extras.hint, words) : row.extras.choices;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& row : command_table()) names.emplace_back(row.name);
  return names;
}

std::string option_names(Command command) {
  std::vector<std::string> names;
  for (const auto& row : option_table()) {
    if (!row.belongs_to(command)) continue;
    for (auto& name : row.each_name()) names.push_back(std::move(name));
  }
  return joined(names);
}

// compgen takes apart at white space; ids have none. A colon or equals sign would split a word, so the line is looked
// at as it is only up to the cursor's word.
std::string bash_script(const Completions& words) {
  std::string text =
      "# bash completion of conformance: eval \"$(conformance completion bash)\"\n"
      "_conformance() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=run\n"
      "  COMPREPLY=()\n"
      "  case ${COMP_WORDS[1]} in\n"
      "    " +
      fmt::format("{}", fmt::join(command_names(), "|")) +
      ") ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]} ;;\n"
      "  esac\n"
      "  case $before in\n";
  for (const auto& row : option_table()) {
    if (row.is_flag()) continue;
    std::string reply = "return";
    if (row.extras.hint == Hint::file) reply = "mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return";
    if (row.extras.hint == Hint::folder) reply = "mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); return";
    if (const auto values = values_of(row, words); !values.empty()) {
      reply = fmt::format("mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$word\"); return", joined(values));
    }
    text += fmt::format("    {}) {} ;;\n", fmt::join(row.each_name(), "|"), reply);
  }
  text += "  esac\n  case $command in\n";
  for (const auto& row : command_table()) {
    text += fmt::format(
        "    {})\n      if [[ $word == -* ]]; then mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$word\"); return; "
        "fi\n",
        row.name, option_names(row.command));
    if (row.hint == Hint::file) text += "      mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n";
    auto values = words_for(row.hint, words);
    if (row.command == Command::run) {
      text += "      local extra=\n      ((COMP_CWORD == 1)) && extra='" + joined(command_names()) + "'\n";
      text += fmt::format("      mapfile -t COMPREPLY < <(compgen -W \"$extra {}\" -- \"$word\")\n", joined(values));
    } else if (!values.empty()) {
      text += fmt::format("      mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$word\")\n", joined(values));
    }
    text += "      ;;\n";
  }
  return text + "  esac\n}\ncomplete -F _conformance conformance\n";
}

// Single quotes, and within them none.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

// What stands between brackets or behind a colon in an argument of _arguments.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(Hint hint, const std::vector<std::string>& values) {
  if (hint == Hint::file) return "_files";
  if (hint == Hint::folder) return "_files -/";
  return values.empty() ? " " : "(" + joined(values) + ")";
}

std::string zsh_script(const Completions& words) {
  std::string text =
      "#compdef conformance\n"
      "# zsh completion of conformance: conformance completion zsh > a folder of $fpath/_conformance\n"
      "_conformance() {\n  local command=run\n  case ${words[2]} in\n    " +
      fmt::format("{}", fmt::join(command_names(), "|")) +
      ") (( CURRENT > 2 )) && command=${words[2]} ;;\n  esac\n  case $command in\n";
  for (const auto& row : command_table()) {
    text += fmt::format("    {})\n      _arguments", row.name);
    for (const auto& option : option_table()) {
      if (!option.belongs_to(row.command)) continue;
      for (const auto& name : option.each_name()) {
        auto spec = (option.extras.repeated ? "*" : "") + name + "[" + zsh_text(option.does) + "]";
        if (!option.is_flag()) {
          spec += ":" + zsh_text(option.value) + ":" + zsh_action(option.extras.hint, values_of(option, words));
        }
        text += " \\\n        " + quoted(spec);
      }
    }
    auto values = words_for(row.hint, words);
    if (row.command == Command::run) {
      text +=
          " \\\n        " + quoted("1:command or selection:(" + joined(command_names()) + " " + joined(values) + ")");
    }
    text +=
        " \\\n        " + quoted("*:" + zsh_text(row.arguments) + ":" + zsh_action(row.hint, values)) + "\n      ;;\n";
  }
  return text + "  esac\n}\n_conformance \"$@\"\n";
}

std::string fish_script(const Completions& words) {
  const auto commands = joined(command_names());
  std::string text =
      "# fish completion of conformance: conformance completion fish > ~/.config/fish/completions/conformance.fish\n"
      "complete -c conformance -f\n";
  const auto seen = [](const std::string& names) { return "__fish_seen_subcommand_from " + names; };
  for (const auto& row : command_table()) {
    text += fmt::format("complete -c conformance -n '__fish_use_subcommand' -a {} -d {}\n", row.name, quoted(row.does));
    const auto condition =
        row.command == Command::run ? "not " + seen(commands) + "; or " + seen("run") : seen(row.name);
    if (const auto values = words_for(row.hint, words); !values.empty()) {
      text += fmt::format("complete -c conformance -n {} -a {}\n", quoted(condition), quoted(joined(values)));
    }
    if (row.hint == Hint::file) text += fmt::format("complete -c conformance -n {} -F\n", quoted(condition));
    for (const auto& option : option_table()) {
      if (!option.belongs_to(row.command)) continue;
      text += fmt::format("complete -c conformance -n {}", quoted(condition));
      for (const auto& name : option.each_name()) {
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      if (!option.is_flag())
        text += option.extras.hint == Hint::file || option.extras.hint == Hint::folder ? " -r -F" : " -x";
      if (const auto values = values_of(option, words); !values.empty()) text += " -a " + quoted(joined(values));
      text += " -d " + quoted(option.does) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string completion_script(const std::string& shell, const Completions& words) {
  if (shell == "bash") return bash_script(words);
  if (shell == "zsh") return zsh_script(words);
  return shell == "fish" ? fish_script(words) : "";
}

}  // namespace conformance::cli
