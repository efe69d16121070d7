#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "attune/scalp/montage.hpp"
#include "attune/table/delimited.hpp"

namespace attune::scalp {
namespace {

constexpr std::uintmax_t kMostBytes = 16u << 20;  // of a file of positions; real ones are a few kB

struct Line {
  std::size_t number;
  std::vector<std::string> words;
};

// Lines with words, `#` and `//` comments left out.
std::vector<Line> lines_of(const std::filesystem::path& path) {
  const std::string text = read_text(path, kMostBytes);
  std::vector<Line> out;
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0, number = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    ++number;
    Line line{number, {}};
    std::string word;
    for (std::size_t i = at; i <= end; ++i) {
      const char c = i < end ? text[i] : ' ';
      if (c != ' ' && c != '\t') {
        word += c;
      } else if (!word.empty()) {
        line.words.push_back(std::move(word));
        word.clear();
      }
    }
    if (!line.words.empty() && !line.words[0].starts_with('#') && !line.words[0].starts_with("//"))
      out.push_back(std::move(line));
    at = end + (text.compare(end, 2, "\r\n") == 0 ? 2 : 1);
  }
  return out;
}

bool is_fiducial(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::array<std::string_view, 9> names = {"nz",    "lpa",    "rpa",       "nasion", "fidnz",
                                                     "fidt9", "fidt10", "headshape", "nas"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Electrodes as they are read; unit still the file's.
struct Reading {
  const std::filesystem::path& path;
  Montage montage;
  std::vector<Eigen::RowVector3d> rows;
  std::set<std::string> seen;
  std::size_t without = 0;

  double number(const Line& line, std::size_t word) const {
    if (word >= line.words.size())
      throw input_error(path, at_line(line.number),
                        fmt::format("{} values, expected at least {}", line.words.size(), word + 1));
    const std::optional<double> value = parse_double(line.words[word]);
    if (!value || !std::isfinite(*value))
      throw input_error(path, at_line(line.number),
                        fmt::format("{} is not a finite number; expected a coordinate", in_quotes(line.words[word])));
    return *value;
  }
  void add(std::size_t line, const std::string& name, const Eigen::RowVector3d& position) {
    if (is_fiducial(name)) return;
    if (!seen.insert(name).second)
      throw input_error(path, at_line(line), fmt::format("electrode {} is there twice", in_quotes(name)));
    montage.names.push_back(name);
    rows.push_back(position);
  }
};

// The millimetres in one unit of the file, from the median distance from the origin.
double inferred_scale(Reading& reading) {
  std::vector<double> radii;
  for (const Eigen::RowVector3d& row : reading.rows) radii.push_back(row.norm());
  std::nth_element(radii.begin(), radii.begin() + static_cast<std::ptrdiff_t>(radii.size() / 2), radii.end());
  const double radius = radii[radii.size() / 2];
  struct Unit {
    const char* name;
    double millimetres;
  };
  for (const Unit& unit : {Unit{"mm", 1.0}, Unit{"cm", 10.0}, Unit{"m", 1000.0}})
    if (radius * unit.millimetres >= 70.0 && radius * unit.millimetres <= 130.0) {
      reading.montage.source =
          fmt::format("{}, taken as {} (median radius {:.4g})", reading.path.filename().string(), unit.name, radius);
      return unit.millimetres;
    }
  if (radius > 0.9 && radius < 1.1) {
    reading.montage.source =
        fmt::format("{}, a unit sphere put at {} mm", reading.path.filename().string(), kCapRadiusMm);
    return kCapRadiusMm;
  }
  throw input_error(reading.path,
                    fmt::format("the median distance of the electrodes from the origin is {:.4g}, expected "
                                "that of a head in m, cm or mm (70 to 130 mm) or 1; check the unit",
                                radius));
}

void read_sfp(Reading& reading) {
  for (const Line& line : lines_of(reading.path))
    reading.add(line.number, line.words[0],
                {reading.number(line, 1), reading.number(line, 2), reading.number(line, 3)});
}

// `Positions` lines, with or without "name :" in front, then `Labels`.
std::optional<double> read_elc(Reading& reading) {
  std::optional<double> scale;
  std::vector<std::pair<Line, std::string>> positions;  // with the name before the colon, if any
  std::vector<std::string> labels;
  enum { header, in_positions, in_labels } part = header;
  for (Line& line : lines_of(reading.path)) {
    const std::string& first = line.words[0];
    if (first == "UnitPosition") {
      const std::string unit = line.words.size() > 1 ? line.words[1] : "";
      if (unit != "mm" && unit != "m" && unit != "cm")
        throw input_error(reading.path, at_line(line.number),
                          fmt::format("UnitPosition is {}, expected mm, cm or m", in_quotes(unit)));
      scale = unit == "mm" ? 1.0 : unit == "cm" ? 10.0 : 1000.0;
    } else if (first == "Positions") {
      part = in_positions;
    } else if (first == "Labels") {
      part = in_labels;
    } else if (part == in_positions) {
      std::string name;
      if (line.words.size() > 1 && line.words[1] == ":") {
        name = line.words[0];
        line.words.erase(line.words.begin(), line.words.begin() + 2);
      }
      positions.emplace_back(line, name);
    } else if (part == in_labels) {
      labels.insert(labels.end(), line.words.begin(), line.words.end());
    }
  }
  const bool named = !positions.empty() && !positions[0].second.empty();
  if (!named && labels.size() != positions.size())
    throw input_error(reading.path, fmt::format("{} positions and {} labels, expected as many of either",
                                                positions.size(), labels.size()));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const Line& line = positions[i].first;
    reading.add(line.number, named ? positions[i].second : labels[i],
                {reading.number(line, 0), reading.number(line, 1), reading.number(line, 2)});
  }
  return scale;
}

// EEGLAB's polar notation: number, angle (degrees from the nose, clockwise), radius (0.5 is the equator), name.
void read_locs(Reading& reading) {
  for (const Line& line : lines_of(reading.path)) {
    const double angle = reading.number(line, 1) * std::numbers::pi / 180.0;
    const double inclination = reading.number(line, 2) * std::numbers::pi;
    if (line.words.size() < 4)
      throw input_error(reading.path, at_line(line.number),
                        fmt::format("{} values, expected number, angle, radius and name", line.words.size()));
    std::string name = line.words[3];
    while (!name.empty() && name.back() == '.') name.pop_back();  // names are padded with dots
    reading.add(
        line.number, name,
        {std::sin(inclination) * std::sin(angle), std::sin(inclination) * std::cos(angle), std::cos(inclination)});
  }
}

void read_theta_phi(Reading& reading) {
  bool heading = true;
  for (const Line& line : lines_of(reading.path)) {
    if (std::exchange(heading, false) && (line.words.size() < 2 || !parse_double(line.words[1]))) continue;
    const double theta = reading.number(line, 1) * std::numbers::pi / 180.0;
    const double phi = reading.number(line, 2) * std::numbers::pi / 180.0;
    reading.add(line.number, line.words[0],
                {std::sin(theta) * std::cos(phi), std::sin(theta) * std::sin(phi), std::cos(theta)});
  }
}

void read_columns(Reading& reading) {
  const Table table = read_table(reading.path);
  const std::string name_column = table.has("name") || !table.has("label") ? "name" : "label";
  const std::vector<std::string> names = table.text(name_column);
  const std::vector<double> x = table.numbers("x"), y = table.numbers("y"), z = table.numbers("z");
  for (std::size_t row = 0; row < names.size(); ++row) {
    if (std::isnan(x[row]) || std::isnan(y[row]) || std::isnan(z[row])) {
      ++reading.without;
      continue;
    }
    if (!std::isfinite(x[row] + y[row] + z[row])) table.throw_at(row, "x", "a coordinate is infinite");
    if (is_missing(names[row])) table.throw_at(row, name_column, "the electrode has no name");
    if (!is_fiducial(names[row]) && reading.seen.contains(names[row]))
      table.throw_at(row, name_column, "the electrode is there twice");
    reading.add(row + 2, names[row], {x[row], y[row], z[row]});
  }
}

}  // namespace

Montage read_montage(const std::filesystem::path& path) {
  std::string kind = path.extension().string();
  std::transform(kind.begin(), kind.end(), kind.begin(), [](unsigned char c) { return std::tolower(c); });
  Reading reading{path, {}, {}, {}, 0};
  std::optional<double> scale;
  if (kind == ".sfp") {
    read_sfp(reading);
  } else if (kind == ".elc") {
    scale = read_elc(reading);
  } else if (kind == ".loc" || kind == ".locs") {
    read_locs(reading);
  } else if (kind == ".txt") {
    read_theta_phi(reading);
  } else if (kind == ".tsv" || kind == ".csv") {
    read_columns(reading);
  } else {
    throw input_error(path,
                      fmt::format("electrode positions end in {}, expected .sfp, .elc, .loc, .locs, .txt, .tsv or "
                                  ".csv",
                                  in_quotes(kind)));
  }
  if (reading.rows.empty()) throw input_error(path, "no electrode has a position in this file");
  Montage out = reading.montage;
  out.name = path.stem().string();
  if (!scale) {
    scale = inferred_scale(reading);
    out.source = reading.montage.source;
  } else {
    out.source = path.filename().string();
  }
  out.positions.resize(static_cast<Eigen::Index>(reading.rows.size()), 3);
  for (std::size_t i = 0; i < reading.rows.size(); ++i)
    out.positions.row(static_cast<Eigen::Index>(i)) = *scale * reading.rows[i];
  if (reading.without > 0)
    out.warnings.push_back(
        fmt::format("{}: {} electrodes have no position (n/a) and are left out", path.string(), reading.without));
  return out;
}

}  // namespace attune::scalp
