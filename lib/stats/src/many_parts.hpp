#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attune/stats/family.hpp"
#include "attune/stats/many_measures.hpp"

namespace attune::stats {

/// The first of the columns that name people which the table has; `participant_id` where it has none.
std::string person_column(const Table& table, const std::vector<std::string>& identifiers);

/// Usage error: a correction of tests in blocks without the p of a permutation, the only one that knows of the blocks.
void check_corrected_p(const ManyRequest& many, const std::string& blocks, std::int64_t permutations);

/// Appends what is to be said of all rows together: that nothing was corrected, and that "significant here, not there"
/// was not tested, with the command that tests it.
void warn_of_families(Answers& answers, const std::vector<Question>& questions, const ManyRequest& many, double alpha,
                      const InteractionCommand& command);

}  // namespace attune::stats
