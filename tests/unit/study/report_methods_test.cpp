#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report_parts.hpp"

namespace attune::study {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A study of faces whose group, exclusions, fmri lines and tests are given.
Study faces(const std::string& participants, const std::string& fmri, const std::string& tests = "") {
  return parse_study(
      fmt::format("study: faces\nquestion: Less?\nparticipants:\n  scores: {{anxiety: {{from: "
                  "phenotype/ecrr.tsv, rule: ecr-r-anxiety}}}}\n{}fmri:\n  task: faces\n{}"
                  "measures:\n  own: {{modality: fmri, measure: psc, condition: own, site: [striatum]}}\n"
                  "  sad: {{modality: fmri, measure: psc, condition: sad, site: [striatum]}}\n{}",
                  participants, fmri, tests.empty() ? "" : "tests:\n" + tests),
      "study.yaml");
}

constexpr const char* kGroups = "  group: {levels: [patients, controls]}\n";

std::string people(const std::string& lines) { return people_methods(faces(lines, "")); }
std::string model(const std::string& lines, const std::vector<UnitRecord>& records = {}) {
  return fmri_methods(faces("", lines), records);
}
std::string tested(const std::string& tests) { return test_methods(faces(kGroups, "", tests)); }

std::string words_of_erp(const std::string& steps, const std::string& measures) {
  return eeg_methods(
      parse_study("study: words\nquestion: Faster?\neeg:\n  task: words\n  events: {reject: type == 'r'}\n"
                  "  components: {n400: {window_ms: [300, 500], polarity: negative, channels: [Cz, Pz]}}\n" +
                      steps + "measures:\n" + measures,
                  "study.yaml"));
}
constexpr const char* kAmplitude =
    "  a: {modality: eeg, component: n400, measure: mean_amplitude, condition: reject}\n";

std::string one_erp(const std::string& kind, const std::string& more = "") {
  return words_of_erp(
      "", fmt::format("  a: {{modality: eeg, component: n400, measure: {}, condition: reject{}}}\n", kind, more));
}

UnitRecord run_with(const char* mask) { return {"run", R"({"modality":"fmri"})", {}, {}, {}, mask}; }

TEST(PeopleMethods, SayWhereGroupsComeFrom) {
  EXPECT_THAT(people(""), HasSubstr("form one group"));
  EXPECT_THAT(people("  group: {from: phenotype/x.tsv, column: arm, levels: [a, b]}\n"),
              HasSubstr("The groups a and b are those of the column arm of phenotype/x.tsv; participants of other"));
}

TEST(PeopleMethods, TellTheTwoReductionsOfInterviewsApart) {
  const std::string two = people("  group: {from: a.tsv, rule: aai-two-way, levels: [secure, insecure]}\n");
  EXPECT_THAT(two, AllOf(HasSubstr("secure (F) and insecure (Ds, E)"), Not(HasSubstr("preoccupied"))));
  const std::string three = people("  group: {from: a.tsv, rule: aai-three-way, levels: [secure, dismissing]}\n");
  EXPECT_THAT(three, AllOf(HasSubstr("secure (F), dismissing (Ds) and preoccupied (E)"), Not(HasSubstr("insecure")),
                           HasSubstr("The groups of the study are secure and dismissing")));
}

TEST(PeopleMethods, NameScoresCovariatesAndExclusionRules) {
  EXPECT_THAT(people(""), AllOf(HasSubstr("anxiety is the ecr-r-anxiety score of phenotype/ecrr.tsv"),
                                HasSubstr("No rule of the study left participants out"), Not(HasSubstr("Columns of"))));
  EXPECT_THAT(people("  covariates: [age, sex]\n"), HasSubstr("at hand for tests: age and sex"));
  const std::string rules = people("  exclude: [mean_fd > 0.5, trials < 20, age < 18]\n");
  EXPECT_THAT(rules,
              AllOf(HasSubstr("mean_fd > 0.5, trials < 20 or age < 18"), HasSubstr("framewise displacement"),
                    HasSubstr("trials is the number"), Not(HasSubstr("coverage is")), HasSubstr("Here mean_fd")));
  EXPECT_THAT(people("  exclude: [coverage < 0.5, censored_share > 0.3, kept_share < 0.5]\n"),
              AllOf(HasSubstr("coverage is the share"), HasSubstr("censored_share is"), HasSubstr("kept_share is")));
}

TEST(FmriMethods, SayWhatTheImagesWere) {
  EXPECT_THAT(model(""), AllOf(HasSubstr("preprocessed images of fmriprep)"), HasSubstr("atlas attachment-core")));
  EXPECT_THAT(
      model("  derivatives: none\n  space: T1w\n  atlas: own.nii.gz\n"),
      AllOf(HasSubstr("(raw images, space T1w)"), HasSubstr("atlas own.nii.gz"), Not(HasSubstr("preprocessed"))));
}

TEST(FmriMethods, SayHowARegionWasSummarised) {
  EXPECT_THAT(model(""), HasSubstr("the mean of the region's voxels"));
  EXPECT_THAT(model("  summary: median\n"), HasSubstr("the median of the region's voxels"));
  EXPECT_THAT(model("  summary: weighted-mean\n"), HasSubstr("the weighted mean of"));
  EXPECT_THAT(model("  summary: eigenvariate\n"), HasSubstr("the first eigenvariate of"));
}

TEST(FmriMethods, SpeakOfAMaskOnlyWhereThereWasOne) {
  const UnitRecord masked = run_with("derivatives/fmriprep/sub-01/func/sub-01_task-a_desc-brain_mask.nii.gz");
  const UnitRecord bare = run_with("none");
  EXPECT_THAT(model("", {masked, masked}), HasSubstr("that were inside the brain mask, finite"));
  EXPECT_THAT(model("", {bare}), AllOf(HasSubstr("there was no brain mask"), Not(HasSubstr("inside"))));
  EXPECT_THAT(model("", {masked, bare}), HasSubstr("in the 1 of 2 runs that have one"));
}

TEST(FmriMethods, SpeakOfCoverageOnlyWhereItDecides) {
  EXPECT_THAT(model("  min_coverage: 0.25\n"), HasSubstr("less than 25 % of the voxels"));
  EXPECT_THAT(model("  min_coverage: 0\n"), Not(HasSubstr("have no value")));
}

TEST(FmriMethods, NameTheNoiseTheDriftsAndTheConfounds) {
  EXPECT_THAT(model(""), AllOf(HasSubstr("ARMA(1,1)"), HasSubstr("longer than 128 s"), HasSubstr("six motion")));
  EXPECT_THAT(model("  model: {noise: ar1}\n"), HasSubstr("first-order autoregressive noise"));
  const std::string plain = model("  model: {noise: white, high_pass_s: 0, confounds: []}\n");
  EXPECT_THAT(plain, AllOf(HasSubstr("ordinary least squares"), HasSubstr("no drift terms"), HasSubstr("no confounds"),
                           Not(HasSubstr("cosines")), Not(HasSubstr("likelihood"))));
  EXPECT_THAT(model("  model: {confounds: [motion24, acompcor5, csf_wm, global_signal]}\n"),
              AllOf(HasSubstr("24 motion parameters"), HasSubstr("aCompCor"), HasSubstr("white matter"),
                    HasSubstr("and global_signal")));
}

TEST(FmriMethods, SayWhichVolumesWereLeftOut) {
  EXPECT_THAT(model(""), HasSubstr("No volume was left out for motion"));
  EXPECT_THAT(model("  model: {hrf: glover, censor: {std_dvars: 2}}\n"),
              AllOf(HasSubstr("Glover's double-gamma"), HasSubstr("standardised DVARS above 2 were left out"),
                    Not(HasSubstr("No volume was left out for motion"))));
  EXPECT_THAT(model("  model: {censor: {fd_mm: 0.9}}\n"),
              AllOf(HasSubstr("displacement above 0.9 mm were left out"), Not(HasSubstr("No volume"))));
}

TEST(FmriMethods, ListTheContrastsOfTheStudy) {
  EXPECT_THAT(model("  contrasts: {more: own - sad}\n"), HasSubstr("Contrasts: more = own - sad."));
  EXPECT_THAT(model(""), Not(HasSubstr("Contrasts")));
}

TEST(EegMethods, SayHowTrialsWereCut) {
  EXPECT_THAT(words_of_erp("", kAmplitude),
              AllOf(HasSubstr("from −200 to 800 ms"), HasSubstr("no baseline was subtracted"),
                    Not(HasSubstr("shifted")), HasSubstr("reject (type == 'r')")));
  EXPECT_THAT(words_of_erp("  baseline_ms: [-200, 0]\n  shift_ms: 26\n", kAmplitude),
              AllOf(HasSubstr("shifted by 26 ms"), HasSubstr("from −200 ms up to, not including, 0 ms")));
}

TEST(EegMethods, SayWhichChannelsDecideOnATrial) {
  EXPECT_THAT(words_of_erp("", kAmplitude), HasSubstr("No trial was dropped for its amplitude"));
  EXPECT_THAT(words_of_erp("  reject_uv: 100\n", kAmplitude), HasSubstr("above 100 µV on any channel were"));
  EXPECT_THAT(words_of_erp("  flat_uv: 1\n  rejection_channels: [Cz, Fz]\n", kAmplitude),
              AllOf(HasSubstr("below 1 µV on any of Cz and Fz were"), Not(HasSubstr("any channel"))));
}

TEST(EegMethods, NameTheReference) {
  EXPECT_THAT(words_of_erp("", kAmplitude), HasSubstr("kept their recorded reference"));
  EXPECT_THAT(words_of_erp("  steps: [reference]\n", kAmplitude), HasSubstr("cleaned by these steps, in this order: "));
  EXPECT_THAT(words_of_erp("  reference: [average]\n", kAmplitude), HasSubstr("the average of the scalp channels"));
  EXPECT_THAT(words_of_erp("  reference: [M1, M2]\n", kAmplitude), HasSubstr("referenced to the mean of M1 and M2"));
  EXPECT_THAT(words_of_erp("  reference: [Cz]\n", kAmplitude), HasSubstr("referenced to Cz."));
}

TEST(EegMethods, ExplainTheMeasuresOfTheStudyOnly) {
  EXPECT_THAT(one_erp("mean_amplitude"), AllOf(HasSubstr("mean of the samples"), Not(HasSubstr("latency"))));
  EXPECT_THAT(one_erp("fractional_area_latency", ", fraction: 0.3"), HasSubstr("in the window at 30 %"));
  EXPECT_THAT(one_erp("peak_latency"), AllOf(HasSubstr("time of the largest sample"), Not(HasSubstr("neighbours"))));
  EXPECT_THAT(one_erp("peak_amplitude", ", neighbourhood: 3"), HasSubstr("the 3 samples on either side"));
  EXPECT_THAT(one_erp("fractional_peak_onset"), HasSubstr("followed back"));
  EXPECT_THAT(one_erp("fractional_peak_offset"), HasSubstr("followed forth"));
  EXPECT_THAT(one_erp("positive_area"), HasSubstr("Positive area"));
  EXPECT_THAT(one_erp("negative_area"), HasSubstr("Negative area"));
  EXPECT_THAT(one_erp("total_area"), HasSubstr("Total area"));
  EXPECT_THAT(one_erp("integral_area"), HasSubstr("The integral"));
}

TEST(EegMethods, SayHowTheErrorOfAMeasureWasFound) {
  EXPECT_THAT(one_erp("mean_amplitude"), AllOf(HasSubstr("spread of the trials"), Not(HasSubstr("bootstrap"))));
  EXPECT_THAT(words_of_erp("  bootstraps: 70\n",
                           "  a: {modality: eeg, component: n400, measure: peak_latency, condition: reject}\n"),
              AllOf(HasSubstr("from 70 bootstrap draws of the trials for every measure"), Not(HasSubstr("spread"))));
}

TEST(TestMethods, NameEveryTestOfTheStudyAndNoOther) {
  const std::string welch = tested("  t: {compare: own}\n");
  EXPECT_THAT(welch, AllOf(HasSubstr("Welch"), HasSubstr("Hedges' g"), HasSubstr("JZS"), Not(HasSubstr("Mann")),
                           Not(HasSubstr("Pearson")), HasSubstr("No smallest effect of interest was named")));
  EXPECT_THAT(tested("  t: {compare: own, test: student}\n"), AllOf(HasSubstr("Student"), Not(HasSubstr("Welch"))));
  const std::string ranks = tested("  t: {compare: own, test: mann-whitney}\n");
  EXPECT_THAT(ranks, AllOf(HasSubstr("Mann-Whitney"), HasSubstr("Hodges-Lehmann"), HasSubstr("rank-biserial"),
                           Not(HasSubstr("Hedges")), Not(HasSubstr("JZS")), Not(HasSubstr("Means"))));
  EXPECT_EQ(test_methods(faces("", "")), "Nothing was tested.");
}

TEST(TestMethods, OfCorrelationsFollowTheMethod) {
  EXPECT_THAT(tested("  t: {correlate: [own, sad]}\n"), AllOf(HasSubstr("Pearson"), HasSubstr("beta prior"),
                                                              Not(HasSubstr("quivalence")), Not(HasSubstr("Hedges"))));
  EXPECT_THAT(tested("  t: {correlate: [own, sad], method: spearman}\n"),
              AllOf(HasSubstr("Bonett and Wright"), Not(HasSubstr("beta prior"))));
  EXPECT_THAT(tested("  t: {correlate: [own, sad], method: kendall}\n"), HasSubstr("tau-b"));
}

TEST(TestMethods, PromiseAPermutationPOnlyWhereThereIsOne) {
  EXPECT_THAT(tested("  t: {compare: own}\n"), HasSubstr("10000 random arrangements"));
  EXPECT_THAT(tested("  t: {compare: own, permutations: 0}\n"), HasSubstr("No permutation test was asked for"));
  EXPECT_THAT(tested("  t: {correlate: [own, sad], given: anxiety, permutations: 0}\n"),
              AllOf(HasSubstr("No permutation test"), Not(HasSubstr("Freedman"))));
}

TEST(TestMethods, SayHowAPartialCorrelationIsPermuted) {
  const std::string partial = tested("  t: {correlate: [own, sad], given: anxiety}\n");
  EXPECT_THAT(partial, AllOf(HasSubstr("Partial correlations are those of the residuals, with a permutation p after "
                                       "Freedman and Lane (1983)."),
                             HasSubstr("10000 random arrangements"), Not(HasSubstr("exchangeable"))));
  EXPECT_THAT(tested("  t: {correlate: [own, sad]}\n"), Not(HasSubstr("Freedman")));
}

TEST(TestMethods, SayWhatTheSmallestEffectIsMeasuredIn) {
  EXPECT_THAT(tested("  t: {compare: own, sesoi: 0.5d}\n"), HasSubstr("d is the pooled standard deviation"));
  EXPECT_THAT(tested("  t: {compare: own, sesoi: 20}\n"),
              AllOf(HasSubstr("two one-sided tests"), Not(HasSubstr("d is the"))));
}

TEST(Papers, AreThoseOfTheMethodsThatRan) {
  EXPECT_EQ(papers_of(faces(kGroups, "", "  t: {compare: own, test: mann-whitney, permutations: 0}\n")),
            "Fraley, Waller & Brennan 2000 (ECR-R); Mann & Whitney 1947; Hodges & Lehmann 1963");
  EXPECT_THAT(papers_of(faces(kGroups, "", "  t: {compare: own, sesoi: 0.5d}\n")),
              AllOf(HasSubstr("Welch"), HasSubstr("Schuirmann"), HasSubstr("Phipson"), Not(HasSubstr("Mann")),
                    Not(HasSubstr("Freedman"))));
  EXPECT_THAT(papers_of(faces("", "", "  t: {correlate: [own, sad], given: anxiety}\n")),
              AllOf(HasSubstr("Phipson"), HasSubstr("Freedman & Lane 1983")));
}

TEST(ClaimMethods, SpeakOfVerdictsOnlyWhereThereAreClaims) {
  Study study = faces("", "");
  EXPECT_EQ(claim_methods(study), "");
  study.claims.emplace_back();
  EXPECT_THAT(claim_methods(study), AllOf(HasSubstr("the whole interval reaches that size"),
                                          HasSubstr("no answer or no interval is inconclusive")));
}

}  // namespace
}  // namespace attune::study
