#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "attune/base/files.hpp"

namespace attune::study {

/// A report and the figures in it.
struct StudyReport {
  std::string html;
  std::vector<std::pair<std::string, std::string>> figures;  ///< path relative to the folder, SVG text
  std::vector<std::filesystem::path> inputs;                 ///< the files it was made from
};

/// One self-contained page about a study that ran through participant and group level in `output`: what was run, who
/// was left out and why, figures, statistics with their evidence for and against, verdicts of the claims, methods.
/// Missing results are an input error that names the command to run first.
StudyReport make_report(const std::filesystem::path& output);

/// Writes the figures below `output` and the page to `page`.
void write_report(const StudyReport& report, const std::filesystem::path& output, const std::filesystem::path& page,
                  Overwrite overwrite);

}  // namespace attune::study
