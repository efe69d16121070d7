#pragma once

#include <filesystem>
#include <optional>

#include "attune/eeg/epoch_files.hpp"
#include "attune/eeg/wide_table.hpp"

namespace attune::eeg {

/// What a command was given to measure.
struct EpochInput {
  EpochFile file;
  bool trials_known = true;  ///< false: averages that do not say how many trials they are of
};

/// Reads what a command was given: with `layout` a wide table of averages, without it `read_epoch_file`; `-` is a table
/// on standard input. `session` reads the tables (`read_table`) and notes the other files (`input`).
template <class Session>
EpochInput read_epoch_input(Session& session, const std::filesystem::path& path,
                            const std::optional<WideLayout>& layout) {
  if (layout) return {evoked_from_wide_table(session.read_table(path), *layout), !layout->trials.empty()};
  if (path == "-") return {evoked_from_table(session.read_table(path))};
  session.input(path);
  return {read_epoch_file(path)};
}

}  // namespace attune::eeg
