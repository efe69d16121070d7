#include "attune/model/formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "attune/base/error.hpp"
#include "formula_scanner.hpp"

namespace attune::model {
namespace {

constexpr int kDeepest = 32;  // parentheses; bounds the recursion
constexpr std::size_t kMostTerms = 1024;
constexpr int kMostDegree = 20;

// A sum of terms while it is read. The intercept is said (true), taken away (false) or not spoken of.
struct Sum {
  std::vector<Term> terms;
  std::optional<bool> intercept;
};

void add_term(std::vector<Term>& terms, Term term) {
  if (std::find(terms.begin(), terms.end(), term) == terms.end()) terms.push_back(std::move(term));
}

Term merged(const Term& a, const Term& b) {
  Term out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

struct NamedTransform {
  std::string_view name;
  Transform transform;
};
constexpr std::array<NamedTransform, 6> kTransforms{{{"log", Transform::log},
                                                     {"scale", Transform::scale},
                                                     {"center", Transform::center},
                                                     {"poly", Transform::poly},
                                                     {"I", Transform::power},
                                                     {"C", Transform::factor}}};

// formula := variable '~' sum; sum := ['-'] product (('+' | '-') product)*; product := interaction ('*' interaction)*;
// interaction := power (':' power)*; power := atom ['^' number]; atom := '(' sum ')' | random | number | variable.
class Parser {
 public:
  explicit Parser(std::string_view text) : scan_(text) { out_.text = text; }

  Formula parse() {
    out_.response = variable();
    if (out_.variables[out_.response].transform == Transform::poly ||
        out_.variables[out_.response].transform == Transform::factor)
      throw usage_error(fmt::format("formula {}: the response is {}; expected one number per row",
                                    in_quotes(out_.text, 200), out_.variables[out_.response].text));
    if (!scan_.take("~")) scan_.refuse("expected '~' after the response");
    const Sum right = sum(0, true);
    if (!scan_.at_end()) scan_.refuse("expected '+', '-', ':', '*', '^' or the end");
    out_.intercept = right.intercept.value_or(true);
    out_.terms = right.terms;
    std::stable_sort(out_.terms.begin(), out_.terms.end(),
                     [](const Term& a, const Term& b) { return a.size() < b.size(); });
    check();
    return std::move(out_);
  }

 private:
  void check() const {
    for (const Term& term : out_.terms)
      if (std::find(term.begin(), term.end(), out_.response) != term.end())
        throw usage_error(fmt::format("formula {}: {} is on both sides", in_quotes(out_.text, 200),
                                      in_quotes(out_.variables[out_.response].text)));
    if (!out_.intercept && out_.terms.empty())
      throw usage_error(fmt::format("formula {}: there is nothing on its right side", in_quotes(out_.text, 200)));
  }

  Sum sum(int depth, bool outermost) {
    if (depth > kDeepest) scan_.refuse(fmt::format("expected at most {} levels of parentheses", kDeepest));
    Sum out;
    bool minus = scan_.take("-");
    while (true) {
      if (!(outermost && !minus && random_term())) join(out, product(depth), minus);
      if (scan_.take("+"))
        minus = false;
      else if (scan_.take("-"))
        minus = true;
      else
        return out;
    }
  }

  void join(Sum& out, const Sum& part, bool minus) {
    if (part.intercept) out.intercept = *part.intercept != minus;
    for (const Term& term : part.terms) {
      if (minus)
        std::erase(out.terms, term);
      else
        add_term(out.terms, term);
    }
    if (out.terms.size() > kMostTerms) scan_.refuse(fmt::format("expected at most {} terms", kMostTerms));
  }

  Sum product(int depth) {
    Sum out = interaction(depth);
    while (scan_.take("*")) {
      const Sum right = interaction(depth);
      const Sum both = crossed(out, right);
      join(out, right, false);
      join(out, both, false);
    }
    return out;
  }

  Sum interaction(int depth) {
    Sum out = power(depth);
    while (scan_.take(":")) out = crossed(out, power(depth));
    return out;
  }

  Sum power(int depth) {
    const Sum base = atom(depth);
    if (!scan_.take("^")) return base;
    const std::optional<int> exponent = scan_.number();
    if (!exponent || *exponent < 1) scan_.refuse("expected a whole number from 1");
    Sum out = base;
    // A power higher than the number of terms adds nothing.
    for (int i = 1; i < *exponent && i < static_cast<int>(base.terms.size()); ++i) join(out, crossed(out, base), false);
    return out;
  }

  Sum crossed(const Sum& a, const Sum& b) {
    if (a.intercept || b.intercept) scan_.refuse("expected variables, not a number, on both sides of ':' and '*'");
    if (a.terms.size() * b.terms.size() > kMostTerms)
      scan_.refuse(fmt::format("expected at most {} terms", kMostTerms));
    Sum out;
    for (const Term& left : a.terms)
      for (const Term& right : b.terms) add_term(out.terms, merged(left, right));
    return out;
  }

  Sum atom(int depth) {
    if (scan_.take("(")) {
      Sum inner = sum(depth + 1, false);
      if (!scan_.take(")")) scan_.refuse("expected ')'");
      return inner;
    }
    if (const auto number = scan_.number()) {
      if (*number > 1) scan_.refuse("expected 0, 1 or a name");
      return {{}, *number == 1};
    }
    return {{{variable()}}, {}};
  }

  // '(' sum ('|' | '||') group ')', or nothing taken if no bar follows.
  bool random_term() {
    const FormulaScanner before = scan_;
    const Formula known = out_;
    if (!scan_.take("(")) return false;
    const std::size_t begin = scan_.position();
    const Sum slopes = sum(1, false);
    const bool uncorrelated = scan_.take("||");
    if (!uncorrelated && !scan_.take("|")) {
      scan_ = before;
      out_ = known;
      return false;
    }
    do {
      add_groups(slopes, !uncorrelated);
    } while (scan_.take("+"));
    if (!scan_.take(")")) scan_.refuse("expected ')' after the grouping column");
    for (RandomTerm& term : out_.random)
      if (term.text.empty()) term.text = group_text(term, scan_.since(begin));
    return true;
  }

  // group := name ((':' | '/') name)*; `a/b` is `a` and `a:b`.
  void add_groups(const Sum& slopes, bool correlated) {
    const auto add = [&](const std::vector<std::size_t>& group) {
      std::vector<std::size_t> sorted = group;
      std::sort(sorted.begin(), sorted.end());
      out_.random.push_back({"", slopes.intercept.value_or(true), slopes.terms, std::move(sorted), correlated});
      if (!out_.random.back().intercept && slopes.terms.empty())
        scan_.refuse("expected an intercept or a slope before '|'");
    };
    std::vector<std::size_t> group{group_variable()};
    while (true) {
      if (scan_.take("/")) {
        add(group);
      } else if (!scan_.take(":")) {
        break;
      }
      group.push_back(group_variable());
    }
    add(group);
  }

  std::string group_text(const RandomTerm& term, std::string_view taken) const {
    const std::size_t bar = taken.find('|');
    std::string_view slopes = taken.substr(0, bar);
    while (slopes.ends_with(' ')) slopes.remove_suffix(1);
    return fmt::format("{} {} {}", slopes, term.correlated ? "|" : "||", name_of(out_, term.group));
  }

  // A grouping column is a factor whatever its cells look like.
  std::size_t group_variable() {
    const auto name = scan_.name();
    if (!name) scan_.refuse("expected the name of a grouping column");
    return remember({*name, *name, Transform::factor, 1, ""});
  }

  std::size_t variable() {
    const auto name = scan_.name();
    if (!name) scan_.refuse("expected the name of a column");
    if (!scan_.take("(")) return remember({*name, *name, Transform::none, 1, ""});
    const auto known = std::find_if(kTransforms.begin(), kTransforms.end(),
                                    [&](const NamedTransform& entry) { return entry.name == *name; });
    if (known == kTransforms.end())
      throw usage_error(fmt::format("formula {}: unknown function {}; known: log, scale, center, poly, I, C",
                                    in_quotes(out_.text, 200), in_quotes(*name)));
    Variable out{"", "", known->transform, 1, ""};
    const auto column = scan_.name();
    if (!column) scan_.refuse("expected the name of a column");
    out.column = *column;
    if (out.transform == Transform::poly) {
      const auto degree = scan_.take(",") ? scan_.number() : std::nullopt;
      if (!degree || *degree < 1 || *degree > kMostDegree)
        scan_.refuse(fmt::format("expected ', ' and a degree from 1 to {}", kMostDegree));
      out.degree = *degree;
      out.text = fmt::format("poly({}, {})", out.column, out.degree);
    } else if (out.transform == Transform::power) {
      const auto exponent = scan_.take("^") ? scan_.number() : std::nullopt;
      if (!exponent || *exponent < 2 || *exponent > kMostDegree)
        scan_.refuse(fmt::format("expected '^' and a whole power from 2 to {}", kMostDegree));
      out.degree = *exponent;
      out.text = fmt::format("I({}^{})", out.column, out.degree);
    } else {
      out.text = fmt::format("{}({})", *name, out.column);
    }
    if (out.transform == Transform::factor && scan_.take(",")) {
      out.coding = scan_.name().value_or("");
      if (out.coding != "sum" && out.coding != "treatment" && out.coding != "helmert")
        scan_.refuse("expected sum, treatment or helmert before it");
      out.text = fmt::format("C({}, {})", out.column, out.coding);
    }
    if (!scan_.take(")")) scan_.refuse("expected ')'");
    return remember(std::move(out));
  }

  // The same text is the same variable, but a grouping column is another than a predictor of its name.
  std::size_t remember(Variable variable) {
    const auto same = [&](const Variable& v) { return v.text == variable.text && v.transform == variable.transform; };
    const auto known = std::find_if(out_.variables.begin(), out_.variables.end(), same);
    if (known != out_.variables.end()) return static_cast<std::size_t>(known - out_.variables.begin());
    out_.variables.push_back(std::move(variable));
    return out_.variables.size() - 1;
  }

  FormulaScanner scan_;
  Formula out_;
};

}  // namespace

Formula parse_formula(std::string_view text) { return Parser(text).parse(); }

std::string name_of(const Formula& formula, const Term& term) {
  if (term.empty()) return "(Intercept)";
  std::string out;
  for (const std::size_t variable : term) {
    if (!out.empty()) out += ':';
    out += formula.variables[variable].text;
  }
  return out;
}

}  // namespace attune::model
