// A published data set of pupil dilation to faces by attachment: its questionnaire as it was exported, its trials.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr double kAgreement = 1e-8, kBayes = 1e-6;  // relative
constexpr double kEstimates = 1e-5;                 // of mixed models, whose variances are searched for
const std::string kMeans = " --average avg_pd_bc_post1500ms --per ParticipantName";

class Pupil : public testing::Test {
 protected:
  void SetUp() override {
    ATTUNE_NEED_SHARED(folder, "data/eeg-physio/groups/attachment-pupil");
    folder_ = folder;
  }
  ProgramResult run(const std::string& arguments) const { return run_attune(arguments, folder_); }
  json result_of(const std::string& arguments) const {
    const ProgramResult result = run(arguments + " --format json");
    EXPECT_EQ(result.code, 0) << result.err;
    return json::parse(result.out, nullptr, false);
  }
  static void expect(const json& value, double expected, double relative = kAgreement) {
    EXPECT_NEAR(value.get<double>(), expected, relative * std::abs(expected));
  }
  std::filesystem::path folder_;
};

TEST_F(Pupil, QuestionnaireReadsAndItsImpossibleClassesAreNamed) {
  const ProgramResult result =
      run("describe Pupilproject_behdata.csv --decimal comma --codes Security=0,1 --codes Security_number=1,2,3,4 "
          "--format json");
  EXPECT_EQ(result.code, 0) << result.err;
  std::size_t named = 0;
  for (std::size_t at = result.err.find("is none of the codes"); at != std::string::npos;
       at = result.err.find("is none of the codes", at + 1))
    ++named;
  EXPECT_EQ(named, 4U) << result.err;  // two people, class number 5 and class 2
  EXPECT_THAT(result.err, HasSubstr("column 'Security_number': '5' is none of the codes 1, 2, 3, 4"));
  EXPECT_THAT(result.err, HasSubstr("column 'Security': '2' is none of the codes 0, 1"));
  const json rows = json::parse(result.out);
  for (const json& row : rows) {
    const bool coded = row.at("value") == "Security" || row.at("value") == "Security_number";
    EXPECT_EQ(row.at("missing"), coded ? 2 : 0) << row.at("value");
    EXPECT_EQ(row.at("n"), coded ? 98 : 100) << row.at("value");
  }
  EXPECT_EQ(rows.size(), 17U);
}

/// Computed by R 4.2.2 from the same person means (t.test, BayesFactor 0.9.12).
struct Contrast {
  const char* emotion;
  int n[2];
  double mean[2], t, df, p, ci_low, ci_high, g, bf10, p_lower, p_upper;
};

TEST_F(Pupil, SecureAgainstInsecure) {
  const Contrast contrasts[]{{"sad",
                              {55, 40},
                              {0.231877688116065, 0.264163617555263},
                              -1.36327267591345,
                              61.6794210822653,
                              0.177752389637617,
                              -0.0796317962873543,
                              0.0150599374089594,
                              -0.300526134618032,
                              0.554533175872839,
                              0.189390059415255,
                              0.00030467767703336},
                             {"happy",
                              {56, 40},
                              {0.226721140976116, 0.25661135852524},
                              -1.21668747765302,
                              56.6591861172846,
                              0.228767186945026,
                              -0.0790909638867303,
                              0.0193105287884813,
                              -0.272697175099924,
                              0.472046913259207,
                              0.161670754202534,
                              0.000566768471915461}};
  for (const Contrast& c : contrasts) {
    const json r = result_of("compare adults_final_data.csv --value avg_pd_bc_post1500ms --by Security --levels 1,0 " +
                             fmt::format("--where Emotion={} --sesoi 0.5d", c.emotion) + kMeans);
    EXPECT_EQ(r.at("n"), json({c.n[0], c.n[1]}));
    expect(r.at("mean")[0], c.mean[0]);
    expect(r.at("mean")[1], c.mean[1]);
    expect(r.at("t"), c.t);
    expect(r.at("df"), c.df);
    expect(r.at("p"), c.p);
    expect(r.at("ci_low"), c.ci_low);
    expect(r.at("ci_high"), c.ci_high);
    expect(r.at("g"), c.g);
    expect(r.at("bf10"), c.bf10, kBayes);
    expect(r.at("p_lower"), c.p_lower);
    expect(r.at("p_upper"), c.p_upper);
  }
}

// lme4 1.1 and lmerTest 3.1 of R 4.2.2 on the same person means, the search run to its end.
TEST_F(Pupil, GroupByEmotionInAMixedModel) {
  const json fit = result_of(
      "model adults_final_data.csv --formula 'avg_pd_bc_post1500ms ~ Security * Emotion + (1 | ParticipantName)' "
      "--factors Security,ParticipantName --levels Security=1,0" +
      kMeans + ",Emotion");
  EXPECT_EQ(fit.at("n"), 191);
  expect(fit.at("criterion"), -483.724678164584, 1e-7);
  const double f[]{1.96391, 3.06646, 0.04550}, df[]{94.03017104922, 93.08879200024, 93.08879200130};
  const double estimates[]{0.245032356155567, -0.0153551318846781, -0.00336610640489737, 0.000410023110113673};
  const double errors[]{0.010957040892735, 0.010957040892735, 0.00192224799363592, 0.00192224799363592};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(fit.at("anova")[i].at("F").get<double>(), f[i], 5e-6);  // as printed
    expect(fit.at("anova")[i].at("den_df"), df[i], 1e-4);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    expect(fit.at("coefficients")[i].at("estimate"), estimates[i], kEstimates);
    expect(fit.at("coefficients")[i].at("se"), errors[i], kEstimates);
  }
  expect(fit.at("random")[0].at("variance"), 0.0108604260590967, 1e-4);
  expect(fit.at("random")[1].at("variance"), 0.000684706949099669, 1e-4);
}

// Trials as they are: a decimal comma in the age, points in what was measured.
TEST_F(Pupil, AgeOfTheTrialsHasItsOwnDecimalMark) {
  const json row = result_of("describe adults_final_data.csv --value Age,avg_pd_bc_post1500ms --decimal-columns Age");
  EXPECT_EQ(row.at(0).at("n"), 12836);
  EXPECT_GT(row.at(0).at("min"), 18.0);
  EXPECT_LT(row.at(0).at("max"), 100.0);
  EXPECT_EQ(row.at(1).at("n"), 12836);
}

}  // namespace
}  // namespace attune::test
