#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "attune/bold/response.hpp"
#include "attune/statsmodel/origin.hpp"

namespace attune::statsmodel {

/// The transformations of `pybids-transforms-v1` that are executed, with their parameters; see `transform.hpp` for what
/// they do.

/// One variable of 0 and 1 for every level, named `<variable><separator><level>`.
struct Factor {
  enum class Constraint { none, drop_one, mean_zero };
  Constraint constraint = Constraint::none;
  std::optional<std::string> reference;
  std::string separator = ".";
};
/// Events convolved with the response of the blood.
struct Convolve {
  bold::ResponseModel response;
};
struct Scale {
  enum class Missing { keep, zero_before, zero_after };
  bool demean = true, rescale = true;
  Missing missing = Missing::keep;
};
struct Demean {};
struct Copy {};
struct Rename {};
struct Select {};
struct Delete {};
struct Product {};
struct Sum {
  std::vector<double> weights;  ///< empty: all 1
};
struct Power {
  double value = 1;
};
struct Threshold {
  double threshold = 0;
  bool binarize = false, above = true, is_signed = true;
};
/// Attributes of an event.
enum class Attribute { amplitude, duration, onset };
struct Replace {
  std::vector<std::pair<std::string, std::string>> values;  ///< old and new, as text
  Attribute attribute = Attribute::amplitude;
};
/// The target with one of its attributes taken from the input.
struct Assign {
  std::string target;
  Attribute from = Attribute::amplitude, to = Attribute::amplitude;
};
struct Logical {
  enum class Kind { conjunction, disjunction, negation };
  Kind kind = Kind::conjunction;
};

using Operation = std::variant<Factor, Convolve, Scale, Demean, Copy, Rename, Select, Delete, Product, Sum, Power,
                               Threshold, Replace, Assign, Logical>;

struct Instruction {
  std::string name;                 ///< as the file says
  std::vector<std::string> input;   ///< names or patterns
  std::vector<std::string> output;  ///< empty: the inputs' own names
  Operation operation;
  Origin origin;
};

}  // namespace attune::statsmodel
