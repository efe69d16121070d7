#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "attune/preprocess/pipeline.hpp"

namespace attune::preprocess {
namespace {

std::string words(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{:.4g}", *number);
  if (const auto* count = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *count);
  if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "yes" : "no";
  if (const auto* list = std::get_if<std::vector<std::string>>(&value))
    return list->empty() ? "none" : fmt::format("{}", fmt::join(*list, ", "));
  if (const auto* list = std::get_if<std::vector<double>>(&value)) return fmt::format("{:.4g}", fmt::join(*list, ", "));
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&value))
    return fmt::format("{}", fmt::join(*list, ", "));
  return fmt::format("{} records", std::get<RecordList>(value).records.size());
}

// What every step leaves behind is told last, in one piece.
constexpr std::array<std::string_view, 4> kCommon{"sd_before_uv", "sd_after_uv", "good_channels", "rank"};

}  // namespace

std::vector<std::string> summary(std::span<const StepRecord> steps) {
  std::vector<std::string> lines;
  for (const StepRecord& step : steps) {
    const auto report =
        std::find_if(step.effect.begin(), step.effect.end(), [](const auto& field) { return field.first == "filter"; });
    std::vector<std::string> parts;
    std::array<std::string, kCommon.size()> common;
    for (const auto& [name, value] : step.effect) {
      const auto known = std::find(kCommon.begin(), kCommon.end(), name);
      if (known != kCommon.end())
        common[static_cast<std::size_t>(known - kCommon.begin())] = words(value);
      else if (report == step.effect.end() || name == "filter")  // which says what its other numbers are
        parts.push_back(name == "filter" ? words(value) : fmt::format("{} {}", name, words(value)));
    }
    if (!common[0].empty())
      parts.push_back(fmt::format("median SD {} -> {} uV, {} good channels of rank {}", common[0], common[1], common[2],
                                  common[3]));
    lines.push_back(fmt::format("{}: {}", step.step.name, fmt::join(parts, "; ")));
  }
  return lines;
}

}  // namespace attune::preprocess
