#include "attune/cli/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::cli {
namespace {

namespace po = boost::program_options;
using Kind = Parameter::Kind;

bool is_positional(const Parameter& p) { return p.kind == Kind::input || p.kind == Kind::inputs; }

po::options_description describe_options(const Tool& tool, const Tool& common) {
  po::options_description options;
  const auto add = [&](const std::string& name, bool takes_value) {
    if (takes_value)
      options.add_options()(name.c_str(), po::value<std::vector<std::string>>());
    else
      options.add_options()(name.c_str(), "");
  };
  for (const Tool* part : {&tool, &common}) {
    for (const Parameter& p : part->parameters())
      if (!is_positional(p)) add(p.name, p.kind != Kind::flag);
    for (const Tool::Alias& alias : part->aliases()) add(alias.name, true);
  }
  return options;
}

std::vector<std::string> option_names(const Tool& tool, const Tool& common) {
  std::vector<std::string> out;
  for (const Tool* part : {&tool, &common})
    for (const Parameter& p : part->parameters())
      if (!is_positional(p)) out.push_back(p.name);
  return out;
}

// "; did you mean --out?", with the dashes to type.
std::string option_suggestion(std::string name, const std::vector<std::string>& names) {
  name.erase(0, std::min(name.find_first_not_of('-'), name.size()));
  if (const auto near = nearest_name(name, names)) return fmt::format("; did you mean --{}?", *near);
  return "; see --help for the options there are";
}

const Parameter* find_option(const Tool& tool, const Tool& common, std::string name) {
  for (const Tool* part : {&tool, &common}) {
    for (const Tool::Alias& alias : part->aliases())
      if (alias.name == name) name = alias.target;
    for (const Parameter& p : part->parameters())
      if (!is_positional(p) && p.name == name) return &p;
  }
  return nullptr;
}

po::parsed_options split(std::span<const std::string> arguments, const po::options_description& options,
                         const std::vector<std::string>& names) {
  namespace style = po::command_line_style;
  std::vector<std::string> words(arguments.begin(), arguments.end());
  for (std::string& word : words) {
    if (word == "--") break;
    if (word == "-h") word = "--help";
  }
  try {
    return po::command_line_parser(words)
        .options(options)
        .style(style::allow_long | style::long_allow_adjacent | style::long_allow_next)
        .run();
  } catch (const po::unknown_option& e) {
    std::string name = e.get_option_name();
    name.erase(0, std::min(name.find_first_not_of('-'), name.size()));
    throw usage_error(fmt::format("unknown option {}{}", in_quotes("--" + name), option_suggestion(name, names)));
  } catch (const po::error& e) {
    throw usage_error(e.what());
  }
}

void store_positional(const Tool& tool, const std::vector<std::string>& words) {
  std::size_t next = 0;
  for (const Parameter& p : tool.parameters()) {
    if (!is_positional(p)) continue;
    if (p.kind == Kind::inputs) {
      if (next == words.size() && p.required) throw usage_error(fmt::format("expected {}: {}", p.name, p.help));
      while (next < words.size()) p.store(words[next++]);
    } else if (next < words.size()) {
      p.store(words[next++]);
    } else if (p.required) {
      throw usage_error(fmt::format("expected {}: {}", p.name, p.help));
    }
  }
  if (next < words.size())
    throw usage_error(
        fmt::format("one argument too many: {}; see --help for what is expected", in_quotes(words[next])));
}

bool looks_like_option(const std::string& word) { return word.size() > 1 && word[0] == '-' && !parse_double(word); }

}  // namespace

void declare_common(Tool& tool, Parsed& parsed) {
  tool.option("threads", parsed.common.threads, "threads to use; 0 is all cores (results do not depend on it)")
      .option("seed", parsed.common.seed, "seed of every random number")
      .choice("format", parsed.common.format, {"tsv", "json"}, "how results are written (default tsv)")
      .flag("force", parsed.common.force, "replace outputs that exist")
      .flag("strict", parsed.common.strict, "treat warnings as errors")
      .flag("dry-run", parsed.common.dry_run, "check arguments and inputs, write nothing")
      .flag("quiet", parsed.common.quiet, "no warnings, no progress")
      .flag("verbose", parsed.common.verbose, "say what is being done")
      .flag("version", parsed.version, "print the version")
      .flag("spec", parsed.spec, "print this command's arguments as JSON")
      .flag("help", parsed.help, "print this help");
}

void parse(const Tool& tool, const Tool& common, std::span<const std::string> arguments, Parsed& parsed) {
  const auto options = describe_options(tool, common);
  const auto names = option_names(tool, common);
  std::vector<std::string> words;
  std::set<std::string> given;
  const auto split_options = split(arguments, options, names);
  for (const auto& option : split_options.options) {
    if (option.position_key >= 0 || option.string_key.empty()) {
      for (const std::string& word : option.value) words.push_back(word);
      continue;
    }
    const Parameter* p = find_option(tool, common, option.string_key);
    if (p->kind == Kind::flag) p->store("");
    if (p->kind == Kind::option && !p->repeatable && given.contains(p->name))
      throw usage_error(fmt::format("--{} is given twice", p->name));
    for (const std::string& value : option.value) p->store(value);
    given.insert(p->name);
  }
  if (parsed.help || parsed.version || parsed.spec) return;
  // Without `--`, a word with a dash that is no number is a mistyped option, not a file.
  const bool ended = std::find(arguments.begin(), arguments.end(), "--") != arguments.end();
  for (const std::string& word : words)
    if (!ended && looks_like_option(word))
      throw usage_error(fmt::format("unknown option {}{}", in_quotes(word), option_suggestion(word, names)));
  store_positional(tool, words);
  for (const Parameter& p : tool.parameters())
    if (!is_positional(p) && p.required && !given.contains(p.name))
      throw usage_error(fmt::format("--{} is required: {}", p.name, p.help));
  if (parsed.common.threads < 0) throw usage_error("--threads: expected 0 or more");
  if (parsed.common.seed < 0) throw usage_error("--seed: expected 0 or more");
}

}  // namespace attune::cli
