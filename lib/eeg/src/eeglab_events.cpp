#include "eeglab_events.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/number_text.hpp"
#include "brainvision_text.hpp"

namespace attune::eeg {
namespace {

constexpr double kBoundaryCode = -99.0;

/// A type or another field as text; empty if it is neither text nor a number.
std::string type_text(const MatValue* type) {
  if (type == nullptr) return {};
  if (type->kind == MatValue::Kind::cells && type->items.size() == 1) return type_text(&type->items.front());
  if (type->kind == MatValue::Kind::text) return std::string(trimmed(type->text));
  const std::optional<double> number = type->scalar();
  return number && std::isfinite(*number) ? format_double(*number) : std::string();
}

bool is_boundary(const MatValue* type, const std::string& text) {
  return same_word(text, "boundary") || (type != nullptr && type->scalar() == kBoundaryCode);
}

bool is_absent(const MatValue* value) {
  if (value == nullptr || value->kind == MatValue::Kind::empty) return true;
  const std::optional<double> number = value->scalar();
  return number && std::isnan(*number);
}

/// The event's other fields that hold text or one number.
std::vector<std::pair<std::string, std::string>> further_fields(const MatValue& event, std::size_t index) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& name : event.fields) {
    if (name == "latency" || name == "type" || name == "duration") continue;
    if (std::string text = type_text(event.field(name, index)); !text.empty()) out.emplace_back(name, std::move(text));
  }
  return out;
}

}  // namespace

EeglabEvents read_eeglab_events(const MatValue& event, const std::filesystem::path& path) {
  EeglabEvents out;
  if (event.kind == MatValue::Kind::empty) return out;
  if (event.kind != MatValue::Kind::structure) throw input_error(path, "EEG.event is not a structure array");
  if (event.count() > 0 && event.field("latency") == nullptr) throw input_error(path, "EEG.event has no field latency");
  std::size_t without_latency = 0, without_type = 0;
  for (std::size_t i = 0; i < event.count(); ++i) {
    const MatValue* latency = event.field("latency", i);
    if (is_absent(latency)) {
      ++without_latency;
      continue;
    }
    const std::optional<double> position = latency->scalar();
    if (!position || !std::isfinite(*position))
      throw input_error(path, fmt::format("latency of event {} is not a finite number", i + 1));
    Event read;
    read.sample = *position - 1.0;
    const MatValue* type = event.field("type", i);
    read.type = type_text(type);
    if (is_boundary(type, read.type)) {
      out.boundaries.push_back(read.sample);
      continue;
    }
    if (read.type.empty()) {
      read.type = "n/a";
      ++without_type;
    }
    if (const MatValue* duration = event.field("duration", i); !is_absent(duration))
      if (const std::optional<double> samples = duration->scalar(); samples && std::isfinite(*samples))
        read.duration_samples = *samples;
    read.fields = further_fields(event, i);
    out.events.push_back(std::move(read));
  }
  if (without_latency > 0)
    out.warnings.push_back(fmt::format("{}: {} of {} events have no latency (empty or NaN) and are dropped",
                                       describe(path), without_latency, event.count()));
  if (without_type > 0)
    out.warnings.push_back(
        fmt::format("{}: {} events have no type; they are called n/a", describe(path), without_type));
  return out;
}

}  // namespace attune::eeg
