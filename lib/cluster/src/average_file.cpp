#include <fmt/format.h>

#include "attune/cluster/people.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/store/container.hpp"

namespace attune::cluster {
namespace {

const char* const kTimeFrequency = "time_frequency";

// condition x channel x frequency x time, each condition as channels x (frequencies x times).
AverageFile planes_of(const store::Container& container, const std::string& name) {
  const store::DataArray& array = container.array(name);
  const auto& axes = array.axes;
  if (axes.size() != 4 || axes[0].labels.empty() || axes[1].labels.empty() || axes[2].unit != "Hz" ||
      axes[2].values.empty() || axes[3].unit != "ms" || axes[3].values.empty())
    throw input_error(container.path,
                      fmt::format("array {} is not condition x channel x frequency (Hz) x time (ms)", in_quotes(name)));
  const auto channels = static_cast<Eigen::Index>(axes[1].size()),
             columns = static_cast<Eigen::Index>(axes[2].size() * axes[3].size());
  AverageFile out{container.path, {}, axes[2].values, axes[3].values, array.unit};
  for (std::size_t i = 0; i < axes[0].size(); ++i) {
    eeg::Evoked each;
    each.labels.participant_id = container.attribute("participant_id").value_or("");
    each.condition = axes[0].labels[i];
    each.trials = 1;  // those that the array holds have been averaged
    each.times = {container.sampling_frequency.value_or(Hertz(1)), 0, columns};
    each.channels = axes[1].labels;
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    each.average = Eigen::Map<const RowMajor>(array.slab(i).data(), channels, columns);
    out.averages.push_back(std::move(each));
  }
  return out;
}

}  // namespace

AverageFile read_averages(const std::filesystem::path& path, const std::string& array) {
  if (store::is_container(path)) {
    const store::Container container = store::read_container(path);
    if (container.kind == kTimeFrequency) return planes_of(container, array);
  }
  return {path, eeg::read_evoked(path), {}, {}, "uV"};
}

}  // namespace attune::cluster
