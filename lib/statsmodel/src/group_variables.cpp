#include "group_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/statsmodel/transform.hpp"
#include "entities.hpp"

namespace attune::statsmodel {
namespace {

std::string label_of(const Estimates& input, const std::string& name) {
  if (name == "contrast") return input.contrast;
  const auto found = input.entities.find(name);
  return found == input.entities.end() ? "" : found->second;
}

std::optional<std::size_t> row_of(const Estimates& input, const bids::Participants& participants) {
  const std::string subject = label_of(input, "subject"), session = label_of(input, "session");
  if (session.empty() && !participants.sessions.empty() &&
      std::count(participants.labels.begin(), participants.labels.end(), subject) > 1)
    throw input_error(participants.table.path(),
                      fmt::format("has several sessions of sub-{}, and the estimates are of no session; keep the "
                                  "session in GroupBy, or one row per participant",
                                  subject));
  return participants.row_of(subject, session);
}

/// The value of an input for one name of GroupBy.
std::string group_value(const StatsModel& model, const Node& node, const Estimates& input, const std::string& name,
                        const bids::Participants* participants) {
  const Origin place{node.origin.pointer + "/GroupBy", node.origin.line};
  const std::vector<std::string>& entities = entity_names();
  if (name == "contrast" || std::find(entities.begin(), entities.end(), name) != entities.end()) {
    // An entity that no file has, such as a session, makes one group of all.
    return label_of(input, name);
  }
  std::vector<std::string> known{"contrast"};
  known.insert(known.end(), entities.begin(), entities.end());
  if (participants != nullptr)
    for (const std::string& column : participants->table.names()) known.push_back(column);
  if (participants == nullptr || !participants->table.has(name))
    throw model_error(model, place, fmt::format("cannot group by {}{}", in_quotes(name), suggestion(name, known)));
  const auto row = row_of(input, *participants);
  const std::string cell = row ? participants->table.text(name)[*row] : "n/a";
  if (is_missing(cell))
    throw model_error(model, place,
                      fmt::format("{} has no value in column {} of participants.tsv, by which the node "
                                  "groups",
                                  name_of(input), in_quotes(name)));
  return cell;
}

/// Entities that a group keeps besides those it is made by: of its level and below only where all inputs agree.
std::map<std::string, std::string> shared_entities(const Node& node, const std::vector<const Estimates*>& inputs) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : inputs.front()->entities) {
    const bool may = (name == "subject" && node.level <= Level::subject) ||
                     (name == "session" && node.level <= Level::session) || name == "task" || name == "space";
    if (may && std::all_of(inputs.begin(), inputs.end(),
                           [&](const Estimates* input) { return label_of(*input, name) == value; }))
      out[name] = value;
  }
  return out;
}

Variable text_variable(const std::string& name, std::vector<std::string> values) {
  Variable out;
  out.name = name;
  for (std::string& value : values)
    if (is_missing(value)) value = "n/a";
  out.text = std::move(values);
  return out;
}

Variable number_variable(const std::string& name, std::vector<double> values) {
  Variable out;
  out.name = name;
  out.values = std::move(values);
  return out;
}

void add_entities(const Group& group, Variables& variables) {
  for (const std::string& name : entity_names()) {
    if (name == "run") continue;
    std::vector<std::string> values;
    for (const Estimates* input : group.inputs) values.push_back(label_of(*input, name));
    if (std::any_of(values.begin(), values.end(), [](const std::string& value) { return !value.empty(); }))
      variables.put(text_variable(name, values));
  }
  std::vector<double> runs;
  for (const Estimates* input : group.inputs)
    runs.push_back(parse_double(label_of(*input, "run")).value_or(std::nan("")));
  if (std::any_of(runs.begin(), runs.end(), [](double run) { return std::isfinite(run); }))
    for (const char* name : {"run", "runnum"}) variables.put(number_variable(name, runs));
}

void add_contrasts(const Group& group, Variables& variables) {
  std::vector<std::string> names;
  for (const Estimates* input : group.inputs) names.push_back(input->contrast);
  variables.put(text_variable("contrast", names));
  for (const std::string& contrast : group.contrasts) {
    std::vector<double> marks;
    for (const std::string& name : names) marks.push_back(name == contrast ? 1.0 : 0.0);
    variables.put(number_variable(contrast, marks));
  }
}

void add_participants(const Group& group, const bids::Participants& participants, Variables& variables) {
  const Table& table = participants.table;
  std::vector<std::optional<std::size_t>> rows;
  for (const Estimates* input : group.inputs) rows.push_back(row_of(*input, participants));
  for (const Column& column : table.columns()) {
    if (column.name == "participant_id" || column.name == "session_id") continue;
    std::vector<std::string> cells;
    const std::vector<std::string> text = table.text(column.name);
    for (const auto& row : rows) cells.push_back(row ? std::string(trimmed(text[*row])) : "n/a");
    // Whether a column is of numbers is a property of the table, not of a group.
    const bool numeric = std::all_of(text.begin(), text.end(), [](const std::string& cell) {
      return is_missing(trimmed(cell)) || parse_double(trimmed(cell));
    });
    if (!numeric) {
      variables.put(text_variable(column.name, cells));
      continue;
    }
    std::vector<double> values;
    for (const std::string& cell : cells) values.push_back(parse_double(cell).value_or(std::nan("")));
    variables.put(number_variable(column.name, values));
  }
}

}  // namespace

std::string name_of(const Estimates& input) {
  std::string out;
  for (const char* name : {"subject", "session", "task", "run"}) {
    const std::string label = label_of(input, name);
    if (label.empty()) continue;
    if (!out.empty()) out += ' ';
    out += std::string(name) == "subject" ? "sub-" + label : fmt::format("{} {}", name, label);
  }
  return out.empty() ? "an input" : out;
}

std::vector<Group> make_groups(const StatsModel& model, const Node& node, const GroupInput& input) {
  std::vector<Group> groups;
  std::map<std::vector<std::string>, std::size_t> index;
  for (const Estimates* estimates : input.estimates) {
    std::vector<std::string> key;
    for (const std::string& name : node.group_by)
      key.push_back(group_value(model, node, *estimates, name, input.participants));
    const auto [found, is_new] = index.emplace(key, groups.size());
    if (is_new) {
      groups.emplace_back();
      for (std::size_t i = 0; i < key.size(); ++i)
        if (node.group_by[i] != "contrast") groups.back().entities[node.group_by[i]] = key[i];
    }
    groups[found->second].inputs.push_back(estimates);
  }
  for (Group& group : groups) {
    for (const auto& [name, value] : shared_entities(node, group.inputs)) group.entities[name] = value;
    for (const Estimates* estimates : group.inputs)
      if (std::find(group.contrasts.begin(), group.contrasts.end(), estimates->contrast) == group.contrasts.end())
        group.contrasts.push_back(estimates->contrast);
  }
  return groups;
}

Variables group_variables(const Group& group, const bids::Participants* participants) {
  Variables variables;
  if (participants != nullptr) add_participants(group, *participants, variables);
  add_contrasts(group, variables);
  add_entities(group, variables);
  return variables;
}

GroupDesign make_group_design(const StatsModel& model, const Node& node, const Group& group,
                              const bids::Participants* participants) {
  Variables variables = group_variables(group, participants);
  GroupDesign out;
  out.known = variables.names();
  apply(node.instructions, {model.path, std::nullopt}, variables);
  const auto rows = static_cast<Eigen::Index>(group.inputs.size());
  std::vector<Eigen::VectorXd> columns;
  const auto add = [&](const std::string& name, const Eigen::VectorXd& values) {
    if (std::find(out.names.begin(), out.names.end(), name) != out.names.end()) return;
    out.names.push_back(name);
    columns.push_back(values);
  };
  for (const Term& term : node.x) {
    if (term.intercept()) {
      add(kIntercept, Eigen::VectorXd::Ones(rows));
      continue;
    }
    for (const std::string& name : variables.resolve(term.text, term.origin)) {
      const Variable* variable = variables.find(name);
      if (variable->is_text())
        throw model_error(model, term.origin,
                          fmt::format("{} is text (such as {}), expected numbers; use Factor, and its levels in X",
                                      in_quotes(name), in_quotes(variable->text.front())));
      add(name, Eigen::Map<const Eigen::VectorXd>(variable->values.data(), rows));
    }
  }
  out.x.resize(rows, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) out.x.col(static_cast<Eigen::Index>(i)) = columns[i];
  out.missing = variables.missing();
  for (const std::string& name : variables.names())
    if (std::find(out.known.begin(), out.known.end(), name) == out.known.end()) out.known.push_back(name);
  return out;
}

}  // namespace attune::statsmodel
