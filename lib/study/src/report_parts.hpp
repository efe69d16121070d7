#pragma once

#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/report/figure.hpp"
#include "attune/report/markup.hpp"
#include "attune/study/study_file.hpp"
#include "attune/table/table.hpp"
#include "unit_record.hpp"

namespace attune::study {

/// Everything a report is made from.
struct Finished {
  std::filesystem::path folder;
  Study study;
  Table values, results, claims, counts, exclusions;
  Table waveforms;  ///< EEG studies
  std::vector<UnitRecord> records;
  std::vector<std::filesystem::path> inputs;
};
Finished read_finished(const std::filesystem::path& folder);

/// A row of a result table, by column; a column the table lacks is missing.
struct Row {
  const Table& table;
  std::size_t row;
  std::string text(const std::string& name) const {
    return table.has(name) ? table.column(name).cell(row) : std::string("n/a");
  }
  double number(const std::string& name) const {
    return parse_double(text(name)).value_or(std::numeric_limits<double>::quiet_NaN());
  }
};

/// A figure with its file's name and its caption.
struct DrawnFigure {
  std::string file;  ///< relative to the folder
  std::string svg;
  std::string caption;
};
std::vector<DrawnFigure> draw_figures(const Finished& finished);

/// Sentences on one test: what was found, what speaks for a difference (or relation) and what against.
struct Evidence {
  std::string found, in_favour, against;
};
Evidence evidence_of(const Study& study, const Row& result);
/// One sentence for a claim's card.
std::string claim_sentence(const Row& claim);
/// "percent" as "%", "uV" as "µV"; others as they are.
std::string unit_text(const std::string& unit);

/// How the data were measured and tested, from what ran.
std::vector<std::string> methods_of(const Finished& finished);

report::Markup claims_part(const Finished& finished);
report::Markup figures_part(const std::vector<DrawnFigure>& figures);
report::Markup tests_part(const Finished& finished);
report::Markup exclusions_part(const Finished& finished);
report::Markup methods_part(const Finished& finished);
report::Markup record_part(const Finished& finished);

}  // namespace attune::study
