// Bayes factors that a conditioning study published (research data with expected output).
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>

#include "json_result.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

// Published Bayes factors by random draws, each with its relative error; three of them, and of the model they are
// divided by. The study's model has every person's own effects of cs and time in it.
TEST(Model, ReproducesThePublishedBayesFactors) {
  ATTUNE_NEED_SHARED(matrix, "data/eeg-physio/groups/imacond3/imaCond3_scrmatrix_cs.txt");
  const std::filesystem::path people = matrix.parent_path() / "imaCond3_demographicsAndRatings.txt";
  const json r =
      result_of("model '" + matrix.string() + "' --gather 'scr=scr_Akq{time}_{cs}_norm' --join '" + people.string() +
                "' --key partCode --levels time=1,2 --factors cs --df none --bayes --formula 'scr ~ group * "
                "cs * time + (cs + time || partCode)' --quiet");
  struct Published {
    const char* terms;
    double bf, error;
  };
  constexpr double kDivisor = 0.0082;
  const Published published[]{
      {"group", 0.249439, 0.0174},
      {"cs", 2521.485, 0.0129},
      {"time", 2.745586, 0.02},
      {"group + cs", 624.2616, 0.0275},
      {"group + time", 0.7042284, 0.0287},
      {"cs + time", 6809.152, 0.024},
      {"group + cs + time", 1682.719, 0.0254},
      {"group + cs + group:cs", 465090.8, 0.0196},
      {"group + time + group:time", 389.3174, 0.0276},
      {"cs + time + cs:time", 454.3863, 0.0174},
      {"group + cs + time + group:cs", 1337513, 0.0667},
      {"group + cs + time + group:time", 1124487, 0.106},
      {"group + cs + time + cs:time", 119.4593, 0.0371},
      {"group + cs + time + group:cs + group:time", 798490041, 0.0342},
      {"group + cs + time + group:cs + cs:time", 90107.85, 0.0342},
      {"group + cs + time + group:time + cs:time", 67602.76, 0.0312},
      {"group + cs + time + group:cs + group:time + cs:time", 54268984, 0.0232},
      {"group + cs + time + group:cs + group:time + cs:time + group:cs:time", 15749008, 0.1221}};
  EXPECT_EQ(r.at("bayes_models").size(), std::size(published) + 1);
  for (const Published& p : published)
    EXPECT_NEAR(row_of(r.at("bayes_models"), "terms", p.terms).at("bf10"), p.bf, 3.0 * (p.error + kDivisor) * p.bf)
        << p.terms;
}

}  // namespace
}  // namespace attune::test
