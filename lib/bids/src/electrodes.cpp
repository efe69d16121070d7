#include <fmt/format.h>

#include <array>
#include <cmath>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/bids/tables.hpp"
#include "attune/table/delimited.hpp"

namespace attune::bids {
namespace {

void check_unique(const Table& table, const std::vector<std::string>& names) {
  std::set<std::string_view> seen;
  for (std::size_t row = 0; row < names.size(); ++row) {
    if (is_missing(names[row])) table.throw_at(row, "name", "is missing; every row needs a name");
    if (!seen.insert(names[row]).second)
      table.throw_at(row, "name", fmt::format("{} is there twice; names are unique", in_quotes(names[row])));
  }
}

std::string present(const std::string& cell) { return is_missing(cell) ? "" : cell; }

// Millimetres per unit.
double scale_of(const std::string& units, const std::filesystem::path& path) {
  if (units == "mm") return 1;
  if (units == "cm") return 10;
  if (units == "m") return 1000;
  throw input_error(path, fmt::format("coordinate units are {}, expected m, cm or mm", in_quotes(units)));
}

std::string field(const Metadata& metadata, const std::string& name, const std::filesystem::path& path) {
  constexpr std::array<const char*, 4> kModalities = {"EEG", "iEEG", "MEG", "NIRS"};
  for (const char* modality : kModalities)
    if (const auto text = metadata.text(modality + name)) return *text;
  throw input_error(path,
                    fmt::format("lacks {}, without which coordinates mean nothing; add it", in_quotes("EEG" + name)));
}

}  // namespace

std::vector<ChannelInfo> read_channels(const std::filesystem::path& path) {
  const Table table = read_table(path, {.separator = '\t'});
  const std::vector<std::string> names = table.text("name");
  check_unique(table, names);
  const std::vector<std::string> types = table.text("type"), units = table.text("units");
  const bool has_status = table.has("status"), has_reason = table.has("status_description");
  std::vector<ChannelInfo> out;
  for (std::size_t row = 0; row < names.size(); ++row) {
    ChannelInfo info{names[row], present(types[row]), present(units[row]), "", ""};
    if (has_status) info.status = present(table.column("status").cell(row));
    if (has_reason) info.status_description = present(table.column("status_description").cell(row));
    if (!info.status.empty() && info.status != "good" && info.status != "bad")
      table.throw_at(row, "status", fmt::format("is {}, expected good, bad or n/a", in_quotes(info.status)));
    out.push_back(std::move(info));
  }
  return out;
}

Electrodes read_electrodes(const std::filesystem::path& path, const std::filesystem::path& coordinate_system) {
  const Metadata metadata = read_metadata(coordinate_system);
  Electrodes out;
  out.coordinate_system = field(metadata, "CoordinateSystem", coordinate_system);
  out.units = field(metadata, "CoordinateUnits", coordinate_system);
  const double scale = scale_of(out.units, coordinate_system);
  const Table table = read_table(path, {.separator = '\t'});
  const std::vector<std::string> names = table.text("name");
  check_unique(table, names);
  const std::vector<double> x = table.numbers("x"), y = table.numbers("y"), z = table.numbers("z");
  for (std::size_t row = 0; row < names.size(); ++row) {
    const int known = (std::isnan(x[row]) ? 0 : 1) + (std::isnan(y[row]) ? 0 : 1) + (std::isnan(z[row]) ? 0 : 1);
    if (known != 0 && known != 3) table.throw_at(row, "x", "some of x, y and z are n/a; give all three or none");
    out.electrodes.push_back({names[row], x[row] * scale, y[row] * scale, z[row] * scale});
  }
  return out;
}

}  // namespace attune::bids
