#include "attune/eeg/identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <optional>
#include <span>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "brainvision_header.hpp"
#include "brainvision_text.hpp"
#include "companion_file.hpp"
#include "edf_header.hpp"
#include "fif_tags.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

using Fields = std::vector<IdentityField>;

void add(Fields& out, const char* name, std::string_view raw) {
  const std::string_view text = trimmed(raw.substr(0, raw.find('\0')));
  const bool is_unknown = std::all_of(text.begin(), text.end(), [](char c) { return c == 'X' || c == ' '; });
  if (text.empty() || is_unknown) return;
  out.push_back({name, one_line(is_utf8(text) ? std::string(text) : cp1252_to_utf8(text))});
}

/// A text field at a fixed place.
struct FixedField {
  const char* name;
  std::size_t at, width;
};

void add_fixed(Fields& out, std::string_view header, std::span<const FixedField> places) {
  for (const FixedField& place : places)
    if (header.size() >= place.at + place.width) add(out, place.name, header.substr(place.at, place.width));
}

constexpr std::array<FixedField, 4> kEdf{{{"identity_patient", 8, 80},
                                          {"identity_recording", 88, 80},
                                          {"identity_date", 168, 8},
                                          {"identity_time", 176, 8}}};
constexpr std::array<FixedField, 8> kNeuroscan{{{"identity_subject", 21, 20},
                                                {"identity_operator", 41, 20},
                                                {"identity_doctor", 61, 20},
                                                {"identity_referral", 81, 20},
                                                {"identity_hospital", 101, 20},
                                                {"identity_patient", 121, 20},
                                                {"identity_date", 225, 10},
                                                {"identity_time", 235, 12}}};

struct Tag {
  std::int32_t kind;
  const char* name;
};
constexpr std::array<Tag, 7> kFif{{{206, "identity_description"},
                                   {212, "identity_experimenter"},
                                   {401, "identity_first_name"},
                                   {402, "identity_middle_name"},
                                   {403, "identity_last_name"},
                                   {409, "identity_comment"},
                                   {410, "identity_subject"}}};

constexpr std::int32_t kDescription = 206;  // elsewhere it holds the texts of annotations

Fields fif_identity(const std::filesystem::path& path) {
  Fields out;
  const std::vector<std::byte> bytes = read_bytes(path);
  for (const FifTag& tag : fif_tags(bytes, path)) {
    for (const auto& [kind, name] : kFif)
      if (tag.kind == kind && tag.type == fif::kString && (kind != kDescription || tag.block == fif::kMeasurementInfo))
        add(out, name, fif_text(tag));
    constexpr std::int32_t kBirthday = 404;
    if (tag.type != fif::kInt || tag.value.empty()) continue;
    if (tag.kind == kBirthday)
      add(out, "identity_birthday", fmt::format("Julian day {}", fif_integers(tag, path, "birthday").at(0)));
    if (tag.kind == fif::kMeasurementDate && tag.block == fif::kMeasurementInfo)
      add(out, "identity_date", fmt::format("{} s after 1970", fif_integers(tag, path, "date").at(0)));
  }
  return out;
}

Fields brainvision_identity(const std::filesystem::path& path) {
  Fields out;
  const BrainVisionHeader header = parse_brainvision_header(read_text(path), path);
  if (header.marker_file.empty()) return out;
  Warnings ignored;
  const std::filesystem::path markers = find_companion(path, header.marker_file, "marker file", {".vmrk"}, ignored);
  const BrainVisionText text = parse_brainvision_text(read_text(markers), markers, "Marker File");
  for (const BrainVisionEntry& entry : text.section("Marker Infos").entries) {
    const std::vector<std::string> fields = brainvision_fields(entry.value);
    constexpr std::size_t kDate = 5;
    if (fields.size() > kDate) add(out, "identity_date", fields[kDate]);
  }
  return out;
}

}  // namespace

std::vector<IdentityField> header_identity(const std::filesystem::path& path) {
  Fields out;
  std::string header(900, '\0');
  std::ifstream(path, std::ios::binary).read(header.data(), static_cast<std::streamsize>(header.size()));
  const std::string extension = path.extension().string();
  if (is_edf(header)) add_fixed(out, header, kEdf);
  if (header.starts_with("Version ") && same_word(extension, ".cnt")) add_fixed(out, header, kNeuroscan);
  if (same_word(extension, ".fif")) return fif_identity(path);
  if (same_word(extension, ".vhdr")) return brainvision_identity(path);
  return out;
}

Record to_record(const std::vector<IdentityField>& fields, bool show) {
  Record out;
  for (const IdentityField& field : fields) {
    const auto same = std::count_if(out.begin(), out.end(),
                                    [&field](const auto& other) { return other.first.starts_with(field.name); });
    const std::string name = same == 0 ? field.name : fmt::format("{}_{}", field.name, same + 1);
    out.emplace_back(name,
                     show ? field.value : fmt::format("masked, {} characters (--show-identity)", field.value.size()));
  }
  return out;
}

}  // namespace attune::eeg
