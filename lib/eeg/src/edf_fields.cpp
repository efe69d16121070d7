#include "edf_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "edf_header.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

/// Where a field stands: in the fixed part, or at `start` x signals after it, one after another.
struct Layout {
  const char* name;
  std::size_t start, width;
  bool per_signal;
};
constexpr std::array<Layout, 12> kLayouts{{{"number of header bytes", 184, 8, false},
                                           {"reserved field", 192, 44, false},
                                           {"number of records", 236, 8, false},
                                           {"duration of a record", 244, 8, false},
                                           {"number of signals", 252, 4, false},
                                           {"label", 0, 16, true},
                                           {"unit", 96, 8, true},
                                           {"physical minimum", 104, 8, true},
                                           {"physical maximum", 112, 8, true},
                                           {"digital minimum", 120, 8, true},
                                           {"digital maximum", 128, 8, true},
                                           {"samples per record", 216, 8, true}}};
constexpr std::size_t kFixed = 256;

const Layout& layout_of(EdfField field) { return kLayouts[static_cast<std::size_t>(field)]; }

std::string_view plain(std::string_view text) {
  constexpr std::string_view kBlank(" \t\r\n\0", 5);
  text = text.substr(0, text.find('\0'));
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

}  // namespace

EdfFields::EdfFields(std::span<const std::byte> bytes, std::filesystem::path path)
    : bytes_(bytes), path_(std::move(path)) {
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()), std::min<std::size_t>(bytes.size(), 8));
  if (!is_edf(start))
    throw input_error(
        path_, at_byte(0),
        fmt::format("begins with {}, expected '0       ' (EDF) or '\\xffBIOSEMI' (BDF)", in_quotes(start)));
  if (bytes.size() < kFixed)
    throw input_error(path_, at_byte(bytes.size()), fmt::format("ends within its header of at least {} bytes", kFixed));
  signals_ = static_cast<std::size_t>(whole_number(EdfField::signals, 1));
  if (bytes.size() < header_bytes())
    throw input_error(path_, at_byte(bytes.size()),
                      fmt::format("ends within its header, which takes {} bytes for {} signals; it was cut short: copy "
                                  "it again",
                                  header_bytes(), signals_));
  if (const std::int64_t stated = whole_number(EdfField::header_bytes, 0);
      static_cast<std::size_t>(stated) != header_bytes())
    refuse(EdfField::header_bytes, 0, fmt::format("{} for {} signals", header_bytes(), signals_));
}

std::size_t EdfFields::position(EdfField field, std::size_t signal) const {
  const Layout& layout = layout_of(field);
  return layout.per_signal ? kFixed + layout.start * signals_ + layout.width * signal : layout.start;
}

std::string EdfFields::text(EdfField field, std::size_t signal) const {
  const std::string_view raw =
      plain({reinterpret_cast<const char*>(bytes_.data()) + position(field, signal), layout_of(field).width});
  return is_utf8(raw) ? std::string(raw) : cp1252_to_utf8(raw);
}

double EdfFields::number(EdfField field, std::size_t signal) const {
  std::string stated = text(field, signal);
  std::replace(stated.begin(), stated.end(), ',', '.');
  const std::optional<double> value = parse_double(stated);
  if (!value || !std::isfinite(*value)) refuse(field, signal, "a number");
  return *value;
}

std::int64_t EdfFields::whole_number(EdfField field, std::size_t signal, std::int64_t least) const {
  const std::optional<std::int64_t> value = parse_integer(text(field, signal));
  if (!value || *value < least) refuse(field, signal, fmt::format("a whole number of at least {}", least));
  return *value;
}

void EdfFields::refuse(EdfField field, std::size_t signal, const std::string& expected) const {
  const Layout& layout = layout_of(field);
  const std::string whose =
      layout.per_signal ? fmt::format(" of signal {} ({})", signal + 1, in_quotes(text(EdfField::label, signal))) : "";
  throw input_error(
      path_, at_byte(position(field, signal)),
      fmt::format("{}{} is {}, expected {}", layout.name, whose, in_quotes(text(field, signal)), expected));
}

}  // namespace attune::eeg
