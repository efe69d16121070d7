#include "attune/cluster/people.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "attune/bids/group.hpp"

namespace attune::cluster {
namespace {

constexpr double kMicrovolts = 1e6;

// The averages of one person, and where they are from.
struct Person {
  const AverageFile* file = nullptr;
  std::vector<eeg::Evoked> averages;
  const std::filesystem::path& path() const { return file->path; }
};

std::map<std::string, Person> by_person(std::span<const AverageFile> files) {
  std::map<std::string, Person> people;
  for (const AverageFile& file : files) {
    std::set<std::string> here;
    for (const eeg::Evoked& average : file.averages) {
      const std::string& id = average.labels.participant_id;
      if (id.empty())
        throw input_error(file.path,
                          "an average without a participant_id; expected one for each; make it from a file "
                          "named sub-LABEL_...");
      const auto [entry, is_new] = people.try_emplace(id, Person{&file, {}});
      if (!is_new && !here.contains(id))
        throw input_error(
            file.path, fmt::format("{} is also in {}; expected each person once", id, describe(entry->second.path())));
      here.insert(id);
      for (const eeg::Evoked& other : entry->second.averages)
        if (other.condition == average.condition)
          throw input_error(file.path,
                            fmt::format("{} has condition '{}' twice; expected one average of each condition, "
                                        "of one session and run",
                                        id, average.condition));
      entry->second.averages.push_back(average);
    }
  }
  return people;
}

std::vector<double> times_of(const AverageFile& file) {
  if (!file.times_ms.empty()) return file.times_ms;
  std::vector<double> out;
  const eeg::TimeAxis& times = file.averages.front().times;
  for (Eigen::Index i = 0; i < times.samples; ++i) out.push_back(times.at(i).count());
  return out;
}

// Places of the numbers in [low, high]; none is an input error.
std::vector<std::size_t> within(const std::vector<double>& all, std::optional<double> low, std::optional<double> high,
                                const char* what, const std::filesystem::path& path) {
  const double slack = 1e-9 * (std::abs(all.front()) + std::abs(all.back()));  // they are rounded numbers
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < all.size(); ++i)
    if ((!low || all[i] >= *low - slack) && (!high || all[i] <= *high + slack)) out.push_back(i);
  if (out.empty())
    throw input_error(
        path, fmt::format("nothing from {} to {} {}; the averages go from {} to {} {}", low.value_or(all.front()),
                          high.value_or(all.back()), what, all.front(), all.back(), what));
  return out;
}

std::optional<double> number(const std::optional<Milliseconds>& x) {
  return x ? std::optional<double>(x->count()) : std::nullopt;
}
std::optional<double> number(const std::optional<Hertz>& x) {
  return x ? std::optional<double>(x->value()) : std::nullopt;
}

// Sets times, frequencies and grid, and gives the columns of the averages that are looked at, in the grid's order.
std::vector<Eigen::Index> choose_columns(People& people, const AverageFile& file, const Selection& selection) {
  const std::vector<double> times = times_of(file);
  const auto chosen = within(times, number(selection.from), number(selection.to), "ms", file.path);
  std::vector<std::size_t> bands{0};
  if (!file.frequencies_hz.empty()) {
    bands = within(file.frequencies_hz, number(selection.lowest), number(selection.highest), "Hz", file.path);
    for (const std::size_t band : bands) people.frequencies_hz.push_back(file.frequencies_hz[band]);
  } else if (selection.lowest || selection.highest) {
    throw usage_error(
        "frequencies are asked for, but the files hold waveforms; expected arrays of attune spectrum "
        "wavelets");
  }
  for (const std::size_t time : chosen) people.times_ms.push_back(times[time]);
  people.unit = file.unit;
  people.grid = {static_cast<Eigen::Index>(people.channels.size()), static_cast<Eigen::Index>(bands.size()),
                 static_cast<Eigen::Index>(chosen.size())};
  std::vector<Eigen::Index> out;
  for (const std::size_t band : bands)
    for (const std::size_t time : chosen) out.push_back(static_cast<Eigen::Index>(band * times.size() + time));
  return out;
}

// Each channel's waveform of one person, in the unit of the file (volts of waveforms); empty where there is none.
struct Waves {
  std::vector<std::string> channels;
  std::vector<Eigen::RowVectorXd> waveforms;
  std::string unusable;  // why, if all are
};

Waves waves_of(const Person& person, const Selection& selection, Warnings& warnings) {
  erp::WaveChoice choice;
  choice.channels = selection.channels;
  if (selection.difference) {
    choice.differences = {*selection.difference};
    choice.only_derived = true;
  }
  Waves out;
  bool is_there = false;
  for (const erp::Wave& wave : erp::choose_waves(person.averages, choice, describe(person.path()), warnings)) {
    if (wave.condition != selection.condition) continue;
    is_there = true;
    out.channels.push_back(wave.site);
    out.waveforms.push_back(wave.unusable.empty() ? erp::waveform_of(wave, person.averages) : Eigen::RowVectorXd());
    if (wave.unusable.empty())
      out.unusable = "n/a";
    else if (out.unusable.empty())
      out.unusable = wave.unusable;
  }
  if (out.unusable == "n/a") out.unusable.clear();
  if (!is_there) out.unusable = fmt::format("no condition '{}'", selection.condition);
  return out;
}

void check_shape(const Person& person, const Person& first) {
  const AverageFile &here = *person.file, &there = *first.file;
  for (const eeg::Evoked& average : person.averages) {
    const eeg::TimeAxis &times = average.times, &others = first.averages.front().times;
    if (times == others) continue;
    throw input_error(
        here.path,
        fmt::format(
            "{} samples from {} ms at {} Hz; {} has {} from {} ms at {} Hz; expected the same times in all files",
            times.samples, times.at(0).count(), times.sampling_frequency.value(), describe(there.path), others.samples,
            others.at(0).count(), others.sampling_frequency.value()));
  }
  if (here.frequencies_hz != there.frequencies_hz || here.times_ms != there.times_ms || here.unit != there.unit)
    throw input_error(here.path, fmt::format("other frequencies, times or unit ({}) than {} ({}); expected the same in "
                                             "all files",
                                             here.unit, describe(there.path), there.unit));
}

void put_waves(People& people, const Waves& waves, const std::vector<Eigen::Index>& columns, Eigen::Index person) {
  for (std::size_t i = 0; i < waves.channels.size(); ++i) {
    const auto found = std::find(people.channels.begin(), people.channels.end(), waves.channels[i]);
    if (found == people.channels.end() || waves.waveforms[i].size() == 0) continue;
    const Eigen::Index first = people.grid.point(found - people.channels.begin(), 0, 0);
    for (std::size_t k = 0; k < columns.size(); ++k)
      people.values(first + static_cast<Eigen::Index>(k), person) = waves.waveforms[i](columns[k]);
  }
}

void keep_people(People& people, const std::vector<Eigen::Index>& columns) {
  std::vector<std::string> participants;
  Eigen::MatrixXd values(people.values.rows(), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    values.col(static_cast<Eigen::Index>(i)) = people.values.col(columns[i]);
    participants.push_back(people.participants[static_cast<std::size_t>(columns[i])]);
  }
  people.values = std::move(values);
  people.participants = std::move(participants);
}

}  // namespace

People gather(std::span<const AverageFile> files, const Selection& selection) {
  const std::map<std::string, Person> persons = by_person(files);
  if (persons.empty()) throw usage_error("no averages; expected a file of averages of each person");
  const Person& first = persons.begin()->second;
  People out;
  std::vector<Waves> all;
  for (const auto& [id, person] : persons) {
    check_shape(person, first);
    all.push_back(waves_of(person, selection, out.warnings));
    if (!all.back().unusable.empty()) {
      out.left_out.push_back({id, all.back().unusable});
      all.pop_back();
      continue;
    }
    out.participants.push_back(id);
    for (const std::string& channel : all.back().channels)
      if (std::find(out.channels.begin(), out.channels.end(), channel) == out.channels.end())
        out.channels.push_back(channel);
  }
  if (all.empty())
    throw input_error(
        first.path(),
        fmt::format("nobody has averages of '{}' ({}: {}); expected a condition of the files", selection.condition,
                    out.left_out.front().participant_id, out.left_out.front().reason));
  std::sort(out.warnings.begin(), out.warnings.end());
  out.warnings.erase(std::unique(out.warnings.begin(), out.warnings.end()), out.warnings.end());
  const std::vector<Eigen::Index> columns = choose_columns(out, *first.file, selection);
  out.values = Eigen::MatrixXd::Constant(out.grid.points(), static_cast<Eigen::Index>(all.size()),
                                         std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < all.size(); ++i) put_waves(out, all[i], columns, static_cast<Eigen::Index>(i));
  if (out.frequencies_hz.empty()) out.values *= kMicrovolts;
  return out;
}

Warnings lacking(const People& people) {
  std::vector<std::string> words;
  for (Eigen::Index channel = 0; channel < people.grid.channels; ++channel) {
    const auto rows =
        people.values.middleRows(people.grid.point(channel, 0, 0), people.grid.frequencies * people.grid.times);
    const Eigen::Index without = rows.array().isNaN().colwise().all().count();
    if (without > 0)
      words.push_back(fmt::format("{} ({})", people.channels[static_cast<std::size_t>(channel)], without));
  }
  if (words.empty()) return {};
  return {
      fmt::format("channels that are not tested because some of {} people lack them or have them bad: {}; "
                  "interpolate them when the recordings are cleaned",
                  people.participants.size(), fmt::join(words, ", "))};
}

Design divide(People& people, const bids::Participants& table, const Grouping& grouping, Statistic statistic) {
  if (grouping.levels.size() != 2 || grouping.levels[0] == grouping.levels[1])
    throw usage_error(fmt::format("--levels {}; expected two different levels of '{}', as A,B",
                                  fmt::join(grouping.levels, ","), grouping.by));
  for (const std::string& level : grouping.levels) bids::require_level(table, grouping.by, level);
  std::vector<Eigen::Index> a, b;
  for (std::size_t i = 0; i < people.participants.size(); ++i) {
    const bids::Group group = bids::group_of(table, grouping.by, people.participants[i]);
    const auto column = static_cast<Eigen::Index>(i);
    if (!group.left_out.empty())
      people.left_out.push_back({people.participants[i], group.left_out});
    else if (group.name == grouping.levels[0])
      a.push_back(column);
    else if (group.name == grouping.levels[1])
      b.push_back(column);
    else
      people.left_out.push_back({people.participants[i], fmt::format("{}: {}", grouping.by, group.name)});
  }
  Design design{statistic, std::vector<bool>(a.size(), true)};
  design.in_a.resize(a.size() + b.size(), false);
  a.insert(a.end(), b.begin(), b.end());
  keep_people(people, a);
  return design;
}

}  // namespace attune::cluster
