#include "attune/eeg/wide_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::eeg {
namespace {

// Parts of a step that a written time may be off.
constexpr double kEven = 0.02, kRounded = 0.5 + 1e-6;

double units_per_volt(const std::string& unit) {
  if (unit == "V") return 1;
  if (unit == "mV") return 1e3;
  return unit == "uV" ? 1e6 : 1e9;
}

TimeAxis axis_from(const Table& table, Hertz rate, double first_ms, std::size_t count) {
  const double position = first_ms * rate.value() / 1000.0;
  if (!(rate.value() > 0 && std::isfinite(rate.value()) && std::abs(position) < 1e9))
    throw input_error(table.path(),
                      fmt::format("the first sample would be at {} ms of {} Hz; expected times near the event",
                                  format_double(first_ms), format_double(rate.value())));
  return axis_at(rate, position, static_cast<Eigen::Index>(count));
}

// The even axis of written times; `place` names one of them for messages, with its file.
template <class Place>
TimeAxis even_axis(const Table& table, const std::vector<double>& times, const std::optional<Hertz>& rate,
                   Place place) {
  const auto count = static_cast<double>(times.size());
  if (times.size() < 2) throw Error(Fault::input, place(0) + " is the only time; expected a waveform");
  for (std::size_t i = 0; i < times.size(); ++i)
    if (!std::isfinite(times[i])) throw Error(Fault::input, place(i) + " is not a time in milliseconds");
  const double step = (times.back() - times.front()) / (count - 1);
  if (!(step > 0)) throw Error(Fault::input, place(0) + " starts times that do not increase");
  double frequency = rate ? rate->value() : 1000.0 / step;
  // Rounded times give a rate that is nearly a whole number; exact ones give it to rounding.
  if (!rate && std::abs(frequency - std::round(frequency)) * (count - 1) < kEven * frequency)
    frequency = std::round(frequency);
  const TimeAxis axis = axis_from(table, Hertz(frequency), times.front(), times.size());
  const double tolerance = (rate ? kRounded : kEven) * 1000.0 / frequency;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double expected = axis.at(static_cast<Eigen::Index>(i)).count();
    if (std::abs(times[i] - expected) > tolerance)
      throw Error(Fault::input, fmt::format("{} is at {:g} ms, expected {:g} ms (even times of {:g} Hz)", place(i),
                                            times[i], expected, frequency));
  }
  return axis;
}

// The labels of every row, and which rows belong together.
class Rows {
 public:
  Rows(const Table& table, const WideLayout& layout) : table_(table), layout_(layout) {
    const std::string* names[] = {&layout.participant, &layout.session, &layout.task, &layout.run};
    for (std::size_t i = 0; i < 4; ++i) labels_.push_back(column(*names[i]));
    for (const std::string& name : layout.condition) conditions_.push_back(table.text(name));
    if (!layout.trials.empty()) trials_ = table.numbers(layout.trials);
  }

  struct Group {
    Evoked head;  // labels, condition and trials
    std::vector<std::size_t> rows;
  };
  std::vector<Group> groups() const {
    std::vector<Group> out;
    std::map<std::vector<std::string>, std::size_t> place;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      const std::string condition = condition_of(row);
      std::vector<std::string> key{labels_[0][row], labels_[1][row], labels_[2][row], labels_[3][row], condition};
      const auto [found, is_new] = place.emplace(key, out.size());
      if (is_new) {
        out.emplace_back();
        out.back().head.labels = {key[0], key[1], key[2], key[3]};
        out.back().head.condition = condition;
        out.back().head.trials = trials_of(row);
      } else if (trials_of(row) != out[found->second].head.trials) {
        table_.throw_at(row, layout_.trials,
                        fmt::format("expected {} as in {}: all of one average have the same trials",
                                    out[found->second].head.trials, table_.where(out[found->second].rows.front())));
      }
      out[found->second].rows.push_back(row);
    }
    return out;
  }

 private:
  std::vector<std::string> column(const std::string& name) const {
    if (name.empty()) return std::vector<std::string>(table_.rows());
    std::vector<std::string> out = table_.text(name);
    for (std::string& cell : out)
      if (is_missing(cell)) cell.clear();
    return out;
  }
  std::string condition_of(std::size_t row) const {
    if (conditions_.empty()) return "average";
    std::string out = conditions_.front()[row];
    for (std::size_t i = 1; i < conditions_.size(); ++i) out += "/" + conditions_[i][row];
    return out;
  }
  std::int64_t trials_of(std::size_t row) const {
    if (trials_.empty()) return 1;
    const double n = trials_[row];
    if (!(n >= 0 && n < 1e15 && n == std::floor(n))) table_.throw_at(row, layout_.trials, "is not a number of trials");
    return static_cast<std::int64_t>(n);
  }

  const Table& table_;
  const WideLayout& layout_;
  std::vector<std::vector<std::string>> labels_, conditions_;
  std::vector<double> trials_;
};

// The columns of numbers: all that the layout does not name.
std::vector<std::string> columns_of_numbers(const Table& table, const WideLayout& layout) {
  std::vector<std::string> named{layout.participant, layout.session, layout.task, layout.run,
                                 layout.trials,      layout.channel, layout.time};
  named.insert(named.end(), layout.condition.begin(), layout.condition.end());
  named.insert(named.end(), layout.ignore.begin(), layout.ignore.end());
  for (const std::string& name : named)
    if (!name.empty()) table.check_name(name);
  std::vector<std::string> out;
  for (const Column& column : table.columns())
    if (std::find(named.begin(), named.end(), column.name) == named.end()) out.push_back(column.name);
  if (out.empty())
    throw input_error(table.path(), "every column is a label; expected columns of amplitudes beside them");
  return out;
}

TimeAxis axis_of_columns(const Table& table, const std::vector<std::string>& columns, const WideLayout& layout) {
  if (layout.rate && layout.first) return axis_from(table, *layout.rate, layout.first->count(), columns.size());
  std::vector<double> times;
  for (const std::string& name : columns)
    times.push_back(parse_double(name).value_or(std::numeric_limits<double>::quiet_NaN()));
  return even_axis(table, times, std::nullopt,
                   [&](std::size_t i) { return describe(table.path()) + ": column " + in_quotes(columns[i]); });
}

std::vector<Evoked> from_waveforms(const Table& table, const WideLayout& layout) {
  const std::vector<std::string> columns = columns_of_numbers(table, layout);
  const TimeAxis axis = axis_of_columns(table, columns, layout);
  std::vector<std::vector<double>> samples;
  for (const std::string& name : columns) samples.push_back(table.numbers(name));
  const auto channels =
      layout.channel.empty() ? std::vector<std::string>(table.rows(), layout.channel_name) : table.text(layout.channel);
  const double scale = units_per_volt(layout.unit);
  std::vector<Evoked> out;
  for (Rows::Group& group : Rows(table, layout).groups()) {
    Evoked& evoked = out.emplace_back(std::move(group.head));
    evoked.times = axis;
    evoked.average.resize(static_cast<Eigen::Index>(group.rows.size()), axis.samples);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < group.rows.size(); ++i) {
      const std::size_t row = group.rows[i];
      const std::string& channel = channels[row];
      if (!seen.insert(channel).second)
        throw Error(Fault::input,
                    fmt::format("{}: a second waveform of channel {} in condition {}; name the columns that "
                                "tell them apart in the layout",
                                table.where(row), in_quotes(channel), in_quotes(evoked.condition)));
      evoked.channels.push_back(channel);
      for (std::size_t s = 0; s < samples.size(); ++s)
        evoked.average(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(s)) = samples[s][row] / scale;
    }
  }
  return out;
}

std::vector<Evoked> from_times(const Table& table, const WideLayout& layout) {
  const std::vector<std::string> columns = columns_of_numbers(table, layout);
  const std::vector<double> all_times = table.numbers(layout.time);
  std::vector<std::vector<double>> channels;
  for (const std::string& name : columns) channels.push_back(table.numbers(name));
  const double scale = units_per_volt(layout.unit);
  std::vector<Evoked> out;
  for (Rows::Group& group : Rows(table, layout).groups()) {
    Evoked& evoked = out.emplace_back(std::move(group.head));
    std::vector<double> times;
    for (const std::size_t row : group.rows) times.push_back(all_times[row] * layout.milliseconds_per_unit);
    evoked.times =
        even_axis(table, times, layout.rate, [&](std::size_t i) { return table.where(group.rows[i]) + ": the time"; });
    evoked.channels = columns;
    evoked.average.resize(static_cast<Eigen::Index>(columns.size()), evoked.times.samples);
    for (std::size_t c = 0; c < columns.size(); ++c)
      for (std::size_t s = 0; s < group.rows.size(); ++s)
        evoked.average(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(s)) = channels[c][group.rows[s]] / scale;
  }
  return out;
}

}  // namespace

std::vector<Evoked> evoked_from_wide_table(const Table& table, const WideLayout& layout) {
  if (table.rows() == 0) throw input_error(table.path(), "there are no rows; expected averages");
  std::vector<Evoked> out =
      layout.rows == WideLayout::Rows::waveforms ? from_waveforms(table, layout) : from_times(table, layout);
  for (Evoked& evoked : out)
    evoked.standard_error = Eigen::MatrixXd::Constant(evoked.average.rows(), evoked.average.cols(),
                                                      std::numeric_limits<double>::quiet_NaN());
  return out;
}

}  // namespace attune::eeg
