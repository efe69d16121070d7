#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "attune/latency/people.hpp"
#include "attune/report/intervals.hpp"
#include "attune/report/lines.hpp"
#include "attune/table/document.hpp"
#include "attune/table/measures.hpp"

namespace attune::latency {

/// What is asked: two groups by a column of a table of participants, or two conditions of the same people.
struct Question {
  WaveRequest wave;
  std::vector<std::string> levels;  ///< two: groups, or conditions
  std::string by;                   ///< column of the groups; empty for pairs
  bool paired = false;
  CompareOptions options;  ///< its levels are those above
};
/// Usage errors of what does not go together, found before a file is read.
void check(const Question& question, bool has_participants);

/// A comparison and what it was made from.
struct Answer {
  TwoSides sides;
  Comparison comparison;
  Target target;
  std::string by;  ///< column of the groups; empty for pairs
};

/// Reads epochs or averages.
using FileReader = std::function<eeg::EpochInput(const std::filesystem::path&)>;
/// Reads every file, measures everybody and compares. `participants` is null for pairs. What files and tables have that
/// does not fit are input errors, too few people and no answer by any method analysis errors; warnings are in `sides`.
Answer answer(const Question& question, std::span<const std::filesystem::path> files, const FileReader& read,
              const bids::Participants* participants);

/// Part `methods`: a record for each method. Part `sides`: both groups or conditions. Part `flags`: what to know before
/// believing any of it. The whole: what was measured, the fields of `attune compare` for the scores of single people,
/// the difference of grand averages beside that of mean scores, whether methods agree, and one sentence.
Document to_document(const Answer& answer);
/// Meanings of these fields.
std::vector<ColumnMeaning> answer_meanings(const std::string& unit);

/// A row of the measures table for each person and side, with the columns `side` and `retrieved` (the jackknife's score
/// of that person) added. People without a wave or a score have the reason in `excluded`.
Table scores_table(const Answer& answer);
std::vector<ColumnMeaning> scores_meanings();

/// What the methods are and what is refused, for the help of `attune erp compare`.
std::vector<std::string> compare_paragraphs();

/// Both grand averages with their bands, the window, and below them the latencies: mean of the scores, grand average
/// with its jackknife interval.
report::LinesFigure waves_figure(const Answer& answer);
/// The difference by every method, with its interval and p; the smallest effect shaded.
report::IntervalFigure methods_figure(const Answer& answer);

}  // namespace attune::latency
