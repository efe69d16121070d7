#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/study/claim_file.hpp"
#include "attune/study/group_rule.hpp"

namespace attune::study {

/// Names and their definitions, in the order of the file.
using Definitions = std::vector<std::pair<std::string, std::string>>;

/// `mean_fd > 0.5`: a participant for whom it holds is excluded, as a counted row.
struct ExclusionRule {
  enum class Comparison { less, less_equal, greater, greater_equal };
  std::string text;      ///< as written; it becomes the reason
  std::string quantity;  ///< mean_fd, coverage, trials, ... or a column of participants.tsv
  Comparison comparison = Comparison::greater;
  double bound = 0;
  std::size_t line = 0;  ///< of the study file; 0: not from one

  bool holds(double value) const;  ///< false for NaN
};
/// Reads such a rule; anything else is a usage error.
ExclusionRule parse_exclusion_rule(std::string_view text);

/// The first-level model of a BOLD run.
struct FmriModel {
  std::string hrf = "spm";  ///< spm, glover, gamma
  std::string noise = "arma11";
  Seconds high_pass{128};
  std::vector<std::string> confounds{"motion6"};
  std::optional<Millimetres> censor_displacement;
  std::optional<double> censor_dvars;
};

/// From images to region answers.
struct FmriSteps {
  std::string task;
  std::string derivatives = "fmriprep";   ///< folder under derivatives/; "none": the raw images
  std::string space;                      ///< empty: the only one there is
  std::string atlas = "attachment-core";  ///< a built-in name, or a file relative to the study file's folder
  std::size_t atlas_line = 0;             ///< of the study file; 0: not there
  std::string summary = "mean";
  double min_coverage = 0.5;
  FmriModel model;
  Definitions contrasts;
  std::vector<std::size_t> contrast_lines;  ///< as `contrasts`
};

/// Where a component is looked for.
struct ErpComponent {
  std::string name;
  Milliseconds from{0}, to{0};
  std::string polarity;
  std::vector<std::string> channels;  ///< averaged to one site
};

/// From recordings to components.
struct EegSteps {
  std::string task;
  std::vector<std::string> steps;  ///< of cleaning, as `preprocess::parse_step` takes them
  Definitions events;              ///< condition and the events it takes
  Milliseconds epoch_from{-200}, epoch_to{800};
  std::optional<std::pair<Milliseconds, Milliseconds>> baseline;
  std::optional<Microvolts> reject, flat;
  std::vector<std::string> rejection_channels;
  std::vector<std::string> reference;
  Milliseconds shift{0};
  int bootstraps = 500;  ///< draws for the error of a measure
  std::vector<ErpComponent> components;
};

/// One condition less another.
struct PhysioContrast {
  std::string name, of, less;
};

/// From recordings of heart, breath and skin to measures.
struct PhysioSteps {
  std::string task;
  std::vector<std::string> conditions;                        ///< types of events; empty: the whole recording
  std::optional<std::pair<Seconds, Seconds>> window;          ///< after each onset; absent: as long as the event
  std::vector<std::pair<std::string, std::string>> channels;  ///< kind and column, with `:unit` where it has none
  std::string bands = "adult";                                ///< of heart rate variability
  double max_artefact = 0.2;                                  ///< a condition with a larger share has no value
  std::vector<PhysioContrast> contrasts;
};

/// One number per participant, made of rows of the measures table.
struct StudyMeasure {
  std::string name;
  std::string label;      ///< for figures; the name if the file gives none
  std::string modality;   ///< fmri, eeg or physio
  std::string measure;    ///< psc; mean_amplitude, fractional_area_latency, ...; rmssd, scr_rate, ...
  std::string condition;  ///< trial type or contrast
  std::vector<std::string> sites;
  std::string component;  ///< eeg
  double fraction = 0.5;  ///< eeg: of the area or the peak
  int neighbourhood = 0;  ///< eeg: samples on either side of a local peak
  std::size_t line = 0;

  /// The measure column of its rows: `psc`, `n400.fractional_area_latency`.
  std::string row_measure() const;
  std::string unit() const;
};

/// One row of statistics.
struct StudyTest {
  enum class Kind { compare, correlate };
  std::string name;
  Kind kind = Kind::compare;
  std::string value;                ///< compare: a measure
  std::string by = "group";         ///< compare: group, or a column of participants.tsv
  std::vector<std::string> levels;  ///< compare: A and B of A less B
  std::string x, y, given;          ///< correlate
  std::string method;               ///< welch, student, mann-whitney; pearson, spearman, kendall
  std::string sesoi;  ///< smallest effect of interest: a number in the unit, or in d ("0.5d"); may be empty
  std::int64_t permutations = 10000;
  bool primary = false;
  std::size_t line = 0;
};

/// What a study is: the file as read, with everything that it leaves out filled in.
struct Study {
  std::filesystem::path path;
  std::string sha256;  ///< of the study file and its claims
  std::string name;
  std::string question;
  GroupRule group;
  std::vector<ScoreRule> scores;
  std::vector<std::string> covariates;  ///< columns of participants.tsv that tests may use
  std::vector<ExclusionRule> exclusions;
  std::optional<FmriSteps> fmri;
  std::optional<EegSteps> eeg;
  std::optional<PhysioSteps> physio;
  std::vector<StudyMeasure> measures;
  std::vector<StudyTest> tests;
  std::vector<Claim> claims;
  std::uint64_t seed = 1;

  const StudyMeasure& measure(std::string_view name) const;  ///< unknown: internal error (the reader checks)
  const StudyTest& test(std::string_view name) const;
  /// Unit of a test's estimate: that of the measure, "1" for a correlation, "n/a" for scores and covariates.
  std::string unit(const StudyTest& about) const;
};

/// Reads a study file and the claims it names (paths relative to it). An unknown key (with the nearest known one), a
/// missing or misplaced value, a name that refers to nothing and a repeated key are usage errors `path:line: ...`; a
/// file that is not there is an input error.
Study read_study(const std::filesystem::path& path);
/// The same from text, without claims: `claims` must be absent.
Study parse_study(std::string_view text, const std::filesystem::path& path);

/// Keys of each section of a study file: "study file", "participants", "group", "score", "fmri", "model", "censor",
/// "eeg", "component", "physio", "measure", "compare", "correlate", "claim". The reader and the JSON Schema agree on
/// these.
const std::map<std::string, std::vector<std::string>>& known_keys();

}  // namespace attune::study
