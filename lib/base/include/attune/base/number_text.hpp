#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace attune {

/// The whole of `text` as a finite or infinite number, locale-free ("1.5", "-2e-3", "inf"); leading '+' allowed.
/// Nothing for empty text, NaN spellings, surrounding blanks or trailing characters.
std::optional<double> parse_double(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);

/// The shortest text that reads back to the same double; NaN is "n/a", infinities "inf" and "-inf", -0 is "-0".
std::string format_double(double value);

/// True for the spellings of a missing value: "", "n/a", "N/A", "NA", "NaN", "nan".
bool is_missing(std::string_view text);

/// Blanks, tabs and line ends removed at both ends.
std::string_view trimmed(std::string_view text);

/// True for a BIDS label: one or more of [A-Za-z0-9]. Anything that becomes part of a path is checked with this.
bool is_label(std::string_view text);

}  // namespace attune
