#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "attune/model/anova.hpp"
#include "attune/model/frame.hpp"
#include "attune/stats/compat.hpp"

namespace attune::model {

/// A test of a design with within-participant factors.
struct WithinRow {
  std::string term;
  double num_df = 0.0, den_df = 0.0;
  double ss = 0.0, error_ss = 0.0;
  double f = 0.0, p = 0.0;
  double ges = 0.0;  ///< generalised eta squared (Olejnik & Algina 2003, Psychol Methods 8:434-447)
  double pes = 0.0;  ///< partial eta squared
  /// Sphericity, NaN for terms with one within-participant degree of freedom or none: epsilon and corrected p after
  /// Greenhouse & Geisser (1959) and after Huynh & Feldt (1976) with Lecoutre's correction (1991; at most 1 for the p);
  /// Mauchly's test (1940), NaN too where the participants are too few for it.
  double gg_eps = 0.0, gg_p = 0.0, hf_eps = 0.0, hf_p = 0.0, mauchly_w = 0.0, mauchly_p = 0.0;
  /// Multivariate tests of the same hypothesis with their F approximations' p; NaN where the participants are too few.
  double pillai = 0.0, pillai_p = 0.0, wilks = 0.0, wilks_p = 0.0;
};

struct WithinOptions {
  std::vector<std::string> within;  ///< columns
  std::string id;                   ///< column of the participant
  SquaresType type = SquaresType::partial;
  std::vector<std::string> observed{};  ///< columns that were measured, not manipulated: they count in `ges`
  FrameOptions frame{};
  stats::Compat compat = stats::Compat::none;  ///< whose Mauchly's p
};

struct WithinAnova {
  std::vector<WithinRow> rows;  ///< the intercept, then in the formula's order
  std::size_t participants = 0;
  std::size_t rows_used = 0;       ///< of the table
  std::size_t averaged_cells = 0;  ///< participant x condition cells with more than one row; their mean was taken
  std::vector<LeftOut> left_out;   ///< rows, by reason; "a cell is missing" for those of a participant without a cell
  Warnings warnings;
};

/// Analysis of variance with within-participant factors by the multivariate linear model: a participant is a row, a
/// combination of within factors a column. Other columns of the formula must not change within a participant (input
/// error that names one); numbers among them are centred. Participants without every combination are left out and
/// counted. Fewer than two participants more than the between part has columns: `Fault::analysis`.
WithinAnova within_anova(const Table& table, const Formula& formula, const WithinOptions& options);

}  // namespace attune::model
