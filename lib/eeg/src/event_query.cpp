#include "attune/eeg/event_query.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "event_query_node.hpp"

namespace attune::eeg {
namespace {

using Node = EventQuery::Node;
using Operation = Node::Operation;

const std::vector<std::string> kOwnFields{"type", "kind", "onset", "duration"};

// A field of one event: its text, its number, or neither if the event lacks it.
struct FieldValue {
  std::optional<std::string> text;
  std::optional<double> number;
};

FieldValue value_of(const std::string& field, const Event& event, Hertz sampling_frequency) {
  if (field == "type") return {event.type, parse_double(event.type)};
  if (field == "kind") return {event.kind, std::nullopt};
  if (field == "onset") return {std::nullopt, event.sample / sampling_frequency.value()};
  if (field == "duration") return {std::nullopt, event.duration_samples / sampling_frequency.value()};
  for (const auto& [name, text] : event.fields)
    if (name == field) return {text, parse_double(text)};
  return {};
}

// `*` any text, `?` one character; linear in the text for every pattern (the last star is where one goes back to).
bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool equals(const FieldValue& value, const Node::Literal& literal) {
  if (literal.number) return value.number && *value.number == *literal.number;
  return value.text && *value.text == literal.text;
}

bool compares(const Node& node, const FieldValue& value) {
  const Node::Literal& literal = node.literals.front();
  switch (node.operation) {
    case Operation::equal:
      return equals(value, literal);
    case Operation::unequal:
      return (literal.number ? value.number.has_value() : value.text.has_value()) && !equals(value, literal);
    case Operation::like:
      return value.text && matches_pattern(literal.text, *value.text);
    case Operation::in:
      return std::any_of(node.literals.begin(), node.literals.end(), [&](const auto& l) { return equals(value, l); });
    default:
      break;
  }
  if (!value.number) return false;
  switch (node.operation) {
    case Operation::less:
      return *value.number < *literal.number;
    case Operation::less_equal:
      return *value.number <= *literal.number;
    case Operation::greater:
      return *value.number > *literal.number;
    default:
      return *value.number >= *literal.number;
  }
}

bool holds(const Node& node, const Event& event, Hertz sampling_frequency) {
  const auto child_holds = [&](const Node& child) { return holds(child, event, sampling_frequency); };
  switch (node.operation) {
    case Operation::all_of:
      return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case Operation::any_of:
      return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case Operation::negate:
      return !child_holds(node.children.front());
    default:
      return compares(node, value_of(node.field, event, sampling_frequency));
  }
}

void collect_fields(const Node& node, std::vector<std::string>& out) {
  for (const Node& child : node.children) collect_fields(child, out);
  if (!node.field.empty() && std::find(out.begin(), out.end(), node.field) == out.end()) out.push_back(node.field);
}

}  // namespace

EventQuery::EventQuery(std::string text, std::shared_ptr<const Node> root)
    : text_(std::move(text)), root_(std::move(root)) {}

EventQuery EventQuery::of_type(std::string_view type) {
  auto node = std::make_shared<Node>();
  node->operation = Operation::equal;
  node->field = "type";
  node->literals.push_back({std::string(type), std::nullopt});
  return {fmt::format("type == '{}'", type), std::move(node)};
}

bool EventQuery::matches(const Event& event, Hertz sampling_frequency) const {
  return holds(*root_, event, sampling_frequency);
}

std::vector<std::string> EventQuery::fields() const {
  std::vector<std::string> out;
  collect_fields(*root_, out);
  return out;
}

Condition parse_condition(std::string_view definition) {
  const std::size_t equal = definition.find('=');
  const std::string_view name = trimmed(definition.substr(0, std::min(equal, definition.size())));
  const bool is_comparison = equal != std::string_view::npos && definition.substr(equal, 2) == "==";
  if (equal == std::string_view::npos || is_comparison || name.empty())
    throw usage_error(
        fmt::format("condition {}: expected name=expression, for example near=type == 'square' && "
                    "position == 1",
                    in_quotes(definition)));
  return {std::string(name), EventQuery::parse(definition.substr(equal + 1))};
}

std::vector<Condition> conditions_of_types(std::span<const std::string> types) {
  std::vector<Condition> out;
  for (const std::string& type : types) {
    for (const Condition& known : out)
      if (known.name == type) throw usage_error(fmt::format("event type {} is given twice", in_quotes(type)));
    out.push_back({type, EventQuery::of_type(type)});
  }
  return out;
}

std::vector<std::string> event_types(std::span<const Event> events) {
  std::vector<std::string> out;
  for (const Event& event : events)
    if (!is_missing(event.type) && event.type != "boundary" &&
        std::find(out.begin(), out.end(), event.type) == out.end())
      out.push_back(event.type);
  return out;
}

void check_conditions(std::span<const Condition> conditions, const Recording& recording, bool allow_empty) {
  std::vector<std::string> known = kOwnFields;
  for (const Event& event : recording.events)
    for (const auto& [name, text] : event.fields)
      if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
  const std::vector<std::string> types = event_types(recording.events);
  for (const Condition& condition : conditions) {
    for (const std::string& field : condition.query.fields())
      if (std::find(known.begin(), known.end(), field) == known.end())
        throw input_error(recording.path,
                          fmt::format("no event has the field {} that condition {} asks for{}", in_quotes(field),
                                      in_quotes(condition.name), suggestion(field, known)));
    const bool found = std::any_of(recording.events.begin(), recording.events.end(), [&](const Event& event) {
      return condition.query.matches(event, recording.sampling_frequency);
    });
    if (found || allow_empty) continue;
    if (types.empty()) throw input_error(recording.path, "there are no events to cut epochs at");
    throw input_error(recording.path,
                      fmt::format("condition {} ({}) selects none of the {} events{}", in_quotes(condition.name),
                                  condition.query.text(), recording.events.size(), suggestion(condition.name, types)));
  }
}

}  // namespace attune::eeg
