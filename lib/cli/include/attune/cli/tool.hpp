#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/units.hpp"

namespace attune::cli {

struct TableRows;

/// Where a command writes its result: a file given by `--out`, or standard output.
struct Output {
  std::optional<std::filesystem::path> path;
};

/// One declared input or option: what help, --spec, the reference page and the completions are made from.
struct Parameter {
  enum class Kind { input, inputs, option, flag };
  Kind kind = Kind::option;
  std::string name;        ///< without dashes
  std::string value_name;  ///< FILE, TEXT, NUMBER, N, LIST or a unit such as ms
  std::string help;
  std::string default_text;  ///< empty: none
  std::vector<std::string> choices;
  bool required = false;
  bool repeatable = false;
  /// Stores one value; a value that does not fit is a usage error from the parser.
  std::function<void(const std::string&)> store;
};

/// The declaration of a command: what it is for, what it takes. One declaration drives parsing, help, --spec,
/// the reference page and shell completion.
class Tool {
 public:
  /// One sentence: what the command does.
  Tool& synopsis(std::string sentence);
  /// Where it stands in the overview: look, imaging, eeg, body, behaviour, statistics, study.
  Tool& group(std::string name);
  /// Paragraphs for help and the reference page: definitions, units, what is refused.
  Tool& describe(std::string paragraph);
  /// A command line that runs as it stands from the project's folder, and what it shows.
  Tool& example(std::string command_line, std::string explanation);
  /// A paper the method comes from.
  Tool& reference(std::string citation);

  /// The next positional argument, a file or folder. `-` may mean standard input where the command says so.
  Tool& input(std::string name, std::filesystem::path& target, std::string help);
  Tool& optional_input(std::string name, std::filesystem::path& target, std::string help);
  /// A positional word that is not a file: a verb such as `list`.
  Tool& word(std::string name, std::string& target, std::vector<std::string> choices, std::string help);
  Tool& optional_word(std::string name, std::string& target, std::vector<std::string> choices, std::string help);
  /// All remaining positional arguments.
  Tool& inputs(std::string name, std::vector<std::filesystem::path>& target, std::string help, bool required = true);
  /// The positional table with --where, --join, --key and --decimal: what a command that takes rows of a table has.
  Tool& rows(TableRows& target);
  /// The same where the command can do without a table.
  Tool& optional_rows(TableRows& target);
  /// `--out FILE`; without it the result goes to standard output.
  Tool& output(Output& target, std::string help);

  /// `--name VALUE`. The default shown is the target's current value (none for empty text or optional).
  Tool& option(std::string name, std::string& target, std::string help);
  Tool& option(std::string name, std::filesystem::path& target, std::string help);
  Tool& option(std::string name, double& target, std::string help);
  Tool& option(std::string name, int& target, std::string help);
  Tool& option(std::string name, std::int64_t& target, std::string help);
  Tool& option(std::string name, Milliseconds& target, std::string help);
  Tool& option(std::string name, Seconds& target, std::string help);
  Tool& option(std::string name, Hertz& target, std::string help);
  Tool& option(std::string name, Millimetres& target, std::string help);
  Tool& option(std::string name, Microvolts& target, std::string help);
  Tool& option(std::string name, std::optional<std::string>& target, std::string help);
  Tool& option(std::string name, std::optional<std::filesystem::path>& target, std::string help);
  Tool& option(std::string name, std::optional<double>& target, std::string help);
  Tool& option(std::string name, std::optional<int>& target, std::string help);
  Tool& option(std::string name, std::optional<Milliseconds>& target, std::string help);
  Tool& option(std::string name, std::optional<Seconds>& target, std::string help);
  Tool& option(std::string name, std::optional<Hertz>& target, std::string help);
  Tool& option(std::string name, std::optional<Microvolts>& target, std::string help);
  /// Comma-separated; may also be repeated.
  Tool& option(std::string name, std::vector<std::string>& target, std::string help);
  /// May be repeated; each value is taken whole, commas and all.
  Tool& repeated(std::string name, std::vector<std::string>& target, std::string help);
  /// One of a few words.
  Tool& choice(std::string name, std::string& target, std::vector<std::string> choices, std::string help);
  Tool& flag(std::string name, bool& target, std::string help);
  /// The number of the option declared last lies in [low, high], else it is a usage error; help says so.
  Tool& within(std::int64_t low, std::int64_t high);
  /// The option or input declared last must be given.
  Tool& required();
  /// The option declared last may also be spelled like this (BIDS Apps: participant_label).
  Tool& alias(std::string name);

  const std::string& synopsis() const { return synopsis_; }
  const std::string& group() const { return group_; }
  const std::vector<std::string>& paragraphs() const { return paragraphs_; }
  const std::vector<std::string>& references() const { return references_; }
  struct Example {
    std::string command_line, explanation;
  };
  const std::vector<Example>& examples() const { return examples_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  struct Alias {
    std::string name, target;
  };
  const std::vector<Alias>& aliases() const { return aliases_; }

 private:
  Tool& add(Parameter parameter);

  std::string synopsis_, group_;
  std::vector<std::string> paragraphs_, references_;
  std::vector<Example> examples_;
  std::vector<Parameter> parameters_;
  std::vector<Alias> aliases_;
};

}  // namespace attune::cli
