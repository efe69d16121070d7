// Averages that other software wrote: single-subject waveforms of a published study with the amplitudes that were taken
// of them, and a face and a non-face with the smallest samples that numpy finds.
#include <gtest/gtest.h>

#include <map>

#include "attune/eeg/wide_table.hpp"
#include "attune/erp/measure.hpp"
#include "attune/table/delimited.hpp"
#include "shared_data.hpp"

namespace attune::erp {
namespace {

// The published amplitudes are printed to 1e-8 uV.
constexpr double kPrintedUv = 6e-9;
// The file's numbers go to volts and back.
constexpr double kRoundingUv = 1e-12;

TEST(ImaCond3, LatePositivePotentialsAreThePublishedOnes) {
  ATTUNE_NEED_SHARED(waveforms, "data/eeg-physio/groups/imacond3/erp_Pz_Akquges_Hab.csv");
  ATTUNE_NEED_SHARED(published, "data/eeg-physio/groups/imacond3/lpp_Pz_300_700_Akquges.csv");
  // 1024 Hz; sample k, from 1, is at -200 + k / 1.024 ms, so no sample is at the event.
  const eeg::WideLayout layout = eeg::parse_layout(
      "waveforms:participant=partCode,condition=phase+cs,channel_name=Pz,rate=1024,first=-199.0234375");
  MeasureOptions options;
  options.components = {parse_component("lpp:300:700")};
  options.window_ends = WindowEnds::nearest;
  const auto averages = eeg::evoked_from_wide_table(read_table(waveforms), layout);
  ASSERT_EQ(averages.size(), 288u);
  EXPECT_EQ(averages[0].times.at(511).count(), 300);
  std::map<std::pair<std::string, std::string>, double> values;
  for (const Measure& row : measure(averages, options).rows) values[{row.participant_id, row.condition}] = row.value;
  const Table expected = read_table(published);
  const auto ids = expected.text("id"), phases = expected.text("phase"), stimuli = expected.text("cs");
  const auto amplitudes = expected.numbers("lpp");
  ASSERT_EQ(ids.size(), 144u);
  for (std::size_t i = 0; i < ids.size(); ++i)
    EXPECT_NEAR(values.at({ids[i], phases[i] + "/" + stimuli[i]}), amplitudes[i], kPrintedUv) << ids[i];
}

TEST(FacesAndNonFaces, HaveTheirN170) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/erp-averages/faces_vs_nonfaces_ERP.csv");
  const auto averages =
      eeg::evoked_from_wide_table(read_table(path), eeg::parse_layout("times:time=time_ms,condition=condition"));
  MeasureOptions options;
  options.components = {parse_component("n170:130:220")};
  options.kinds = {Kind::peak_amplitude, Kind::peak_latency, Kind::mean_amplitude};
  options.channels = {"P8"};
  options.differences = {parse_difference("effect=faces-non-faces")};
  const std::vector<Measure> rows = measure(averages, options).rows;
  ASSERT_EQ(rows.size(), 9u);
  EXPECT_NEAR(rows[0].value, -5.2911505, 5e-8);
  EXPECT_EQ(rows[1].value, 162);
  EXPECT_NEAR(rows[2].value, -0.16804382765059855, kRoundingUv);
  EXPECT_NEAR(rows[3].value, 3.19843831, 5e-9);
  EXPECT_EQ(rows[4].value, 178);
  EXPECT_EQ(rows[6].condition, "effect");
  EXPECT_NEAR(rows[8].value, -0.16804382765059855 - 5.268929364536898, kRoundingUv);
}

// numpy: std(axis=1) over the 32 channels that are no EOG; half of P8 - P7 with faces as the left condition plus half
// of P7 - P8 with the others as the right one.
TEST(FacesAndNonFaces, HaveNumpysFieldPowerAndLateralisation) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/erp-averages/faces_vs_nonfaces_ERP.csv");
  const auto averages =
      eeg::evoked_from_wide_table(read_table(path), eeg::parse_layout("times:time=time_ms,condition=condition"));
  MeasureOptions options;
  options.components = {parse_component("n170:130:220")};
  options.field_power = true;
  options.only_derived = true;
  options.channels = {"P8"};
  options.differences = {parse_difference("effect=faces-non-faces")};
  options.lateralisations = {parse_lateralisation("sides=faces,non-faces")};
  options.pairs = {parse_pair("P7/P8")};
  const std::vector<Measure> rows = measure(averages, options).rows;
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_NEAR(rows[0].value, 2.811387638858258, kRoundingUv);
  EXPECT_NEAR(rows[1].value, 4.632220160004263, kRoundingUv);
  EXPECT_NEAR(rows[3].value, 3.342438357926753, kRoundingUv);
  EXPECT_NEAR(rows[4].value, -0.8448429893846575, kRoundingUv);
}

}  // namespace
}  // namespace attune::erp
