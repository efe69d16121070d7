#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/stats/answers.hpp"
#include "attune/table/table.hpp"

namespace attune::stats {

/// One question asked in many places: which columns tell the places apart, and how their p are corrected.
struct ManyRequest {
  std::vector<std::string> each{};    ///< columns whose cells are the places: site, measure
  std::string adjust = "none";        ///< a name of `parse_p_adjustment`, or max-t
  std::vector<std::string> family{};  ///< columns of `each` (or `field`) with a family for each cell; empty: one family
  bool corrects() const { return adjust != "none"; }
};

/// Where a question is asked: column and value, in the order of `each`.
using Place = std::vector<std::pair<std::string, std::string>>;
/// "site=amygdala_L, measure=psc".
std::string describe(const Place& place);

/// The rows of one place, and the column whose values are asked about.
struct Question {
  Place place;
  std::string field;
  Table rows;
};

/// A question for every combination of cells of `each` that some row has, in the order of the bytes of the cells, and
/// within it one for every field, in the order given; with more than one field the place ends in the column `field`. A
/// missing cell is the value "n/a". A column named twice is a usage error.
std::vector<Question> questions_of(const Table& table, const std::vector<std::string>& each,
                                   const std::vector<std::string>& fields);

/// A record for each question: its place, the answer's fields, and `reason`, which is "n/a" where there is an answer.
/// An analysis error is the reason of its row, whose other fields are n/a; any other error ends the work, and so does
/// an analysis error of every question. Rows without an answer are counted in one warning; warnings that several
/// answers share are given once. `answer` is called from several threads; records do not depend on how many.
Answers answer_each(std::span<const Question> questions, parallel::Threads threads,
                    const std::function<Answers(const Question&)>& answer);

}  // namespace attune::stats
