#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace attune::model {

/// What a formula does with a column before it enters.
enum class Transform {
  none,
  log,     ///< natural logarithm
  scale,   ///< minus the mean, over the SD (n - 1)
  center,  ///< minus the mean
  power,   ///< a whole power: `I(x^2)`
  poly,    ///< orthogonal polynomials up to a degree
  factor   ///< a factor whatever the cells look like: `C(x)`, or with a coding
};

/// One column of the table as a formula uses it.
struct Variable {
  std::string text;    ///< as terms and coefficients show it: `age`, `log(age)`, `poly(age, 2)`
  std::string column;  ///< of the table
  Transform transform = Transform::none;
  int degree = 1;        ///< of `poly` and `I(x^2)`
  std::string coding{};  ///< of `C(x, sum)`: `sum`, `treatment` or `helmert`; empty for the default
};

/// A main effect (one variable) or an interaction (several); indices of `Formula::variables`, ascending.
using Term = std::vector<std::size_t>;

/// `(intercept + terms | group)`.
struct RandomTerm {
  std::string text;  ///< as written, without the parentheses
  bool intercept = true;
  std::vector<Term> terms;         ///< slopes
  std::vector<std::size_t> group;  ///< variables whose combinations are the groups
  bool correlated = true;          ///< false for `||`
};

/// A model formula: `y ~ group * condition + age + (condition | participant_id)`.
struct Formula {
  std::string text;
  std::size_t response = 0;  ///< index of `variables`
  std::vector<Variable> variables;
  bool intercept = true;
  std::vector<Term> terms;  ///< by degree, and within a degree in the order of the formula
  std::vector<RandomTerm> random;
};

/// Reads Wilkinson's notation (Wilkinson & Rogers 1973, Applied Statistics 22:392-399) with lme4's random terms (Bates
/// et al. 2015, J Stat Softw 67(1)): `+`, `-`, `:`, `*`, `^` (whole powers), parentheses, `1`, `0` and `-1`, the
/// functions `log(x)`, `scale(x)`, `center(x)`, `poly(x, 2)`, `I(x^2)` and `C(x, sum|treatment|helmert)`. A name that
/// is no word stands in backticks. Anything else is a usage error that names the column of the text.
Formula parse_formula(std::string_view text);

/// "group:condition"; "(Intercept)" for no variables.
std::string name_of(const Formula& formula, const Term& term);

}  // namespace attune::model
