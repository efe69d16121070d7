#include "attune/cli/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace attune::cli {
namespace {

using Kind = Parameter::Kind;

struct Group {
  const char* name;
  const char* title;
};
constexpr std::array<Group, 7> kGroups = {{{"look", "Look at data, make data"},
                                           {"imaging", "Imaging"},
                                           {"eeg", "EEG"},
                                           {"body", "Body"},
                                           {"behaviour", "Behaviour"},
                                           {"statistics", "Statistics"},
                                           {"study", "Study"}}};

bool is_positional(const Parameter& p) { return p.kind == Kind::input || p.kind == Kind::inputs; }

std::string usage_line(const std::string& command, const Tool& tool) {
  std::string out = "attune " + command;
  for (const Parameter& p : tool.parameters()) {
    if (!is_positional(p)) continue;
    std::string word = p.choices.empty() ? p.name : fmt::format("{}", fmt::join(p.choices, "|"));
    if (p.kind == Kind::inputs) word += "...";
    out += p.required ? " " + word : " [" + word + "]";
  }
  for (const Parameter& p : tool.parameters())
    if (!is_positional(p) && p.required) out += fmt::format(" --{} {}", p.name, p.value_name);
  return out + " [options]";
}

std::string option_head(const Parameter& p) {
  if (is_positional(p)) return p.name;
  return p.kind == Kind::flag ? "--" + p.name : fmt::format("--{} {}", p.name, p.value_name);
}

std::string option_help(const Parameter& p) {
  std::string out = p.help;
  if (!p.choices.empty()) out += fmt::format("; one of {}", fmt::join(p.choices, ", "));
  if (!p.default_text.empty()) out += fmt::format(" (default {})", p.default_text);
  if (p.required && !is_positional(p)) out += " (required)";
  return out;
}

// Text in lines of at most `width` bytes, each with `indent` blanks in front but the first.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
  std::string out, line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!line.empty() && line.size() + 1 + word.size() > width) {
      out += line + "\n" + std::string(indent, ' ');
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    at = end + 1;
  }
  return out + line;
}

constexpr std::size_t kColumn = 28;
constexpr std::size_t kHelpWidth = 84;

std::string option_lines(const Tool& tool, bool positional) {
  std::string out;
  for (const Parameter& p : tool.parameters()) {
    if (is_positional(p) != positional) continue;
    const std::string head = "  " + option_head(p);
    const std::string gap =
        head.size() + 2 <= kColumn ? std::string(kColumn - head.size(), ' ') : "\n" + std::string(kColumn, ' ');
    out += head + gap + wrapped(option_help(p), kColumn, kHelpWidth) + "\n";
  }
  return out;
}

std::string json_string(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      out += c;
  }
  return out + "\"";
}

std::string json_list(const std::vector<std::string>& list) {
  std::vector<std::string> items;
  for (const std::string& item : list) items.push_back(json_string(item));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

std::string kind_name(Kind kind) {
  switch (kind) {
    case Kind::input:
      return "input";
    case Kind::inputs:
      return "inputs";
    case Kind::option:
      return "option";
    case Kind::flag:
      return "flag";
  }
  return "";
}

std::string parameter_json(const Parameter& p) {
  return fmt::format(
      R"(    {{"name": {}, "kind": "{}", "value": {}, "default": {}, "choices": {}, "required": {}, "repeatable": {}, "help": {}}})",
      json_string(p.name), kind_name(p.kind), json_string(p.value_name),
      p.default_text.empty() ? "null" : json_string(p.default_text), json_list(p.choices), p.required, p.repeatable,
      json_string(p.help));
}

std::string markdown_table(const Tool& tool, bool positional) {
  std::string out;
  for (const Parameter& p : tool.parameters()) {
    if (is_positional(p) != positional) continue;
    std::string help = option_help(p);
    for (std::size_t at = 0; (at = help.find('|', at)) != std::string::npos; at += 2) help.replace(at, 1, "\\|");
    out += fmt::format("| `{}` | {} |\n", option_head(p), help);
  }
  return out.empty() ? out : "| argument | meaning |\n|---|---|\n" + out + "\n";
}

Tool declared(const Entry& entry) {
  Tool tool;
  entry.prepare(tool);
  return tool;
}

}  // namespace

std::string help_text(const std::string& command, const Tool& tool, const Tool& common) {
  std::string out = fmt::format("{}\n\nUsage: {}\n", tool.synopsis(), usage_line(command, tool));
  for (const std::string& paragraph : tool.paragraphs()) out += "\n" + wrapped(paragraph, 0, 112) + "\n";
  if (const std::string lines = option_lines(tool, true); !lines.empty()) out += "\nInputs:\n" + lines;
  if (const std::string lines = option_lines(tool, false); !lines.empty()) out += "\nOptions:\n" + lines;
  out += "\nEverywhere:\n" + option_lines(common, false);
  for (const Tool::Example& example : tool.examples())
    out += fmt::format("\nExample: {}\n  {}\n", wrapped(example.explanation, 2, 110), example.command_line);
  for (const std::string& citation : tool.references()) out += "\nReference: " + wrapped(citation, 2, 105) + "\n";
  return out;
}

std::string overview_text(std::span<const Entry> commands) {
  std::string out = "attune: fMRI, EEG and physiology for attachment research\n\nUsage: attune <command> [arguments]\n";
  std::size_t width = 0;
  for (const Entry& entry : commands) width = std::max(width, entry.name.size() + 2);
  for (const Group& group : kGroups) {
    std::string lines;
    for (const Entry& entry : commands) {
      const Tool tool = declared(entry);
      if (tool.group() == group.name) lines += fmt::format("  {:<{}}{}\n", entry.name, width, tool.synopsis());
    }
    if (!lines.empty()) out += fmt::format("\n{}:\n{}", group.title, lines);
  }
  return out +
         "\nattune <command> --help explains a command. Also: attune --version, attune --completion bash|zsh,\n"
         "attune --docs FOLDER (reference pages).\n"
         "Exit codes: 0 done, 1 bug, 2 usage, 3 input, 4 output, 5 no answer exists, 6 some participants failed.\n";
}

std::string spec_json(const std::string& command, const Tool& tool, const Tool& common) {
  std::vector<std::string> parameters, shared, examples;
  for (const Parameter& p : tool.parameters()) parameters.push_back(parameter_json(p));
  for (const Parameter& p : common.parameters()) shared.push_back(parameter_json(p));
  for (const Tool::Example& e : tool.examples()) examples.push_back(e.command_line);
  return fmt::format(
      "{{\n  \"command\": {},\n  \"group\": {},\n  \"synopsis\": {},\n  \"parameters\": [\n{}\n  ],\n  \"common\": "
      "[\n{}\n  ],\n  \"examples\": {}\n}}\n",
      json_string(command), json_string(tool.group()), json_string(tool.synopsis()), fmt::join(parameters, ",\n"),
      fmt::join(shared, ",\n"), json_list(examples));
}

std::string page_name(const std::string& command) {
  std::string out = command + ".md";
  std::replace(out.begin(), out.end(), ' ', '-');
  return out;
}

std::string reference_page(const std::string& command, const Tool& tool, const Tool& common) {
  std::string out =
      fmt::format("# attune {}\n\n{}\n\n```\n{}\n```\n\n", command, tool.synopsis(), usage_line(command, tool));
  for (const std::string& paragraph : tool.paragraphs()) out += paragraph + "\n\n";
  if (const std::string table = markdown_table(tool, true); !table.empty()) out += "## Inputs\n\n" + table;
  if (const std::string table = markdown_table(tool, false); !table.empty()) out += "## Options\n\n" + table;
  for (const Tool::Example& example : tool.examples())
    out += fmt::format("## Example\n\n{}\n\n```\n{}\n```\n\n", example.explanation, example.command_line);
  if (!tool.references().empty()) out += "## References\n\n";
  for (const std::string& citation : tool.references()) out += "- " + citation + "\n";
  if (!tool.references().empty()) out += "\n";
  out += "## Everywhere\n\n" + markdown_table(common, false);
  out.pop_back();
  return out;
}

std::string reference_index(std::span<const Entry> commands) {
  std::string out = "# Commands\n\nThese pages are generated from the commands' own declarations (`attune --docs`).\n";
  for (const Group& group : kGroups) {
    std::string lines;
    for (const Entry& entry : commands) {
      const Tool tool = declared(entry);
      if (tool.group() == group.name)
        lines += fmt::format("- [{}]({}): {}\n", entry.name, page_name(entry.name), tool.synopsis());
    }
    if (!lines.empty()) out += fmt::format("\n## {}\n\n{}", group.title, lines);
  }
  return out;
}

}  // namespace attune::cli
