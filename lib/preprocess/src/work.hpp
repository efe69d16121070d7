#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/eeg/channel_roles.hpp"
#include "attune/preprocess/pipeline.hpp"
#include "column_step.hpp"
#include "signal_rank.hpp"

namespace attune::preprocess {

/// The parameters of one step with their values, given or not. What cannot be read as what is asked for is a usage
/// error that names step and parameter.
class Parameters {
 public:
  Parameters(const Step& step, const StepDescription& description);

  const Step& complete() const { return step_; }  ///< with every parameter
  bool has(std::string_view name) const { return !text(name).empty(); }
  const std::string& text(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;
  double number(std::string_view name) const;
  double positive(std::string_view name) const;
  std::optional<double> optional_positive(std::string_view name) const;
  int whole(std::string_view name, int low, int high) const;
  bool yes(std::string_view name) const;
  /// One of a few words.
  std::string one_of(std::string_view name, std::span<const std::string> words) const;
  [[noreturn]] void fail(std::string_view name, const std::string& what) const;

 private:
  Step step_;
};

/// A recording on its way through the steps.
struct Situation {
  eeg::Recording recording;
  SignalRank rank;
  const Surroundings& around;
  Warnings warnings;

  void warn(const Warnings& more) { warnings.insert(warnings.end(), more.begin(), more.end()); }
  /// Rows of channels by name; one that is not there is an input error with the nearest name.
  std::vector<Eigen::Index> rows_of(std::span<const std::string> names) const;
};

/// A step there is. Steps that work on each channel alone have `columns`, those that work on the trials `trials`, the
/// others `run`.
struct StepKind {
  StepDescription description;
  std::unique_ptr<ColumnStep> (*columns)(const Parameters&, Hertz) = nullptr;
  void (*run)(Situation&, const Parameters&, StepRecord&) = nullptr;
  void (*trials)(eeg::Epochs&, const eeg::Recording&, const Surroundings&, const Parameters&, StepRecord&) = nullptr;
};

const std::vector<StepKind>& step_kinds();
const StepKind& kind_of(const Step& step);
std::vector<Segment> segments_of(const eeg::Recording& recording);
/// What is wrong with a recording of epochs.
Error needs_continuous(const eeg::Recording& recording);

// The kinds, by file.
std::vector<StepKind> channel_kinds();
std::vector<StepKind> filter_kinds();
std::vector<StepKind> spatial_kinds();
std::vector<StepKind> eye_kinds();
std::vector<StepKind> trial_kinds();

}  // namespace attune::preprocess
