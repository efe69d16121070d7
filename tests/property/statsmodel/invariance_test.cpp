#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "attune/statsmodel/run.hpp"
#include "attune/table/delimited.hpp"
#include "gamble_dataset.hpp"

namespace attune::statsmodel {
namespace {

using test::GambleDataset;

// Designs that differ by rounding lead the search for the noise to parameters that differ by its last step.
constexpr double kLastStep = 1e-4;

constexpr const char* kModel = R"({"Name": "gambles", "BIDSModelVersion": "1.0.0", "Nodes": [
{"Level": "Run", "Name": "run", "GroupBy": ["subject", "run"],
"Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [
{"Name": "Threshold", "Input": "RT", "Binarize": true, "Output": "all"},
{"Name": "Demean", "Input": "loss"}, {"Name": "Convolve", "Input": ["all", "loss"]}]},
"Model": {"Type": "glm", "X": ["all", "loss", 1]},
"DummyContrasts": {"Contrasts": ["all", "loss"], "Test": "t"}}]})";

/// Estimates of one participant's runs after the losses were changed and the rows of the events put in another order.
Table estimates(const std::function<double(double)>& change, bool reversed) {
  const GambleDataset dataset;
  for (int r = 0; r < GambleDataset::kRuns; ++r) {
    std::vector<GambleDataset::Trial> trials = GambleDataset::trials(0, r);
    if (reversed) std::reverse(trials.begin(), trials.end());
    std::string events = "loss\tonset\tRT\tduration\n";
    for (const auto& trial : trials)
      events += fmt::format("{}\t{}\t{}\t{}\n", change(trial.loss), trial.onset, trial.response_time,
                            GambleDataset::kDuration);
    test::write_file(dataset.run_file(0, r, "events.tsv"), events);
  }
  Request request;
  request.model = test::write_file(dataset.file("m_smdl.json"), kModel);
  request.dataset = dataset.root();
  request.atlas = roi::AtlasRequest{{dataset.atlas().string()}, {}, {}, {}};
  request.participants = {"01"};
  return run(request).nodes[0].table;
}

void expect_scaled(const Table& a, const Table& b, double loss_factor) {
  ASSERT_EQ(a.rows(), b.rows());
  for (std::size_t row = 0; row < a.rows(); ++row) {
    const double factor = a.text("contrast")[row] == "loss" ? loss_factor : 1.0;
    EXPECT_NEAR(b.numbers("effect")[row], factor * a.numbers("effect")[row], kLastStep * factor);
    EXPECT_NEAR(b.numbers("se")[row], factor * a.numbers("se")[row], kLastStep * factor);
  }
}

const Table& plain() {
  static const Table table = estimates([](double loss) { return loss; }, false);
  return table;
}

TEST(Invariance, AModulatorInOtherUnitsHasAnEffectPerThatUnit) {
  expect_scaled(plain(), estimates([](double loss) { return 10 * loss; }, false), 0.1);
}

TEST(Invariance, ADemeanedModulatorMayBeShifted) {
  expect_scaled(plain(), estimates([](double loss) { return loss + 64; }, false), 1);
}

TEST(Invariance, TheOrderOfEventsInTheFileDoesNotMatter) {
  expect_scaled(plain(), estimates([](double loss) { return loss; }, true), 1);
}

}  // namespace
}  // namespace attune::statsmodel
