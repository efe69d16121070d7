#include "attune/overlap/predictors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/model/design.hpp"
#include "attune/overlap/spline_basis.hpp"
#include "attune/table/table.hpp"

namespace attune::overlap {
namespace {

constexpr std::string_view kResponse = ".response";  // no field of an event: the formula's left side

struct SplineTerm {
  std::string column;
  Eigen::Index count = 0;
};

struct Split {
  std::string linear;  // what is left for the formula
  std::vector<SplineTerm> splines;
};

SplineTerm parse_spline(std::string_view term) {
  const std::string_view inside = term.substr(7, term.size() - 8);  // spline( ... )
  const std::size_t comma = inside.rfind(',');
  const std::string_view number = comma == std::string_view::npos ? "" : trimmed(inside.substr(comma + 1));
  const std::int64_t count = parse_integer(number).value_or(0);
  SplineTerm out{std::string(trimmed(inside.substr(0, std::min(comma, inside.size())))), 0};
  if (out.column.size() > 2 && out.column.front() == '`' && out.column.back() == '`')
    out.column = out.column.substr(1, out.column.size() - 2);
  if (count < 4 || count > 100 || out.column.empty())
    throw usage_error(fmt::format("{}: expected spline(FIELD, N) with 4 to 100 splines", term));
  out.count = static_cast<Eigen::Index>(count);
  return out;
}

// The terms of the right-hand side at the outermost level; splines apart.
Split split(const std::string& formula) {
  Split out;
  int depth = 0;
  std::size_t begin = 0;
  const auto take = [&](std::size_t end) {
    const std::string_view term = trimmed(std::string_view(formula).substr(begin, end - begin));
    if (term.starts_with("spline(") && term.ends_with(")"))
      out.splines.push_back(parse_spline(term));
    else
      out.linear += (out.linear.empty() ? "" : " + ") + std::string(term);
    begin = end + 1;
  };
  for (std::size_t i = 0; i < formula.size(); ++i) {
    if (formula[i] == '(') ++depth;
    if (formula[i] == ')') --depth;
    if (formula[i] == '+' && depth == 0) take(i);
  }
  take(formula.size());
  if (out.linear.find("spline(") != std::string::npos)
    throw usage_error(
        fmt::format("formula {}: a spline stands alone between plus signs, not in an interaction", in_quotes(formula)));
  if (out.linear.empty()) out.linear = "1";
  return out;
}

std::string field_of(const eeg::Event& event, const std::string& name, Hertz rate) {
  if (name == "type") return event.type;
  if (name == "kind") return event.kind;
  if (name == "onset") return format_double(event.sample / rate.value());
  if (name == "duration") return format_double(event.duration_samples / rate.value());
  for (const auto& [field, value] : event.fields)
    if (field == name) return value;
  return "n/a";
}

// The fields of the model's events that the formula names, one row an event.
Table table_of(const eeg::Recording& recording, const std::vector<std::size_t>& events,
               const std::set<std::string>& columns, const std::string& model) {
  Table out;
  Column::Numbers order;
  for (std::size_t i = 0; i < events.size(); ++i) order.push_back(static_cast<double>(i));
  out.add(std::string(kResponse), order);
  for (const std::string& column : columns) {
    Column::Text cells;
    for (const std::size_t event : events)
      cells.push_back(field_of(recording.events[event], column, recording.sampling_frequency));
    if (std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return is_missing(cell); })) {
      std::set<std::string> known = {"type", "kind", "onset", "duration"};
      for (const std::size_t event : events)
        for (const auto& field : recording.events[event].fields) known.insert(field.first);
      throw input_error(recording.path,
                        fmt::format("no event of {} has the field {}{}", model, in_quotes(column),
                                    suggestion(column, std::vector<std::string>(known.begin(), known.end()))));
    }
    out.add(column, cells);
  }
  return out;
}

std::vector<double> default_values(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {sorted_quantile(values, 0.1), sorted_quantile(values, 0.5), sorted_quantile(values, 0.9)};
}

// Adds a spline's columns; its responses at `at` are combinations that `finish` completes.
void add_spline(const SplineTerm& term, const std::vector<double>& values, Predictors& out,
                std::vector<std::pair<std::string, Eigen::RowVectorXd>>& wanted, std::vector<double> at) {
  const SplineBasis basis = SplineBasis::at_quantiles(values, term.count);
  const auto rows = static_cast<Eigen::Index>(values.size());
  Eigen::MatrixXd columns(rows, term.count);
  for (Eigen::Index row = 0; row < rows; ++row) columns.row(row) = basis.at(values[static_cast<std::size_t>(row)]);
  const Eigen::RowVectorXd mean = columns.colwise().mean();
  const Eigen::Index first = out.values.cols(), kept = term.count - 1;
  out.values.conservativeResize(rows, first + kept);
  out.values.rightCols(kept) = (columns.rowwise() - mean).leftCols(kept);
  for (Eigen::Index k = 1; k <= kept; ++k)
    out.names.push_back(fmt::format("spline({}, {})[{}]", term.column, term.count, k));
  if (at.empty()) at = default_values(values);
  for (const double value : at) {
    if (!(value >= basis.low() && value <= basis.high()))
      throw usage_error(fmt::format("the response at {}={} is asked for, but the events have {} from {} to {}",
                                    term.column, value, term.column, basis.low(), basis.high()));
    Eigen::RowVectorXd weights = Eigen::RowVectorXd::Zero(first + kept);
    weights.rightCols(kept) = (basis.at(value) - mean).leftCols(kept);
    wanted.emplace_back(fmt::format("{}={:.6g}", term.column, value), weights);
  }
}

// Where the `~` of the formula is; the text's size if there is none.
std::size_t formula_mark(std::string_view text) {
  std::size_t mark = text.size();
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '\'' || text[i] == '"' || text[i] == '`') {
      quote = text[i];
    } else if (text[i] == '~') {
      const std::size_t next = text.find_first_not_of(" \t", i + 1);
      if (next == std::string_view::npos || (text[next] != '\'' && text[next] != '"')) mark = i;
    }
  }
  return mark;
}

std::set<std::string> fields_of(const model::Formula& formula) {
  std::set<std::string> out;
  for (const model::Variable& variable : formula.variables)
    if (variable.column != kResponse) out.insert(variable.column);
  return out;
}

// A single event has a response, but nothing that it depends on; a frame of one row is refused.
Predictors of_one_event(const EventModel& model, const model::Formula& formula, const Split& parts, std::size_t event,
                        Predictors out) {
  if (!formula.intercept || !formula.terms.empty() || !parts.splines.empty())
    throw analysis_error(fmt::format("one event of {} has every value that the formula {} needs; expected at least two",
                                     model.events.name, in_quotes(model.formula)));
  out.names = {"(Intercept)"};
  out.values = Eigen::MatrixXd::Ones(1, 1);
  out.events = {event};
  return out;
}

}  // namespace

EventModel parse_event_model(std::string_view text) {
  const std::size_t tilde = formula_mark(text);
  const std::string_view events = trimmed(text.substr(0, tilde));
  if (events.empty()) throw usage_error(fmt::format("event model {} names no events", in_quotes(text)));
  EventModel out{eeg::Condition{std::string(events), eeg::EventQuery::of_type(events)}, "1"};
  if (events.find('=') != std::string_view::npos) out.events = eeg::parse_condition(events);
  if (tilde == text.size()) return out;
  out.formula = trimmed(text.substr(tilde + 1));
  if (out.formula.empty()) throw usage_error(fmt::format("event model {} has an empty formula", in_quotes(text)));
  return out;
}

std::set<std::string> spline_fields(const EventModel& model) {
  std::set<std::string> out;
  for (const SplineTerm& spline : split(model.formula).splines) out.insert(spline.column);
  return out;
}

void check_places(const std::vector<EventModel>& models, const std::map<std::string, std::vector<double>>& at) {
  std::set<std::string> known;
  for (const EventModel& model : models) known.merge(spline_fields(model));
  for (const auto& place : at)
    if (!known.contains(place.first))
      throw usage_error(fmt::format("the response along {} is asked for, but no formula has a spline of it{}",
                                    in_quotes(place.first),
                                    suggestion(place.first, std::vector<std::string>(known.begin(), known.end()))));
}

Predictors predictors(const eeg::Recording& recording, const EventModel& model, const PredictorOptions& options) {
  const Split parts = split(model.formula);
  const model::Formula formula = model::parse_formula(fmt::format("`{}` ~ {}", kResponse, parts.linear));
  if (!formula.random.empty())
    throw usage_error(
        fmt::format("formula {}: random terms have no place in one person's recording", in_quotes(model.formula)));
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < recording.events.size(); ++i)
    if (model.events.query.matches(recording.events[i], recording.sampling_frequency)) chosen.push_back(i);
  if (chosen.empty()) throw input_error(recording.path, fmt::format("no event fits {}", in_quotes(model.events.name)));
  std::set<std::string> fields = fields_of(formula);
  for (const SplineTerm& spline : parts.splines) fields.insert(spline.column);
  const Table all = table_of(recording, chosen, fields, model.events.name);
  std::vector<std::size_t> complete;
  for (std::size_t row = 0; row < chosen.size(); ++row)
    if (std::none_of(fields.begin(), fields.end(),
                     [&](const std::string& field) { return is_missing(all.column(field).cell(row)); }))
      complete.push_back(row);
  Predictors out;
  for (std::size_t row = 0; row < chosen.size(); ++row)
    if (!std::binary_search(complete.begin(), complete.end(), row)) out.incomplete.push_back(chosen[row]);
  if (complete.size() == 1) return of_one_event(model, formula, parts, chosen[complete[0]], std::move(out));
  const Table table = all.select(complete);
  const model::Frame frame = model::model_frame(table, formula, options.frame);
  const model::Design design = model::design_matrix(formula, frame);
  out.names = design.names;
  out.values = design.x;
  out.warnings = frame.warnings;
  for (const std::size_t row : frame.rows) out.events.push_back(chosen[complete[row]]);
  std::vector<std::pair<std::string, Eigen::RowVectorXd>> wanted;
  for (const SplineTerm& spline : parts.splines) {
    const std::vector<double> numbers = table.numbers(spline.column);
    std::vector<double> values;
    for (const std::size_t row : frame.rows) values.push_back(numbers[row]);
    const auto at = options.at.find(spline.column);
    add_spline(spline, values, out, wanted, at == options.at.end() ? std::vector<double>() : at->second);
  }
  const Eigen::RowVectorXd average = out.values.colwise().mean();  // of a spline's columns 0
  for (auto& [name, weights] : wanted) {
    Eigen::RowVectorXd whole = average;
    whole.head(weights.size()) += weights;
    out.combinations.push_back({name, whole});
  }
  return out;
}

}  // namespace attune::overlap
