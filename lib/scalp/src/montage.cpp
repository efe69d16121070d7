#include "attune/scalp/montage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>
#include <optional>
#include <unordered_map>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "standard_tables.hpp"

namespace attune::scalp {
namespace {

enum class Kind { cartesian, angles };

struct Standard {
  std::string_view name, table, source;
  Kind kind = Kind::cartesian;
  std::string_view subset{};  // names; empty: all
};

constexpr std::string_view kColin = "Oostenveld & Praamstra (2001), Colin27 scalp in MNI space";
constexpr std::string_view kBiosemi = "BioSemi's cap coordinates (angles), radius 95 mm";
constexpr std::string_view kEasycap = "EasyCap's layout (angles), radius 95 mm";
constexpr std::string_view kHydrocel = "EGI's HydroCel positions on the maker's average head";
constexpr std::string_view kNames1020 = "Fp1 Fpz Fp2 F7 F3 Fz F4 F8 T7 C3 Cz C4 T8 P7 P3 Pz P4 P8 O1 Oz O2 A1 A2 M1 M2";

const std::vector<Standard>& standards() {
  static const std::vector<Standard> all = {
      {"10-20", kTable1005, kColin, Kind::cartesian, kNames1020},
      {"10-10", kTable1005, kColin, Kind::cartesian, kNames1010},
      {"10-05", kTable1005, kColin},
      {"biosemi-16", kBiosemi16, kBiosemi, Kind::angles},
      {"biosemi-32", kBiosemi32, kBiosemi, Kind::angles},
      {"biosemi-64", kBiosemi64, kBiosemi, Kind::angles},
      {"biosemi-128", kBiosemi128, kBiosemi, Kind::angles},
      {"biosemi-160", kBiosemi160, kBiosemi, Kind::angles},
      {"biosemi-256", kBiosemi256, kBiosemi, Kind::angles},
      {"easycap-M1", kEasycapM1, kEasycap, Kind::angles},
      {"easycap-M10", kEasycapM10, kEasycap, Kind::angles},
      {"hydrocel-32", kHydrocel32, kHydrocel},
      {"hydrocel-64", kHydrocel64, kHydrocel},
      {"hydrocel-128", kHydrocel128, kHydrocel},
      {"hydrocel-256", kHydrocel256, kHydrocel},
  };
  return all;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \n", at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

// Inclination from Cz (negative on the left) and azimuth, as on the caps: x to the right, y to the nose.
Eigen::RowVector3d from_angles(double inclination, double azimuth) {
  const double theta = inclination * std::numbers::pi / 180.0, phi = azimuth * std::numbers::pi / 180.0;
  return kCapRadiusMm *
         Eigen::RowVector3d(std::sin(theta) * std::cos(phi), std::sin(theta) * std::sin(phi), std::cos(theta));
}

Montage parse(const Standard& standard) {
  const std::vector<std::string_view> tokens = words(standard.table);
  const std::size_t numbers = standard.kind == Kind::cartesian ? 3 : 2;
  const std::size_t rows = tokens.size() / (numbers + 1);
  Montage out;
  out.name = standard.name;
  out.source = standard.source;
  out.positions.resize(static_cast<Eigen::Index>(rows), 3);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string_view* entry = &tokens[row * (numbers + 1)];
    const auto number = [&](std::size_t i) { return parse_double(entry[i]).value(); };
    out.names.emplace_back(entry[0]);
    out.positions.row(static_cast<Eigen::Index>(row)) = standard.kind == Kind::cartesian
                                                            ? Eigen::RowVector3d(number(1), number(2), number(3))
                                                            : from_angles(number(1), number(2));
  }
  return out;
}

// Lower case, without `-`, `_` and blanks, MNE's and the makers' other words undone.
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (c != '-' && c != '_' && c != ' ') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (out.starts_with("gsnhydrocel")) out.erase(0, 3);
  static const std::unordered_map<std::string, std::string> others = {
      {"standard1020", "1010"},        {"standard1005", "1005"},     {"hydrocel641.0", "hydrocel64"},
      {"hydrocel651.0", "hydrocel64"}, {"hydrocel65", "hydrocel64"}, {"hydrocel129", "hydrocel128"},
      {"hydrocel257", "hydrocel256"}};
  const auto other = others.find(out);
  return other == others.end() ? out : other->second;
}

}  // namespace

std::vector<std::string> montage_names() {
  std::vector<std::string> out;
  for (const Standard& standard : standards()) out.emplace_back(standard.name);
  return out;
}

Montage montage(std::string_view name) {
  const std::string wanted = plain(name);
  for (const Standard& standard : standards()) {
    if (plain(standard.name) != wanted) continue;
    Montage all = parse(standard);
    if (standard.subset.empty()) return all;
    std::vector<std::string> names;
    for (const std::string_view word : words(standard.subset)) names.emplace_back(word);
    all.positions = positions_of(all, names);
    all.names = std::move(names);
    return all;
  }
  throw usage_error(fmt::format("unknown montage {}{}", in_quotes(name), suggestion(name, montage_names())));
}

Positions positions_of(const Montage& montage, const std::vector<std::string>& electrodes) {
  Positions out(static_cast<Eigen::Index>(electrodes.size()), 3);
  for (std::size_t i = 0; i < electrodes.size(); ++i) {
    const auto found = std::find(montage.names.begin(), montage.names.end(), electrodes[i]);
    if (found == montage.names.end())
      throw Error(Fault::input, fmt::format("montage {} has no electrode {}{}", montage.name, in_quotes(electrodes[i]),
                                            suggestion(electrodes[i], montage.names)));
    out.row(static_cast<Eigen::Index>(i)) = montage.positions.row(found - montage.names.begin());
  }
  return out;
}

}  // namespace attune::scalp
