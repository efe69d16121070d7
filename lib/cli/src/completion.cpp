#include <fmt/format.h>

#include <algorithm>

#include "attune/cli/documents.hpp"
#include "attune/cli/parse.hpp"

namespace attune::cli {
namespace {

using Kind = Parameter::Kind;

std::vector<std::string> option_words(const Tool& tool) {
  std::vector<std::string> out;
  for (const Parameter& p : tool.parameters())
    if (p.kind == Kind::option || p.kind == Kind::flag) out.push_back("--" + p.name);
  return out;
}

// First words of the commands, each once.
std::string command_names(std::span<const Entry> commands) {
  std::vector<std::string> names;
  for (const Entry& entry : commands) {
    const std::string first = entry.name.substr(0, entry.name.find(' '));
    if (std::find(names.begin(), names.end(), first) == names.end()) names.push_back(first);
  }
  return fmt::format("{}", fmt::join(names, " "));
}

// Second words of the commands that begin with `name`.
std::string second_words(std::span<const Entry> commands, const std::string& name) {
  std::vector<std::string> words;
  for (const Entry& entry : commands)
    if (entry.name.starts_with(name + " ")) words.push_back(entry.name.substr(name.size() + 1));
  return fmt::format("{}", fmt::join(words, " "));
}

// Longer names first: a case of the script that fits `erp compare` has to stand before the one that fits `erp`.
std::vector<Entry> longest_first(std::span<const Entry> commands) {
  std::vector<Entry> out(commands.begin(), commands.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const Entry& a, const Entry& b) { return word_count(a) > word_count(b); });
  return out;
}

// The pattern of a `case` on the first two words.
std::string case_pattern(const Entry& entry) {
  return word_count(entry) > 1 ? fmt::format("\"{}\"", entry.name) : fmt::format("\"{} \"*", entry.name);
}

// Words that complete the command line: its options, the choices of its positional words, and per option its choices.
struct Words {
  std::string options, words;
  std::vector<std::pair<std::string, std::string>> choices;
};

Words words_of(const Entry& entry) {
  Tool tool, common;
  Parsed parsed;
  declare_common(common, parsed);
  entry.prepare(tool);
  Words out;
  out.options = fmt::format("{} {}", fmt::join(option_words(tool), " "), fmt::join(option_words(common), " "));
  for (const Tool* part : {&tool, &common}) {
    for (const Parameter& p : part->parameters()) {
      if (p.choices.empty()) continue;
      const std::string list = fmt::format("{}", fmt::join(p.choices, " "));
      if (p.kind == Kind::input)
        out.words += (out.words.empty() ? "" : " ") + list;
      else
        out.choices.emplace_back("--" + p.name, list);
    }
  }
  return out;
}

std::string bash_script(std::span<const Entry> commands) {
  std::string cases;
  for (const Entry& entry : longest_first(commands)) {
    const Words words = words_of(entry);
    cases += fmt::format("    {})\n      case \"$previous\" in\n", case_pattern(entry));
    for (const auto& [option, list] : words.choices)
      cases += fmt::format("        {}) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;\n", option, list);
    cases += fmt::format("      esac\n      options=\"{}\"; words=\"{}\"", words.options, words.words);
    if (const std::string second = second_words(commands, entry.name); !second.empty())
      cases += fmt::format("\n      [ \"$COMP_CWORD\" -eq 2 ] && words=\"{} $words\"", second);
    cases += " ;;\n";
  }
  return fmt::format(R"(# bash completion for attune: source <(attune --completion bash)
_attune() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" options="" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{} --help --version --completion --docs" -- "$current"))
    return
  fi
  case "${{COMP_WORDS[1]}} ${{COMP_WORDS[2]}}" in
{}  esac
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
  fi
}}
complete -o filenames -F _attune attune
)",
                     command_names(commands), cases);
}

std::string zsh_script(std::span<const Entry> commands) {
  std::string cases;
  for (const Entry& entry : longest_first(commands)) {
    const Words words = words_of(entry);
    cases += fmt::format("    {})\n      case \"$words[CURRENT-1]\" in\n", case_pattern(entry));
    for (const auto& [option, list] : words.choices)
      cases += fmt::format("        {}) compadd -- {}; return ;;\n", option, list);
    cases += fmt::format("      esac\n      [[ \"$PREFIX\" == -* ]] && compadd -- {}\n", words.options);
    if (!words.words.empty()) cases += fmt::format("      compadd -- {}\n", words.words);
    if (const std::string second = second_words(commands, entry.name); !second.empty())
      cases += fmt::format("      (( CURRENT == 3 )) && compadd -- {}\n", second);
    cases += "      _files ;;\n";
  }
  return fmt::format(R"(#compdef attune
# zsh completion for attune: source <(attune --completion zsh)
_attune() {{
  if (( CURRENT == 2 )); then
    compadd -- {} --help --version --completion --docs
    return
  fi
  case "$words[2] $words[3]" in
{}  esac
}}
compdef _attune attune
)",
                     command_names(commands), cases);
}

}  // namespace

std::string completion_script(const std::string& shell, std::span<const Entry> commands) {
  return shell == "zsh" ? zsh_script(commands) : bash_script(commands);
}

}  // namespace attune::cli
