#pragma once

#include <string>
#include <vector>

#include "attune/eeg/event_query.hpp"

namespace attune::eeg {

/// The tree of an expression. Leaves compare one field with literals; inner nodes combine their children.
struct EventQuery::Node {
  enum class Operation { all_of, any_of, negate, equal, unequal, less, less_equal, greater, greater_equal, like, in };
  struct Literal {
    std::string text;  ///< quoted text, if `number` is absent
    std::optional<double> number;
  };

  Operation operation = Operation::all_of;
  std::vector<Node> children;
  std::string field;
  std::vector<Literal> literals;
};

}  // namespace attune::eeg
