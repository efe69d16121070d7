#include <fmt/format.h>

#include <algorithm>

#include "attune/base/number_text.hpp"
#include "attune/overlap/correct.hpp"

namespace attune::overlap {
namespace {

std::vector<double> numbers_of(std::string_view list, std::string_view whole) {
  std::vector<double> out;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    const std::optional<double> number = parse_double(trimmed(list.substr(at, comma - at)));
    if (!number) throw usage_error(fmt::format("{}: expected numbers with commas between", in_quotes(whole)));
    out.push_back(*number);
    at = comma + 1;
  }
  return out;
}

}  // namespace

std::pair<std::string, std::vector<double>> parse_places(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || trimmed(text.substr(0, equals)).empty())
    throw usage_error(fmt::format("{}: expected FIELD=VALUE,VALUE", in_quotes(text)));
  return {std::string(trimmed(text.substr(0, equals))), numbers_of(text.substr(equals + 1), text)};
}

std::map<std::string, std::vector<double>> parse_all_places(const std::vector<std::string>& texts) {
  std::map<std::string, std::vector<double>> out;
  for (const std::string& text : texts) {
    auto [field, values] = parse_places(text);
    if (!out.emplace(field, std::move(values)).second)
      throw usage_error(fmt::format("{}: places along {} are given twice; give them with commas between",
                                    in_quotes(text), in_quotes(field)));
  }
  return out;
}

std::optional<eeg::Span> parse_baseline(std::string_view text) {
  if (text == "none") return std::nullopt;
  const std::vector<double> ends = numbers_of(text, text);
  if (ends.size() != 2) throw usage_error(fmt::format("baseline {}: expected FROM,TO in ms, or none", in_quotes(text)));
  return eeg::Span{Milliseconds(ends[0]), Milliseconds(ends[1])};
}

}  // namespace attune::overlap
