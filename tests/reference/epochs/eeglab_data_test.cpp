// The ERPs of EEGLAB's tutorial recording against a plain numpy computation: data/eeg-physio/reference/
// derived_reference_values.json, epochs around "square" events, raw reference, baseline -203.125 ... -7.8125 ms.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/erp/measure.hpp"
#include "shared_data.hpp"

namespace attune::eeg {
namespace {

// Both sides read float32 data and work in double, so they agree to about 1e-14.
constexpr double kToleranceUv = 1e-6;
constexpr double kToleranceMs = 1e-9;

nlohmann::json reference_values(const std::filesystem::path& folder) {
  std::ifstream file(folder / "reference" / "derived_reference_values.json");
  return nlohmann::json::parse(file).at("eeglab_data_erp_raw_ref_baseline_-203to-7.8ms");
}

EpochOptions reference_options() {
  EpochOptions options;
  options.conditions.push_back({"square_all", EventQuery::of_type("square")});
  options.conditions.push_back(parse_condition("square_pos1=type == 'square' && position == 1"));
  options.conditions.push_back(parse_condition("square_pos2=type == 'square' && position == 2"));
  options.baseline = Span{Milliseconds(-200), Milliseconds(0)};
  return options;
}

// Value of one measure at one site of one condition.
double value_of(const erp::Measures& measures, const std::string& measure, const std::string& site,
                const std::string& condition) {
  for (const Measure& row : measures.rows)
    if (row.measure == measure && row.site == site && row.condition == condition) return row.value;
  ADD_FAILURE() << "no row " << measure << " " << site << " " << condition;
  return 0;
}

// `site_of` names a channel of the reference in this file.
template <class SiteOf>
void expect_reference(const Recording& recording, const nlohmann::json& reference, SiteOf site_of) {
  const Epochs epochs = epoch(recording, reference_options());
  erp::MeasureOptions options;
  options.components = {erp::parse_component("p3:300:600:positive"), erp::parse_component("n1:100:250:negative")};
  options.kinds = {erp::Kind::mean_amplitude, erp::Kind::peak_amplitude, erp::Kind::peak_latency};
  const erp::Measures measures = erp::measure(average(epochs), options);
  for (const auto& [condition, channels] : reference.items()) {
    EXPECT_EQ(kept_trials(epochs, condition).size(), channels.at("n").template get<std::size_t>()) << condition;
    for (const auto& [channel, values] : channels.items()) {
      if (channel == "n") continue;
      const auto value = [&, c = condition, s = site_of(channel)](const char* m) {
        return value_of(measures, m, s, c);
      };
      EXPECT_NEAR(value("p3.peak_amplitude"), values.at("P3max_uV").template get<double>(), kToleranceUv) << channel;
      EXPECT_NEAR(value("p3.peak_latency"), values.at("P3lat_ms").template get<double>(), kToleranceMs) << channel;
      EXPECT_NEAR(value("n1.peak_amplitude"), values.at("N1min_uV").template get<double>(), kToleranceUv) << channel;
      EXPECT_NEAR(value("n1.peak_latency"), values.at("N1lat_ms").template get<double>(), kToleranceMs) << channel;
      EXPECT_NEAR(value("p3.mean_amplitude"), values.at("mean_300_600").template get<double>(), kToleranceUv)
          << channel;
    }
  }
}

TEST(EeglabData, GivesTheReferenceErps) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio");
  const Recording recording = read_recording(folder / "eeg" / "eeglab" / "eeglab_data.set");
  expect_reference(recording, reference_values(folder), [](const std::string& channel) { return channel; });
}

TEST(EeglabData, GivesTheSameErpsFromItsHdf5Form) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio");
  const Recording named = read_recording(folder / "eeg" / "eeglab" / "eeglab_data.set");
  const Recording recording = read_recording(folder / "eeg" / "eeglab" / "test_raw_h5.set");
  // That file names no channels; they are in the same order.
  expect_reference(recording, reference_values(folder), [&](const std::string& channel) {
    for (std::size_t c = 0; c < named.channels.size(); ++c)
      if (named.channels[c].name == channel) return recording.channels[c].name;
    return channel;
  });
}

TEST(EeglabData, HasTheAnalyticSmeOfNumpy) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  const Epochs epochs = epoch(read_recording(path), reference_options());
  erp::MeasureOptions options;
  options.sme = erp::Sme::analytic;
  options.channels = {"Pz"};
  // numpy: ep[:, Pz, 300 <= t <= 600].mean(1).std(ddof=1) / sqrt(80) on the same epochs.
  EXPECT_NEAR(erp::measure(epochs, options).rows[0].quality, 1.7580494494833718, kToleranceUv);
}

}  // namespace
}  // namespace attune::eeg
