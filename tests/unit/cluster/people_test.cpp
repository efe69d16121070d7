#include "attune/cluster/people.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/store/container.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// 1 condition, 2 channels, 3 frequencies, 4 times: value = 1000 channel + 10 frequency index + time index.
store::Container planes(const std::string& person, const std::string& unit = "dB") {
  store::Container out;
  out.kind = "time_frequency";
  out.sampling_frequency = Hertz(100);
  out.attributes.emplace_back("participant_id", person);
  store::DataArray power{"power", unit, "power", {}, {}, false};
  power.axes = {{"condition", "", {"face"}, {}},
                {"channel", "", {"Cz", "Pz"}, {}},
                {"frequency", "Hz", {}, {4, 6, 8}},
                {"time", "ms", {}, {0, 10, 20, 30}}};
  for (int channel = 0; channel < 2; ++channel)
    for (int frequency = 0; frequency < 3; ++frequency)
      for (int time = 0; time < 4; ++time) power.values.push_back(1000 * channel + 10 * frequency + time);
  out.arrays.push_back(power);
  return out;
}

class ClusterPeople : public testing::Test {
 protected:
  cluster::AverageFile file(const std::string& name, const store::Container& container) const {
    store::write_container(folder_ / name, container, Overwrite::allow);
    return cluster::read_averages(folder_ / name, "power");
  }
  TemporaryFolder folder_;
};

TEST_F(ClusterPeople, TakeTheWindowAndTheFrequenciesOfArrays) {
  const std::vector<cluster::AverageFile> files{file("1.h5", planes("sub-01")), file("2.h5", planes("sub-02"))};
  cluster::Selection selection;
  selection.condition = "face";
  selection.from = Milliseconds(10);
  selection.to = Milliseconds(20);
  selection.lowest = Hertz(6);
  const cluster::People people = cluster::gather(files, selection);
  EXPECT_EQ(people.grid, (cluster::Grid{2, 2, 2}));
  EXPECT_THAT(people.frequencies_hz, ElementsAre(6, 8));
  EXPECT_THAT(people.times_ms, ElementsAre(10, 20));
  EXPECT_EQ(people.unit, "dB");
  const Eigen::VectorXd first = people.values.col(0);
  EXPECT_THAT(std::vector<double>(first.begin(), first.end()), ElementsAre(11, 12, 21, 22, 1011, 1012, 1021, 1022));
}

TEST_F(ClusterPeople, RefuseArraysThatDifferInUnitOrShape) {
  cluster::Selection selection;
  selection.condition = "face";
  const std::vector<cluster::AverageFile> files{file("1.h5", planes("sub-01")), file("2.h5", planes("sub-02", "1"))};
  EXPECT_THAT(error_of(Fault::input, [&] { cluster::gather(files, selection); }), HasSubstr("unit (1) than"));
  store::Container flat = planes("sub-03");
  flat.arrays[0].axes[2].unit = "";
  EXPECT_THAT(error_of(Fault::input, [&] { file("3.h5", flat); }),
              HasSubstr("is not condition x channel x frequency (Hz) x time (ms)"));
}

TEST_F(ClusterPeople, WithoutAChannelAreAReasonNotToTestIt) {
  store::Container bad = planes("sub-02");
  for (std::size_t i = 0; i < 12; ++i) bad.arrays[0].values[i] = std::nan("");
  const std::vector<cluster::AverageFile> files{file("1.h5", planes("sub-01")), file("2.h5", bad)};
  cluster::Selection selection;
  selection.condition = "face";
  const cluster::People people = cluster::gather(files, selection);
  EXPECT_THAT(cluster::lacking(people), ElementsAre(HasSubstr("some of 2 people lack them or have them bad: Cz (1)")));
  EXPECT_TRUE(std::isnan(people.values(0, 1)));
}

TEST_F(ClusterPeople, NeedTheConditionAndFrequenciesThatAreThere) {
  const std::vector<cluster::AverageFile> files{file("1.h5", planes("sub-01"))};
  cluster::Selection selection;
  selection.condition = "house";
  EXPECT_THAT(error_of(Fault::input, [&] { cluster::gather(files, selection); }),
              HasSubstr("nobody has averages of 'house'"));
  selection.condition = "face";
  selection.lowest = Hertz(20);
  EXPECT_THAT(error_of(Fault::input, [&] { cluster::gather(files, selection); }),
              HasSubstr("nothing from 20 to 8 Hz; the averages go from 4 to 8 Hz"));
}

}  // namespace
}  // namespace attune::test
