#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "group_data.hpp"

namespace attune::study {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A study that compares the sexes and relates age to a measure.
Study words() {
  return parse_study(
      "study: words\nquestion: Faster?\nparticipants: {covariates: [age, sex]}\n"
      "eeg:\n  task: words\n  events: {reject: type == 'r'}\n"
      "  components: {n400: {window_ms: [300, 500], polarity: negative, channels: [Cz]}}\n"
      "measures:\n  size: {modality: eeg, component: n400, measure: mean_amplitude, condition: reject}\n"
      "tests:\n  sexes: {compare: size, by: sex, levels: [F, M], permutations: 20}\n"
      "  ages: {correlate: [age, size], permutations: 20}\n",
      "study.yaml");
}

/// The table of values of seven people, of whom the last has this sex.
Table values(const char* last) {
  Table table;
  table.add("participant_id", Column::Text{"sub-1", "sub-2", "sub-3", "sub-4", "sub-5", "sub-6", "sub-7"});
  table.add("age", Column::Text{"21", "25", "22", "30", "27", "24", "26"});
  table.add("sex", Column::Text{"F", "M", "F", "M", "F", "M", last});
  table.add("size", Column::Numbers{1, 2, 3, 5, 4, 7, 6});
  return table;
}

std::vector<std::string> columns_of(const Record& row) {
  std::vector<std::string> names;
  for (const auto& [name, value] : row) names.push_back(name);
  return names;
}

TEST(Hypotheses, PassOnThatALevelIsSpeltInAnotherWay) {
  EXPECT_THAT(test_hypotheses(words(), values("F"), {1}).warnings, IsEmpty());
  EXPECT_THAT(test_hypotheses(words(), values("f"), {1}).warnings,
              ElementsAre(AllOf(HasSubstr("sexes: "), HasSubstr("column 'sex': 'f' is not 'F': 1 row is left out"))));
}

TEST(Hypotheses, SayWhatTheyAskAndHowToReadTheAnswer) {
  for (const Record& row : test_hypotheses(words(), values("F"), {1}).results)
    EXPECT_THAT(columns_of(row), AllOf(Contains("alternative"), Contains("reading"), Contains("p_perm")));
}

}  // namespace
}  // namespace attune::study
