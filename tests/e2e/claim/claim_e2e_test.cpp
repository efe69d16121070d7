#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "run_program.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kCard = ATTUNE_SOURCE_DIR "/pipelines/rejection-erp/claims/rejection-300-ms.yaml";
const std::string kData =
    " " ATTUNE_SOURCE_DIR "/data-samples/group.tsv --value n400_latency_ms --by group --levels secure,insecure";

// scipy 1.10.1: t, nct and ttest_ind(equal_var=False).
TEST(Claim, Of300MillisecondsIsImpossibleInItsWindow) {
  const ProgramResult result = run_attune("claim " + kCard + " --format json");
  ASSERT_EQ(result.code, 0) << result.err;
  const json card = json::parse(result.out);
  EXPECT_EQ(card.at("plausible"), "impossible");
  EXPECT_EQ(card.at("verdict"), "inconclusive");
  EXPECT_NEAR(card.at("implied_d").get<double>(), 16.666666666666668, 1e-12);
  EXPECT_NEAR(card.at("standard_error").get<double>(), 5.449770637375486, 1e-12);
  EXPECT_NEAR(card.at("smallest_total_sd").get<double>(), 151.1058601527944, 1e-10);
  EXPECT_NEAR(card.at("power_sesoi").get<double>(), 0.9478950367627164, 1e-8);
  EXPECT_EQ(card.at("n_for_sesoi"), json({15, 13}));
  EXPECT_EQ(card.at("implied_earlier_ms"), 85);
  EXPECT_THAT(card.at("implied_place").get<std::string>(), HasSubstr("P1"));
}

TEST(Claim, Of300MillisecondsIsContradictedByData) {
  const ProgramResult result = run_attune("claim " + kCard + kData + " --format json");
  ASSERT_EQ(result.code, 0) << result.err;
  const json card = json::parse(result.out);
  EXPECT_EQ(card.at("verdict"), "contradicted");
  EXPECT_EQ(card.at("size_rejected"), true);
  EXPECT_NEAR(card.at("estimate").get<double>(), 3.5083333333333826, 1e-10);
  EXPECT_NEAR(card.at("t_size").get<double>(), -65.23490704924569, 1e-9);
  EXPECT_NEAR(card.at("ci90_high").get<double>(), 11.314768051718863, 1e-9);
  EXPECT_NEAR(card.at("p_upper").get<double>(), 0.0007482243203399844, 1e-12);
}

TEST(Claim, PrintsAPage) {
  const ProgramResult result = run_attune("claim " + kCard + kData);
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\nplausible     impossible\n"));
  EXPECT_THAT(result.out, HasSubstr("\nverdict       contradicted: "));
  EXPECT_THAT(result.out, HasSubstr("[not found]"));
}

TEST(Claim, RefusesWhatDoesNotGoTogether) {
  const auto refused = [](const std::string& arguments, const std::string& message) {
    const ProgramResult result = run_attune("claim " + arguments);
    EXPECT_EQ(result.code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(message));
  };
  refused(kCard + " --value n400_latency_ms", "name the table after the card");
  refused(kCard + " " ATTUNE_SOURCE_DIR "/data-samples/group.tsv --value n400_latency_ms", "a table needs --value");
  refused(ATTUNE_SOURCE_DIR "/pipelines/rejection-erp/claims/rejection-earlier.yaml", "needs the key 'at_least'");
}

}  // namespace
}  // namespace attune::test
