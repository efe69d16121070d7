#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// A choice of events, written as an expression such as `type == 'square' && position == 1`.
///
/// - A comparison is `field op value`; the fields are `type`, `kind` (class of marker), `onset` and `duration` (seconds
///   from the start of the data) and whatever the recording or its events table says about an event (`position`,
///   `response_time`, ...). A name with other characters than letters, digits and `_` is written in backquotes.
/// - `==` and `!=` compare text with a quoted value ('..' or "..") and numbers with a number; `<`, `<=`, `>`, `>=` take
///   numbers; `~` takes quoted text in which `*` stands for any text and `?` for one character;
///   `field in ('a', 'b', 3)` is true if one of the values is equal.
/// - Comparisons combine with `&&` (`and`), `||` (`or`), `!` (`not`) and parentheses; `&&` binds closer than `||`.
/// - A comparison with a field the event lacks, or with text where a number is wanted, is false, `!=` too.
class EventQuery {
 public:
  /// What does not follow the language is a usage error that names the column.
  static EventQuery parse(std::string_view expression);
  /// Events of one type, whatever characters it has.
  static EventQuery of_type(std::string_view type);

  bool matches(const Event& event, Hertz sampling_frequency) const;
  /// The fields the expression asks for, each once, in order of appearance.
  std::vector<std::string> fields() const;
  /// The expression as it was written.
  const std::string& text() const { return text_; }

  struct Node;

 private:
  EventQuery(std::string text, std::shared_ptr<const Node> root);
  std::string text_;
  std::shared_ptr<const Node> root_;
};

/// A named choice of events: the trials that are averaged together.
struct Condition {
  std::string name;
  EventQuery query;
};

/// `name=expression`, as --condition takes it; a missing or empty name is a usage error.
Condition parse_condition(std::string_view definition);
/// One condition per type; a type given twice is a usage error.
std::vector<Condition> conditions_of_types(std::span<const std::string> types);
/// The distinct types of the recording's events in order of first appearance, without `boundary` and missing ones.
std::vector<std::string> event_types(std::span<const Event> events);
/// Input error if a condition asks for a field no event has or, unless `allow_empty`, selects no event at all; the
/// message suggests the nearest name. Nothing is selected, or left out, by a slip of the finger.
void check_conditions(std::span<const Condition> conditions, const Recording& recording, bool allow_empty = false);

}  // namespace attune::eeg
