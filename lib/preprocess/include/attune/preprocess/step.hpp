#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attune::preprocess {

/// One declared step of cleaning: its name and its parameters as text, in the order they were written.
struct Step {
  std::string name;
  std::vector<std::pair<std::string, std::string>> parameters;
  friend bool operator==(const Step&, const Step&) = default;
};

/// `name` or `name:parameter=value,parameter=value`, as --step takes it; the items of a list are joined by `+`
/// (`reference:channels=M1+M2`). What does not follow this, an unknown step, an unknown or repeated parameter are usage
/// errors that suggest the nearest name.
Step parse_step(std::string_view text);
/// Back to the text that `parse_step` reads.
std::string to_text(const Step& step);
/// The same checks for a step from a study file.
void check_step(const Step& step);

/// The files that a step reads (`montage:file=`): inputs like the recording.
std::vector<std::filesystem::path> files_of(const Step& step);

/// A parameter a step takes.
struct ParameterKind {
  std::string_view name, initial, meaning;  ///< `initial` is the value where none is given; empty: none
};

/// A step there is: what help and the reference page say of it.
struct StepDescription {
  std::string_view name, summary;
  std::vector<ParameterKind> parameters;
};
std::vector<StepDescription> step_descriptions();

/// The steps as a paragraph each, for help.
std::vector<std::string> step_paragraphs();

}  // namespace attune::preprocess
