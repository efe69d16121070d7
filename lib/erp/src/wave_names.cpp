// The text forms of derived waves.
#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "attune/erp/derived.hpp"
#include "operands.hpp"

namespace attune::erp {
namespace {

struct Halves {
  std::string first, second;
};

// The text around its only `separator`; empty halves if there is not exactly one.
Halves halves(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos || text.find(separator, at + 1) != std::string_view::npos) return {};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

}  // namespace

Difference parse_difference(std::string_view text) {
  const auto [name, formula] = halves(text, '=');
  const std::size_t hyphen = formula.find('-', 1);
  if (name.empty() || hyphen == std::string::npos || hyphen + 1 == formula.size())
    throw usage_error(
        fmt::format("difference {}: expected NAME=A-B, for example effect=rejection-acceptance", in_quotes(text)));
  return {name, formula};
}

std::pair<std::string, std::string> operands_of(const Difference& difference,
                                                const std::function<bool(const std::string&)>& is_known) {
  const std::string& formula = difference.formula;
  std::vector<std::size_t> hyphens, fitting;
  for (std::size_t at = formula.find('-', 1); at != std::string::npos; at = formula.find('-', at + 1)) {
    hyphens.push_back(at);
    if (is_known(formula.substr(0, at)) && is_known(formula.substr(at + 1))) fitting.push_back(at);
  }
  if (fitting.size() > 1)
    throw usage_error(fmt::format("difference {}: {} can be read in {} ways; rename a condition",
                                  in_quotes(difference.name), in_quotes(formula), fitting.size()));
  const std::size_t at = fitting.empty() ? hyphens.at(0) : fitting.front();
  return {formula.substr(0, at), formula.substr(at + 1)};
}

Lateralisation parse_lateralisation(std::string_view text) {
  const auto [name, sides] = halves(text, '=');
  const auto [left, right] = halves(sides, ',');
  if (name.empty() || left.empty() || right.empty())
    throw usage_error(fmt::format("lateralised {}: expected NAME=LEFT,RIGHT, for example n2pc=target_left,target_right",
                                  in_quotes(text)));
  if (left == right)
    throw usage_error(fmt::format("lateralised {}: {} is both left and right; expected two conditions", in_quotes(name),
                                  in_quotes(left)));
  return {name, left, right};
}

ElectrodePair parse_pair(std::string_view text) {
  const auto [left, right] = halves(text, '/');
  if (left.empty() || right.empty() || left == right)
    throw usage_error(
        fmt::format("pair {}: expected two electrodes, left first, for example PO7/PO8", in_quotes(text)));
  return {left, right};
}

WaveChoice with_derived(WaveChoice choice, std::span<const std::string> differences,
                        std::span<const std::string> lateralisations, std::span<const std::string> pairs) {
  for (const std::string& text : differences) choice.differences.push_back(parse_difference(text));
  for (const std::string& text : lateralisations) choice.lateralisations.push_back(parse_lateralisation(text));
  for (const std::string& text : pairs) choice.pairs.push_back(parse_pair(text));
  if (!choice.pairs.empty() && choice.lateralisations.empty())
    throw usage_error("--pairs has nothing to pair; expected --lateralised NAME=LEFT,RIGHT with it");
  return choice;
}

}  // namespace attune::erp
