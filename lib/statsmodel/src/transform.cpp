#include "attune/statsmodel/transform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "arithmetic.hpp"
#include "attune/base/number_text.hpp"
#include "json_document.hpp"

namespace attune::statsmodel {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// One instruction at work.
class Step {
 public:
  Step(const Instruction& instruction, const TransformContext& context, Variables& variables)
      : instruction_(instruction), context_(context), variables_(variables) {
    for (const std::string& input : instruction.input) {
      const std::vector<std::string> names = variables.resolve(input, instruction.origin);
      if (names.empty()) missing_.push_back(input);
      inputs_.insert(inputs_.end(), names.begin(), names.end());
    }
  }

  void operator()(const Factor& factor) {
    for (const std::string& name : inputs_) make_levels(factor, input(name));
  }
  void operator()(const Convolve& convolution) {
    each([&](const Variable& in, const std::string& out) {
      const Variable events = in;  // the variable itself may go
      convolve(convolution.response, context_, events, out, instruction_.origin, variables_);
    });
  }
  void operator()(const Scale& scale) {
    change([&](Variable& variable) {
      double divisor = 1;
      const auto values = scaled(numbers(variable), scale, divisor);
      if (!values)
        throw error(
            fmt::format("{} is constant and cannot be scaled; take it out, or set ReplaceNa to \"after\" for "
                        "a column of 0",
                        in_quotes(variable.name)));
      variable.values = *values;
      variable.peak /= divisor;
    });
  }
  void operator()(const Demean&) {
    change([&](Variable& variable) { variable.values = demeaned(numbers(variable)); });
  }
  void operator()(const Copy&) {
    change([](Variable&) {});
  }
  void operator()(const Rename&) {
    each([&](const Variable& in, const std::string& out) {
      Variable renamed = in;
      const std::string old = in.name;
      renamed.name = out;
      if (old != out) variables_.erase(old);
      variables_.rename_family(old, out);
      variables_.put(std::move(renamed));
    });
  }
  void operator()(const Select&) {
    for (const std::string& name : variables_.names())
      if (std::find(inputs_.begin(), inputs_.end(), name) == inputs_.end()) variables_.erase(name);
  }
  void operator()(const Delete&) {
    for (const std::string& name : inputs_) variables_.erase(name);
  }
  void operator()(const Product&) {
    combine([](const auto& columns) { return products(columns); });
  }
  void operator()(const Sum& sum) {
    if (!sum.weights.empty() && sum.weights.size() != inputs_.size() && missing_.empty())
      throw error(
          fmt::format("has {} weights for {} variables; give one for each", sum.weights.size(), inputs_.size()));
    combine([&](const auto& columns) { return sums(columns, sum.weights); });
  }
  void operator()(const Power& power) {
    change([&](Variable& variable) {
      variable.values = powers(numbers(variable), power.value);
      variable.peak = 1;
    });
  }
  void operator()(const Threshold& threshold) {
    change([&](Variable& variable) {
      variable.values = thresholded(numbers(variable), threshold);
      variable.peak = 1;
    });
  }
  void operator()(const Replace& replace) {
    change([&](Variable& variable) { replace_values(replace, variable); });
  }
  void operator()(const Assign& assign);
  void operator()(const Logical& operation) {
    if (operation.kind != Logical::Kind::negation) {
      combine([&](const auto& columns) { return logical(columns, operation.kind); });
      return;
    }
    change([&](Variable& variable) {
      const std::vector<std::vector<double>> column{numbers(variable)};
      variable.values = logical(column, operation.kind);
      variable.peak = 1;
    });
  }

 private:
  Error error(const std::string& what) const {
    return error_at(context_.model, instruction_.origin, fmt::format("{}: {}", instruction_.name, what));
  }
  const Variable& input(const std::string& name) {
    const Variable* found = variables_.find(name);
    if (found == nullptr) throw Error(Fault::internal, "transform: a resolved variable is not there");
    return *found;
  }
  const std::vector<double>& numbers(const Variable& variable) const {
    if (variable.is_text())
      throw error(fmt::format("{} is text (such as {}), expected numbers; use Factor or Replace first",
                              in_quotes(variable.name), in_quotes(variable.text.front())));
    return variable.values;
  }

  /// Calls `work` with every input and the name of its output; outputs of missing inputs are missing.
  template <class Work>
  void each(Work work) {
    const bool named = !instruction_.output.empty();
    for (std::size_t i = 0; i < (named ? instruction_.input.size() : inputs_.size()); ++i) {
      const std::string name = named ? instruction_.input[i] : inputs_[i];
      const std::string out = named ? instruction_.output[i] : name;
      if (const Variable* found = variables_.find(name))
        work(*found, out);
      else
        lose(out, name);
    }
  }
  /// Puts a changed copy of every input.
  template <class Work>
  void change(Work work) {
    each([&](const Variable& in, const std::string& out) {
      Variable variable = in;
      work(variable);
      variable.name = out;
      variables_.put(std::move(variable));
    });
  }
  /// One variable of all inputs.
  template <class Work>
  void combine(Work work) {
    const std::string& out = instruction_.output.front();
    if (!missing_.empty() || inputs_.empty()) {
      lose(out, missing_.empty() ? instruction_.input.front() : missing_.front());
      return;
    }
    Variable result = input(inputs_.front());
    std::vector<std::vector<double>> columns;
    for (const std::string& name : inputs_) {
      const Variable& variable = input(name);
      check_alignment(result, variable);
      columns.push_back(numbers(variable));
      if (variable.kind == bold::ColumnKind::condition) result.kind = variable.kind;
    }
    result.values = work(columns);
    result.name = out;
    result.peak = 1;
    variables_.put(std::move(result));
  }
  void lose(const std::string& out, const std::string& because) {
    if (out == because) return;  // noted when it was looked for
    variables_.erase(out);
    variables_.note_missing(out, fmt::format("is made of {}, which {}", in_quotes(because), variables_.reason(because)),
                            instruction_.origin);
  }

  void check_alignment(const Variable& a, const Variable& b) const {
    if (a.shape != b.shape || a.size() != b.size())
      throw error(fmt::format("{} and {} do not go together: one is of events, the other of volumes; convolve first",
                              in_quotes(a.name), in_quotes(b.name)));
    if (a.onsets != b.onsets && a.shape == Shape::events)
      throw error(
          fmt::format("{} and {} have other onsets and do not go together", in_quotes(a.name), in_quotes(b.name)));
  }

  void make_levels(const Factor& factor, const Variable& variable);
  void replace_values(const Replace& replace, Variable& variable);
  void replace_times(const Replace& replace, std::vector<Seconds>& times) const;

  const Instruction& instruction_;
  const TransformContext& context_;
  Variables& variables_;
  std::vector<std::string> inputs_;   ///< that are there
  std::vector<std::string> missing_;  ///< names that are not, and patterns that fit nothing
};

std::vector<std::string> cells_of(const Variable& variable) {
  if (variable.is_text()) return variable.text;
  std::vector<std::string> out;
  for (const double value : variable.values) out.push_back(format_double(value));
  return out;
}

// In order: numbers by value, text by its characters.
std::vector<std::string> levels_of(const Variable& variable, const std::vector<std::string>& cells) {
  std::set<std::pair<double, std::string>> levels;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!is_missing(cells[i])) levels.insert({variable.is_text() ? 0.0 : variable.values[i], cells[i]});
  std::vector<std::string> out;
  for (const auto& [value, level] : levels) out.push_back(level);
  return out;
}

void Step::make_levels(const Factor& factor, const Variable& variable) {
  using Constraint = Factor::Constraint;
  const std::vector<std::string> cells = cells_of(variable);
  const std::vector<std::string> levels = levels_of(variable, cells);
  std::optional<std::string> reference;
  if (factor.constraint != Constraint::none) {
    reference = factor.reference;
    if (!reference && variable.shape != Shape::rows)
      throw error("a constraint needs RefLevel here: the first level may be another one in another run");
    if (!reference && !levels.empty()) reference = levels.front();
    if (reference && std::find(levels.begin(), levels.end(), *reference) == levels.end())
      throw error(
          fmt::format("{} has no level {}, which is RefLevel", in_quotes(variable.name), in_quotes(*reference)));
  }
  Variable base = variable;
  base.text.clear();
  variables_.erase(base.name);
  const double others = static_cast<double>(levels.size()) - 1;
  for (const std::string& level : levels) {
    if (reference && level == *reference && levels.size() > 1) continue;
    Variable made = base;
    made.name = base.name + factor.separator + level;
    made.values.assign(cells.size(), 0.0);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (is_missing(cells[i])) made.values[i] = kMissing;
      if (cells[i] == level) made.values[i] = 1;
      if (factor.constraint == Constraint::mean_zero && cells[i] == *reference && others > 0)
        made.values[i] = -1.0 / others;
    }
    variables_.put(std::move(made));
  }
}

void Step::replace_times(const Replace& replace, std::vector<Seconds>& times) const {
  for (Seconds& time : times)
    for (const auto& [old, now] : replace.values) {
      const auto value = parse_double(now);
      if (!value && !is_missing(now)) throw error(fmt::format("{} is no number of seconds", in_quotes(now)));
      const bool fits = is_missing(old) ? std::isnan(time.count()) : parse_double(old) == time.count();
      if (!fits) continue;
      time = Seconds(value.value_or(kMissing));
      break;
    }
}

void Step::replace_values(const Replace& replace, Variable& variable) {
  if (replace.attribute != Attribute::amplitude) {
    if (variable.shape != Shape::events)
      throw error(fmt::format("{} is not made of events: it has neither onset nor duration", in_quotes(variable.name)));
    replace_times(replace, replace.attribute == Attribute::onset ? variable.onsets : variable.durations);
    return;
  }
  std::vector<std::string> cells = cells_of(variable);
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (const auto& [old, now] : replace.values) {
      const bool missing = is_missing(old) && is_missing(cells[i]);
      const bool number = !variable.is_text() && parse_double(old) == variable.values[i];
      if (!missing && !number && cells[i] != old) continue;
      cells[i] = is_missing(now) ? "n/a" : now;
      break;
    }
  const bool numeric = std::all_of(cells.begin(), cells.end(),
                                   [](const std::string& cell) { return is_missing(cell) || parse_double(cell); });
  variable.values.clear();
  variable.text.clear();
  if (!numeric) {
    variable.text = std::move(cells);
    return;
  }
  for (const std::string& cell : cells) variable.values.push_back(is_missing(cell) ? kMissing : *parse_double(cell));
}

void Step::operator()(const Assign& assign) {
  const std::string out = instruction_.output.empty() ? assign.target : instruction_.output.front();
  if (!missing_.empty() || inputs_.size() != 1) {
    lose(out, missing_.empty() ? instruction_.input.front() : missing_.front());
    return;
  }
  const Variable* found = variables_.find(assign.target);
  if (found == nullptr) {
    variables_.note_missing(assign.target, "", instruction_.origin);
    lose(out, assign.target);
    return;
  }
  Variable target = *found;
  const Variable& source = input(inputs_.front());
  if (source.shape != Shape::events || target.shape != Shape::events || source.size() != target.size())
    throw error(
        fmt::format("{} and {} are not both made of as many events", in_quotes(source.name), in_quotes(target.name)));
  std::vector<double> values;
  for (std::size_t i = 0; i < source.size(); ++i)
    values.push_back(assign.from == Attribute::amplitude  ? numbers(source)[i]
                     : assign.from == Attribute::duration ? source.durations[i].count()
                                                          : source.onsets[i].count());
  if (assign.to == Attribute::amplitude) {
    target.text.clear();
    target.values = values;
  } else {
    std::vector<Seconds>& times = assign.to == Attribute::onset ? target.onsets : target.durations;
    for (std::size_t i = 0; i < values.size(); ++i) {
      times[i] = Seconds(values[i]);
      if (!std::isnan(values[i])) continue;
      if (target.is_text())
        target.text[i] = "n/a";
      else
        target.values[i] = kMissing;
    }
  }
  target.name = out;
  variables_.put(std::move(target));
}

}  // namespace

void apply(const std::vector<Instruction>& instructions, const TransformContext& context, Variables& variables) {
  for (const Instruction& instruction : instructions)
    std::visit(Step(instruction, context, variables), instruction.operation);
}

}  // namespace attune::statsmodel
