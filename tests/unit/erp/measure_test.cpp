#include "attune/erp/measure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"

namespace attune::erp {
namespace {

// Two trials of two channels at 1 kHz, time 0 ... 4 ms, in microvolts.
eeg::Epochs two_trials() {
  eeg::Epochs epochs;
  epochs.labels = {"sub-01", "", "words", "2"};
  epochs.times = {Hertz(1000), 0, 5};
  epochs.channels = {"Pz", "Cz"};
  epochs.conditions = {"near", "none"};
  for (const double height : {1.0, 3.0}) {
    Eigen::MatrixXd data(2, 5);
    data << 0, height, 2 * height, height, 0, 0, 10, 20, 10, 0;
    epochs.data.push_back(1e-6 * data);
    eeg::Trial trial;
    trial.condition = "near";
    trial.kept = true;
    epochs.trials.push_back(trial);
  }
  return epochs;
}

MeasureOptions over_all(std::vector<Kind> kinds) {
  MeasureOptions options;
  options.components = {{"", {Milliseconds(0), Milliseconds(4)}, Polarity::positive}};
  options.kinds = std::move(kinds);
  return options;
}

TEST(Measure, GivesARowPerConditionSiteComponentAndKind) {
  MeasureOptions options = over_all({Kind::mean_amplitude, Kind::peak_latency});
  options.components[0].name = "p3";
  options.source = "epochs.h5";
  const Measures measures = measure(two_trials(), options);
  ASSERT_EQ(measures.rows.size(), 8u);
  const Measure& row = measures.rows[1];
  EXPECT_EQ(row.participant_id, "sub-01");
  EXPECT_EQ(row.task, "words");
  EXPECT_EQ(row.run, "2");
  EXPECT_EQ(row.modality, "eeg");
  EXPECT_EQ(row.measure, "p3.peak_latency");
  EXPECT_EQ(row.site, "Pz");
  EXPECT_EQ(row.condition, "near");
  EXPECT_EQ(row.unit, "ms");
  EXPECT_EQ(row.value, 2);
  EXPECT_EQ(row.n, 2);
  EXPECT_EQ(row.source, "epochs.h5");
  EXPECT_EQ(measures.rows[4].excluded, "no trials");
  EXPECT_TRUE(std::isnan(measures.rows[4].value));
}

TEST(Measure, IsInMicrovoltsAndTheirMilliseconds) {
  const Measures measures = measure(two_trials(), over_all({Kind::peak_amplitude, Kind::integral_area}));
  EXPECT_DOUBLE_EQ(measures.rows[0].value, 4);  // mean of 2 and 6
  EXPECT_EQ(measures.rows[0].unit, "uV");
  EXPECT_DOUBLE_EQ(measures.rows[1].value, 8);  // 0 2 4 2 0
  EXPECT_EQ(measures.rows[1].unit, "uV*ms");
}

TEST(AnalyticSme, IsTheSdOfSingleTrialMeansOverTheRootOfN) {
  MeasureOptions options = over_all({Kind::mean_amplitude, Kind::peak_amplitude});
  options.sme = Sme::analytic;
  const Measures measures = measure(two_trials(), options);
  // Single-trial means 0.8 and 2.4 uV: SD 1.6 / sqrt 2, divided by sqrt 2.
  EXPECT_NEAR(measures.rows[0].quality, 0.8, 1e-12);
  EXPECT_TRUE(std::isnan(measures.rows[1].quality));
  EXPECT_NEAR(measures.rows[2].quality, 0, 1e-12);
}

TEST(Measure, CombinesChannelsIntoOneSite) {
  MeasureOptions options = over_all({Kind::peak_amplitude});
  options.channels = {"Cz", "Pz"};
  options.combine = true;
  EXPECT_EQ(measure(two_trials(), options).rows[0].site, "Cz+Pz");
  EXPECT_DOUBLE_EQ(measure(two_trials(), options).rows[0].value, 12);
  options.site = "midline";
  EXPECT_EQ(measure(two_trials(), options).rows[0].site, "midline");
}

TEST(Measure, LeavesBadChannelsOutOfTheMeanAndSaysSo) {
  eeg::Epochs epochs = two_trials();
  for (Eigen::MatrixXd& data : epochs.data) data.row(1).setConstant(std::numeric_limits<double>::quiet_NaN());
  MeasureOptions options = over_all({Kind::peak_amplitude});
  EXPECT_EQ(measure(epochs, options).rows[1].excluded, "bad channel");
  options.combine = true;
  const Measures combined = measure(epochs, options);
  EXPECT_DOUBLE_EQ(combined.rows[0].value, 4);
  EXPECT_THAT(combined.warnings, testing::Contains(testing::HasSubstr("Cz")));
}

TEST(Measure, RefusesAnErrorOfAveragesAndOptionsThatMeanNothing) {
  MeasureOptions options = over_all({Kind::mean_amplitude});
  const std::vector<eeg::Evoked> evoked = eeg::average(two_trials());
  EXPECT_EQ(measure(evoked, options).rows.size(), 4u);
  options.sme = Sme::analytic;
  EXPECT_THROW(measure(evoked, options), Error);
  options.sme = Sme::none;
  for (const double fraction : {0.0, 1.0, -0.5, std::numeric_limits<double>::quiet_NaN()}) {
    options.fraction = fraction;
    EXPECT_THROW(measure(evoked, options), Error) << fraction;
  }
  options.fraction = 0.5;
  options.channels = {"POz"};
  EXPECT_THROW(measure(evoked, options), Error);
}

TEST(Measure, SuggestsTheNearestChannel) {
  MeasureOptions options = over_all({Kind::mean_amplitude});
  options.channels = {"PZ"};
  try {
    measure(two_trials(), options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::input);
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'Pz'"));
  }
}

TEST(Measure, TellsOfConditionsThatShareEvents) {
  eeg::Epochs epochs = two_trials();
  epochs.conditions = {"near", "all"};
  for (std::size_t i = 0; i < 2; ++i) {
    epochs.trials[i].sample = static_cast<Eigen::Index>(100 * i);
    epochs.trials.push_back(epochs.trials[i]);
    epochs.trials.back().condition = "all";
    epochs.data.push_back(epochs.data[i]);
  }
  MeasureOptions options = over_all({Kind::mean_amplitude});
  options.sme = Sme::analytic;
  EXPECT_THAT(measure(epochs, options).warnings, testing::IsEmpty());
  options.contrasts = {parse_difference("d=near-all")};
  const auto told = testing::ElementsAre(testing::HasSubstr("conditions 'near' and 'all' share events"));
  EXPECT_THAT(measure(epochs, options).warnings, told);
  options.contrasts.clear();
  options.differences = {parse_difference("d=near-all")};
  EXPECT_THAT(measure(epochs, options).warnings, told);
}

TEST(Measure, TellsOfWindowsThatCut) {
  MeasureOptions options = over_all({Kind::fractional_area_latency});
  options.components[0].name = "p3";
  options.components[0].window = {Milliseconds(0), Milliseconds(2)};
  EXPECT_THAT(measure(two_trials(), options).warnings, testing::IsEmpty());
  options.tell_cuts = true;
  EXPECT_THAT(measure(two_trials(), options).warnings,
              testing::ElementsAre(testing::HasSubstr("component 'p3' cuts it in 2 of 4 waves (Pz near, ...)")));
  options.kinds = {Kind::peak_latency};
  EXPECT_THAT(measure(two_trials(), options).warnings, testing::IsEmpty());
}

TEST(Contrasts, AreDifferencesOfMeasuresWithBothErrors) {
  eeg::Epochs epochs = two_trials();
  epochs.conditions = {"near", "far"};
  for (const double height : {2.0, 6.0}) {
    Eigen::MatrixXd data(2, 5);
    data << height, 0, 0, height, 2 * height, 0, 1, 2, 1, 0;
    epochs.data.push_back(1e-6 * data);
    epochs.trials.push_back(epochs.trials[0]);
    epochs.trials.back().condition = "far";
  }
  MeasureOptions options = over_all({Kind::mean_amplitude, Kind::peak_latency});
  options.contrasts = {parse_difference("farther=far-near")};
  options.sme = Sme::analytic;
  const Measures measures = measure(epochs, options);
  ASSERT_EQ(measures.rows.size(), 12u);
  const Measure& amplitude = measures.rows[8];
  EXPECT_EQ(amplitude.condition, "farther");
  EXPECT_EQ(amplitude.site, "Pz");
  EXPECT_EQ(amplitude.n, 4);
  EXPECT_NEAR(amplitude.value, 3.2 - 1.6, 1e-12);
  // Single-trial means 0.8 and 2.4 have an error of 0.8, 1.6 and 4.8 one of 1.6.
  EXPECT_NEAR(amplitude.quality, std::hypot(0.8, 1.6), 1e-12);
  EXPECT_EQ(measures.rows[9].excluded, "far: peak on the window's edge");
  EXPECT_EQ(measures.rows[11].value, 0);  // Cz peaks at 2 ms in both
  options.contrasts = {parse_difference("near=far-near")};
  EXPECT_THROW(measure(epochs, options), Error);
  options.contrasts = {parse_difference("x=far-nearr")};
  EXPECT_THROW(measure(epochs, options), Error);
  options.contrasts = {parse_difference("x=far-far")};
  EXPECT_THROW(measure(epochs, options), Error);
}

TEST(Contrasts, HaveARowForWhoLacksEitherCondition) {
  std::vector<eeg::Evoked> averages;
  const auto add = [&](const std::string& participant, const std::string& condition, double height) {
    eeg::Evoked& evoked = averages.emplace_back();
    evoked.labels.participant_id = participant;
    evoked.condition = condition;
    evoked.trials = 3;
    evoked.times = {Hertz(1000), 0, 5};
    evoked.channels = {"Pz"};
    evoked.average = Eigen::MatrixXd::Constant(1, 5, height * 1e-6);
  };
  add("sub-01", "near", 1);
  add("sub-01", "far", 5);
  add("sub-02", "near", 1);
  add("sub-03", "far", 1);
  MeasureOptions options = over_all({Kind::mean_amplitude});
  options.contrasts = {parse_difference("farther=far-near")};
  std::vector<std::string> found;
  for (const Measure& row : measure(averages, options).rows)
    if (row.condition == "farther") found.push_back(row.participant_id + " " + row.excluded);
  EXPECT_THAT(found, testing::ElementsAre("sub-01 ", "sub-02 far: no such row", "sub-03 near: no such row"));
}

TEST(BootstrapSme, CountsDrawsWithoutTheMeasure) {
  // One trial peaks inside, the other on the edge: draws of only the second have no peak.
  eeg::Epochs epochs = two_trials();
  epochs.data[1].row(0) << 0, 0, 0, 0, 1e-6;
  MeasureOptions options = over_all({Kind::peak_latency});
  options.channels = {"Pz"};
  options.sme = Sme::bootstrap;
  options.bootstraps = 400;
  const Measures measures = measure(epochs, options);
  EXPECT_THAT(measures.warnings, testing::ElementsAre(testing::HasSubstr("of 400 bootstrap draws, left out")));
}

TEST(Components, AreWrittenWithNameWindowAndPolarity) {
  const Component component = parse_component("n400:300:500:negative");
  EXPECT_EQ(component.name, "n400");
  EXPECT_EQ(component.window.from.count(), 300);
  EXPECT_EQ(component.window.to.count(), 500);
  EXPECT_EQ(component.polarity, Polarity::negative);
  for (const char* wrong : {"n40", "n40:300:500", "n400:300", "n400:500:300:negative", ":300:500:negative",
                            "a:b:c:negative", "n400:300:500:down", "n400:300:inf:negative", "n.4:300:500:negative",
                            "n400:300:500:negative:x", "n400:300:500:negative:1:2"})
    EXPECT_THROW(parse_component(wrong), Error) << wrong;
}

TEST(Components, OfTheLiteratureHaveTheirWindows) {
  const Component p3 = parse_component("p3");
  EXPECT_EQ(p3.name, "p3");
  EXPECT_EQ(p3.window.from.count(), 300);
  EXPECT_EQ(p3.window.to.count(), 600);
  EXPECT_EQ(p3.polarity, Polarity::positive);
  EXPECT_EQ(p3.search_from->count(), 200);
  const Component own = parse_component("N170:100:160");
  EXPECT_EQ(own.window.from.count(), 100);
  EXPECT_EQ(own.polarity, Polarity::negative);
  EXPECT_EQ(own.search_from->count(), 10);
  EXPECT_EQ(parse_component("x:300:500:negative:150").search_from->count(), 150);
  EXPECT_FALSE(parse_component("x:300:500:negative").search_from.has_value());
  try {
    parse_component("N17O");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'N170'"));
  }
}

TEST(Components, OfTheLiteratureAreMeasurable) {
  for (const Preset& preset : presets()) {
    const Component component = parse_component(preset.name);
    EXPECT_LT(component.window.from, component.window.to) << preset.name;
    if (component.search_from) {
      EXPECT_LT(*component.search_from, component.window.from) << preset.name;
    }
    EXPECT_NE(std::string(preset.source), "");
  }
}

TEST(Kinds, HaveNamesThatReadBack) {
  for (const std::string& name : kind_names()) EXPECT_EQ(name_of(kind_of(name)), name);
  try {
    kind_of("peak_latencyy");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'peak_latency'"));
  }
}

}  // namespace
}  // namespace attune::erp
