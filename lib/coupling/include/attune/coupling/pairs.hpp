#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "attune/coupling/layer.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::coupling {

/// Two regions by their places among the names.
struct RegionPair {
  Eigen::Index from = 0, to = 0;
};

/// Pairs written as "amygdala_L:mpfc", in that order; a name may hold a colon itself. Empty: every pair of the upper
/// triangle, or where `seeds` are given every seed with every other region. A name that is not a region, a region
/// paired with itself, a pair or seed named twice, and a text whose colons can be read in two ways are usage errors;
/// regions whose names give two pairs one site ("a--b" with "c", "a" with "b--c") are an analysis error.
std::vector<RegionPair> make_pairs(const std::vector<std::string>& texts, const std::vector<std::string>& seeds,
                                   const std::vector<std::string>& regions);

/// The place of a region; unknown is a usage error that suggests the nearest name.
Eigen::Index region_of(const std::string& name, const std::vector<std::string>& regions);

/// One row per layer and pair with r, z (or slope), se, df, p and what they rest on.
Table pair_table(const std::vector<Layer>& layers, const std::vector<RegionPair>& pairs,
                 const std::vector<std::string>& regions);
std::vector<ColumnMeaning> pair_meanings(const std::string& value);

/// Rows of the measures table: one per participant, session, task, condition and pair, of the joined runs where there
/// are several. The site is "amygdala_L--mpfc"; quality is the share of frames kept, n the frames kept, of beta series
/// the trials; of joined runs they count those that the value rests on.
std::vector<Measure> pair_measures(const std::vector<Layer>& layers, const std::vector<RegionPair>& pairs,
                                   const std::vector<std::string>& regions, const std::string& measure);

/// Square matrix for `_relmat.tsv`: column `region`, then one per region.
Table square_table(const Eigen::MatrixXd& matrix, const std::vector<std::string>& regions);
std::vector<ColumnMeaning> matrix_meanings();

}  // namespace attune::coupling
