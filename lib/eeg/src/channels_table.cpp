#include "attune/eeg/channels_table.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "attune/base/number_text.hpp"
#include "brainvision_text.hpp"
#include "potential.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

/// Row of each name; a name that occurs twice is an input error.
std::map<std::string, std::size_t> rows_by_name(const Table& table) {
  std::map<std::string, std::size_t> out;
  const std::vector<std::string> names = table.text("name");
  for (std::size_t row = 0; row < names.size(); ++row) {
    const auto [known, added] = out.emplace(names[row], row);
    if (!added)
      table.throw_at(row, "name",
                     fmt::format("{} is already in {}", in_quotes(names[row]), table.where(known->second)));
  }
  return out;
}

/// "microV", "uV" and "Microvolts" are µV.
std::optional<double> stated_volts(const std::string& stated) {
  for (const auto& [word, volts] : {std::pair("micro", 1e-6), {"milli", 1e-3}, {"nano", 1e-9}, {"", 1.0}})
    for (const char* unit : {"V", "volt", "volts"})
      if (same_word(stated, std::string(word) + unit)) return volts;
  return volts_per(plain_unit(stated));
}

/// A difference in kind is a warning here; one of size is counted, as "V" for "µV" is what some programs always write.
void merge_unit(Recording& recording, const Channel& channel, const std::string& stated, const Table& table,
                std::size_t row, std::map<std::string, std::size_t>& other_size) {
  if (is_missing(stated)) return;
  const std::optional<double> volts = stated_volts(stated);
  if (volts && channel.is_potential()) {
    if (const std::optional<double> stored = volts_per(plain_unit(channel.stored_unit)); stored && *stored != *volts)
      ++other_size[fmt::format("says {}, the file {}", stated, channel.stored_unit)];
    return;
  }
  if (volts.has_value() == channel.is_potential()) return;
  recording.warnings.push_back(
      fmt::format("{}: channel {} is in {}, the recording says {}; the recording's unit stands", table.where(row),
                  in_quotes(channel.name), in_quotes(stated), in_quotes(channel.stored_unit)));
}

bool is_bad(const Table& table, const std::vector<std::string>& status, std::size_t row) {
  if (status.empty() || is_missing(status[row]) || same_word(status[row], "good")) return false;
  if (same_word(status[row], "bad")) return true;
  table.throw_at(row, "status", fmt::format("is {}, expected good, bad or n/a", in_quotes(status[row])));
}

}  // namespace

void apply_channels_table(Recording& recording, const Table& channels) {
  std::map<std::string, std::size_t> rows = rows_by_name(channels);
  const auto optional_column = [&channels](const char* name) {
    return channels.has(name) ? channels.text(name) : std::vector<std::string>();
  };
  const std::vector<std::string> types = optional_column("type"), units = optional_column("units"),
                                 status = optional_column("status");
  for (std::size_t row = 0; row < channels.rows(); ++row) is_bad(channels, status, row);
  std::map<std::string, std::size_t> other_size;
  for (Channel& channel : recording.channels) {
    const auto found = rows.find(channel.name);
    if (found == rows.end()) {
      recording.warnings.push_back(
          fmt::format("{}: no row for channel {}", describe(channels.path()), in_quotes(channel.name)));
      continue;
    }
    const std::size_t row = found->second;
    if (!types.empty() && !is_missing(types[row])) channel.type = types[row];
    if (!units.empty()) merge_unit(recording, channel, units[row], channels, row, other_size);
    channel.bad = channel.bad || is_bad(channels, status, row);
  }
  for (const auto& [what, count] : other_size)
    recording.notes.push_back(fmt::format("{}: unit of {} of {} channels: it {}; the file's unit is used",
                                          channels.path().filename().string(), count, recording.channels.size(), what));
  for (const Channel& channel : recording.channels) rows.erase(channel.name);
  for (const auto& [name, row] : rows)
    recording.warnings.push_back(
        fmt::format("{}: channel {} is not in the recording", channels.where(row), in_quotes(name)));
}

void apply_electrodes_table(Recording& recording, const Table& electrodes, Millimetres unit, ElectrodeAxes axes) {
  std::map<std::string, std::size_t> rows = rows_by_name(electrodes);
  const std::vector<double> x = electrodes.numbers("x"), y = electrodes.numbers("y"), z = electrodes.numbers("z");
  std::size_t used = 0;
  for (Channel& channel : recording.channels) {
    const auto found = rows.find(channel.name);
    if (found == rows.end()) continue;
    ++used;
    const std::size_t row = found->second;
    if (std::isnan(x[row]) || std::isnan(y[row]) || std::isnan(z[row])) continue;
    const double mm = unit.value();
    if (axes == ElectrodeAxes::als)
      channel.position = ElectrodePosition{-y[row] * mm, x[row] * mm, z[row] * mm};
    else
      channel.position = ElectrodePosition{x[row] * mm, y[row] * mm, z[row] * mm};
  }
  if (used < rows.size())
    recording.warnings.push_back(fmt::format("{}: {} of {} electrodes are no channel of the recording",
                                             describe(electrodes.path()), rows.size() - used, rows.size()));
}

}  // namespace attune::eeg
