#include "attune/eeg/epoch_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/ledger.hpp"
#include "attune/store/container.hpp"
#include "attune/table/delimited.hpp"

namespace attune::eeg {
namespace {

store::Axis time_axis(const TimeAxis& times) {
  store::Axis axis{"time", "ms", {}, {}};
  for (Eigen::Index s = 0; s < times.samples; ++s) axis.values.push_back(times.at(s).count());
  return axis;
}

store::Axis labelled(std::string name, std::vector<std::string> labels) {
  return {std::move(name), "", std::move(labels), {}};
}

// Row-major channels x samples, appended.
void append(const Eigen::MatrixXd& data, std::vector<double>& out) {
  for (Eigen::Index c = 0; c < data.rows(); ++c)
    for (Eigen::Index s = 0; s < data.cols(); ++s) out.push_back(data(c, s));
}

void put_labels(const Labels& labels, store::Container& out) {
  const std::pair<const char*, const std::string*> entries[] = {{"participant_id", &labels.participant_id},
                                                                {"session", &labels.session},
                                                                {"task", &labels.task},
                                                                {"run", &labels.run}};
  for (const auto& [name, value] : entries)
    if (!value->empty()) out.attributes.emplace_back(name, *value);
}

Labels get_labels(const store::Container& container) {
  const auto get = [&](const char* name) { return container.attribute(name).value_or(""); };
  return {get("participant_id"), get("session"), get("task"), get("run")};
}

void put_baseline(const std::optional<Span>& baseline, store::Container& out) {
  if (!baseline) return;
  out.attributes.emplace_back("baseline_from_ms", format_double(baseline->from.count()));
  out.attributes.emplace_back("baseline_to_ms", format_double(baseline->to.count()));
}

std::optional<Span> get_baseline(const store::Container& container) {
  const auto from = parse_double(container.attribute("baseline_from_ms").value_or("")),
             to = parse_double(container.attribute("baseline_to_ms").value_or(""));
  if (!from || !to) return std::nullopt;
  return Span{Milliseconds(*from), Milliseconds(*to)};
}

TimeAxis get_times(const store::Container& container, const store::DataArray& array) {
  if (array.axes.size() != 3 || array.axes[2].name != "time" || array.axes[2].unit != "ms" ||
      array.axes[2].values.empty() || array.axes[1].labels.empty() || !container.sampling_frequency)
    throw input_error(container.path, fmt::format("array {} is not ... x channel x time (ms) with a sampling frequency",
                                                  in_quotes(array.name)));
  const Hertz frequency = *container.sampling_frequency;
  const store::Axis& time = array.axes[2];
  const double first = time.values.front() * frequency.value() / 1000.0;
  if (!(frequency.value() > 0) || !(std::abs(first) < 1e9))
    throw input_error(container.path, "the time axis does not fit the sampling frequency");
  const TimeAxis axis = axis_at(frequency, first, static_cast<Eigen::Index>(time.values.size()));
  for (Eigen::Index s = 0; s < axis.samples; ++s)
    if (!(std::abs(axis.at(s).count() - time.values[static_cast<std::size_t>(s)]) < 1e-6))
      throw input_error(container.path, "the time axis does not fit the sampling frequency");
  return axis;
}

Eigen::MatrixXd matrix_of(const store::DataArray& array, std::size_t slab) {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::Map<const RowMajor>(array.slab(slab).data(), static_cast<Eigen::Index>(array.axes[1].size()),
                                    static_cast<Eigen::Index>(array.axes[2].size()));
}

Table channel_table(const Epochs& epochs) {
  Column::Text status;
  for (const std::string& channel : epochs.channels)
    status.push_back(std::count(epochs.bad_channels.begin(), epochs.bad_channels.end(), channel) > 0 ? "bad" : "good");
  Table table;
  table.add("name", Column::Text(epochs.channels.begin(), epochs.channels.end()));
  table.add("status", std::move(status));
  return table;
}

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    out.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return out;
}

std::vector<Trial> trials_from(const Table& table, Hertz frequency) {
  const auto conditions = table.text("condition"), types = table.text("type"), kept = table.text("kept"),
             reasons = table.text("reason"), channels = table.text("channel");
  const auto onsets = table.numbers("onset_s"), samples = table.numbers("sample"),
             rounding = table.numbers("rounding_ms"), ranges = table.numbers("peak_to_peak_uv");
  const auto steps = table.has("step_uv") ? table.numbers("step_uv") : std::vector<double>{},
             trends = table.has("trend_uv") ? table.numbers("trend_uv") : std::vector<double>{};
  const auto interpolated = table.has("interpolated") ? table.text("interpolated") : std::vector<std::string>{};
  const auto present = [](const std::string& cell) { return is_missing(cell) ? std::string() : cell; };
  std::vector<Trial> out(table.rows());
  for (std::size_t row = 0; row < out.size(); ++row) {
    if (!(std::abs(samples[row]) < 1e15)) table.throw_at(row, "sample", "is not a sample");
    Trial& trial = out[row];
    trial.condition = conditions[row];
    trial.type = present(types[row]);
    trial.onset = Seconds(onsets[row]);
    trial.sample = static_cast<Eigen::Index>(samples[row]);
    trial.onset_sample = samples[row] - rounding[row] * frequency.value() / 1000.0;
    trial.kept = kept[row] == "yes";
    trial.reason = present(reasons[row]);
    trial.channel = present(channels[row]);
    trial.value_uv = ranges[row];
    if (!steps.empty()) trial.step_uv = steps[row];
    if (!trends.empty()) trial.trend_uv = trends[row];
    if (!interpolated.empty()) trial.interpolated = names_in(present(interpolated[row]));
  }
  return out;
}

Epochs epochs_from(const store::Container& container) {
  const store::DataArray& array = container.array("epochs");
  Epochs out;
  out.labels = get_labels(container);
  out.times = get_times(container, array);
  out.source = container.attribute("source").value_or("");
  out.channels = array.axes[1].labels;
  const Table& channels = container.table("channels");
  const auto names = channels.text("name"), status = channels.text("status");
  for (std::size_t c = 0; c < names.size(); ++c)
    if (status[c] == "bad") out.bad_channels.push_back(names[c]);
  out.conditions = container.table("conditions").text("condition");
  out.trials = trials_from(container.table("trials"), out.times.sampling_frequency);
  out.baseline = get_baseline(container);
  const auto kept = std::count_if(out.trials.begin(), out.trials.end(), [](const Trial& t) { return t.kept; });
  if (static_cast<std::size_t>(kept) != array.axes[0].size())
    throw input_error(container.path,
                      fmt::format("the ledger keeps {} trials, the data hold {}", kept, array.axes[0].size()));
  for (std::size_t i = 0; i < array.axes[0].size(); ++i) out.data.push_back(matrix_of(array, i));
  return out;
}

std::vector<Evoked> evoked_from(const store::Container& container) {
  const store::DataArray& average = container.array("average");
  const store::DataArray& error = container.array("standard_error");
  const TimeAxis times = get_times(container, average);
  const std::vector<double> counts = container.table("conditions").numbers("n");
  const std::vector<std::string>& conditions = average.axes[0].labels;
  if (conditions.empty() || conditions.size() != counts.size() || get_times(container, error) != times ||
      error.axes[0].size() != conditions.size() || error.axes[1].labels != average.axes[1].labels)
    throw input_error(container.path, "average, standard_error and the table of conditions do not fit together");
  std::vector<Evoked> out;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    if (!(counts[i] >= 0 && counts[i] < 1e15)) throw input_error(container.path, "n is not a number of trials");
    out.push_back({get_labels(container), conditions[i], static_cast<std::int64_t>(counts[i]), times,
                   average.axes[1].labels, matrix_of(average, i), matrix_of(error, i), get_baseline(container)});
  }
  return out;
}

}  // namespace

void write_epochs(const std::filesystem::path& path, const Epochs& epochs, Overwrite overwrite) {
  require_trials(epochs);
  store::Container out;
  out.kind = "epochs";
  out.sampling_frequency = epochs.times.sampling_frequency;
  put_labels(epochs.labels, out);
  out.attributes.emplace_back("source", epochs.source.string());
  put_baseline(epochs.baseline, out);
  store::Axis trial{"trial", "", {}, {}};
  for (std::size_t t = 0; t < epochs.trials.size(); ++t)
    if (epochs.trials[t].kept) trial.values.push_back(static_cast<double>(t + 1));
  store::DataArray array{"epochs",
                         "V",
                         "kept trials; the trial axis holds the numbers of the table trials",
                         {std::move(trial), labelled("channel", epochs.channels), time_axis(epochs.times)},
                         {},
                         false};
  for (const Eigen::MatrixXd& data : epochs.data) append(data, array.values);
  out.arrays.push_back(std::move(array));
  out.tables.emplace_back("trials", ledger(epochs));
  out.tables.emplace_back("conditions", ledger_summary(epochs));
  out.tables.emplace_back("channels", channel_table(epochs));
  store::write_container(path, out, overwrite);
}

void write_evoked(const std::filesystem::path& path, std::span<const Evoked> evoked, Overwrite overwrite) {
  if (evoked.empty()) throw Error(Fault::internal, "no averages to write");
  const Evoked& head = evoked.front();
  std::vector<std::string> conditions;
  Column::Integers counts;
  store::DataArray average{"average", "V", "mean over the kept trials", {}, {}, false};
  store::DataArray error{"standard_error", "V", "SD over trials (n - 1) / sqrt(n)", {}, {}, false};
  for (const Evoked& e : evoked) {
    if (e.times != head.times || e.channels != head.channels || e.labels != head.labels)
      throw Error(Fault::internal, "averages of one file differ in times, channels or labels");
    conditions.push_back(e.condition);
    counts.push_back(e.trials);
    append(e.average, average.values);
    append(e.standard_error, error.values);
  }
  average.axes = {labelled("condition", conditions), labelled("channel", head.channels), time_axis(head.times)};
  error.axes = average.axes;
  Table table;
  table.add("condition", Column::Text(conditions.begin(), conditions.end()));
  table.add("n", std::move(counts));
  store::Container out;
  out.kind = "evoked";
  out.sampling_frequency = head.times.sampling_frequency;
  put_labels(head.labels, out);
  put_baseline(head.baseline, out);
  out.arrays = {std::move(average), std::move(error)};
  out.tables.emplace_back("conditions", std::move(table));
  store::write_container(path, out, overwrite);
}

EpochFile read_epoch_file(const std::filesystem::path& path) {
  if (!store::is_container(path)) {
    const std::string extension = path.extension().string();
    if (extension != ".tsv" && extension != ".csv" && extension != ".txt" && std::filesystem::exists(path))
      throw input_error(path, "is neither an HDF5 file of attune nor a table of averages; make one with attune eeg");
    return evoked_from_table(read_table(path));
  }
  const store::Container container = store::read_container(path);
  if (container.kind == "epochs") return epochs_from(container);
  if (container.kind == "evoked") return evoked_from(container);
  throw input_error(path, fmt::format("holds {}, expected epochs or evoked", in_quotes(container.kind)));
}

Epochs read_epochs(const std::filesystem::path& path) {
  EpochFile file = read_epoch_file(path);
  if (auto* epochs = std::get_if<Epochs>(&file)) return std::move(*epochs);
  throw input_error(path, "holds averages, expected trials (attune eeg --epochs)");
}

std::vector<Evoked> read_evoked(const std::filesystem::path& path) {
  EpochFile file = read_epoch_file(path);
  if (auto* evoked = std::get_if<std::vector<Evoked>>(&file)) return std::move(*evoked);
  return average(std::get<Epochs>(file));
}

}  // namespace attune::eeg
