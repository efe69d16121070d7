#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "model_parts.hpp"

namespace attune::statsmodel {
namespace {

/// True if a column that the response makes of a variable of X may be called so: `x_derivative`, `x_delay_3`.
bool is_response_column(const Node& node, const std::string& name) {
  for (const char* suffix : {"_derivative", "_dispersion", "_delay_"}) {
    const std::size_t at = name.rfind(suffix);
    if (at == std::string::npos || at == 0) continue;
    const std::string base = name.substr(0, at);
    if (std::any_of(node.x.begin(), node.x.end(), [&](const Term& term) { return matches(term, base); })) return true;
  }
  return false;
}

void check_condition(const StatsModel& model, const Node& node, const std::string& name, const Origin& origin) {
  if (std::any_of(node.x.begin(), node.x.end(), [&](const Term& term) { return matches(term, name); })) return;
  if (node.level == Level::run && is_response_column(node, name)) return;
  std::vector<std::string> known;
  for (const Term& term : node.x) known.push_back(term.text);
  throw model_error(model, origin,
                    fmt::format("{} is not in X of the node{}", in_quotes(name), suggestion(name, known)));
}

void check_contrasts(const StatsModel& model, const Node& node) {
  std::set<std::string> names;
  for (const Contrast& contrast : node.contrasts) {
    for (const std::string& condition : contrast.conditions) check_condition(model, node, condition, contrast.origin);
    if (!names.insert(contrast.name).second)
      throw model_error(model, contrast.origin,
                        fmt::format("a contrast {} is there already; give it another name", in_quotes(contrast.name)));
  }
  if (!node.dummy_contrasts) return;
  const DummyContrasts& dummies = *node.dummy_contrasts;
  if (dummies.contrasts) {
    for (const std::string& name : *dummies.contrasts) {
      check_condition(model, node, name, dummies.origin);
      if (!names.insert(name).second)
        throw model_error(model, dummies.origin,
                          fmt::format("a contrast {} is there already; take it out of one list", in_quotes(name)));
    }
  }
}

void check_hrf(const StatsModel& model, const Node& node) {
  if (!node.hrf) return;
  std::vector<std::string> known;
  for (const Term& term : node.x) known.push_back(term.text);
  for (const std::string& variable : node.hrf->variables) {
    const Term own{variable, {}};
    const bool there = std::any_of(node.x.begin(), node.x.end(), [&](const Term& term) {
      return term.text == variable || matches(term, variable) || matches(own, term.text);
    });
    if (!there)
      throw model_error(model, node.hrf->origin,
                        fmt::format("{} is not in X of the node{}", in_quotes(variable), suggestion(variable, known)));
  }
}

void check_run_intercept(const StatsModel& model, const Node& node) {
  if (node.level != Level::run) return;
  if (std::none_of(node.x.begin(), node.x.end(), [](const Term& term) { return term.intercept(); }))
    throw model_error(model, {node.origin.pointer + "/Model/X", node.x.front().origin.line},
                      "lacks 1, the intercept: a BOLD series is far from 0, and its mean would be laid to the "
                      "conditions; add 1 to X");
}

void check_edges(const StatsModel& model) {
  std::vector<bool> fed(model.nodes.size(), false);
  for (const Edge& edge : model.edges) {
    const Node& source = model.nodes[edge.source];
    const Node& destination = model.nodes[edge.destination];
    if (destination.level == Level::run)
      throw model_error(
          model, edge.origin,
          fmt::format("leads into {}, which is of level Run and takes images", in_quotes(destination.name)));
    if (destination.level < source.level)
      throw model_error(model, edge.origin,
                        fmt::format("leads from level {} down to level {}; edges go up", name_of(source.level),
                                    name_of(destination.level)));
    if (source.contrasts.empty() && !source.dummy_contrasts)
      throw model_error(model, source.origin,
                        fmt::format("{} has neither Contrasts nor DummyContrasts, so that nothing goes on to {}",
                                    in_quotes(source.name), in_quotes(destination.name)));
    fed[edge.destination] = true;
  }
  for (std::size_t i = 0; i < model.nodes.size(); ++i)
    if (!fed[i] && model.nodes[i].level != Level::run)
      throw model_error(model, model.nodes[i].origin,
                        fmt::format("no edge leads to {}, which is of level {} and takes estimates of other nodes",
                                    in_quotes(model.nodes[i].name), name_of(model.nodes[i].level)));
}

// Sources first; among those that are ready the order of the file.
std::vector<std::size_t> order_of(const StatsModel& model) {
  std::vector<std::size_t> order;
  std::vector<bool> done(model.nodes.size(), false);
  while (order.size() < model.nodes.size()) {
    const std::size_t before = order.size();
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
      const bool ready = std::all_of(model.edges.begin(), model.edges.end(),
                                     [&](const Edge& edge) { return edge.destination != i || done[edge.source]; });
      if (done[i] || !ready) continue;
      done[i] = true;
      order.push_back(i);
    }
    if (order.size() == before)
      throw model_error(model, model.edges.front().origin, "the edges lead in a circle; a node feeds only later ones");
  }
  return order;
}

}  // namespace

void check_model(StatsModel& model) {
  for (const Node& node : model.nodes) {
    check_contrasts(model, node);
    check_hrf(model, node);
    check_run_intercept(model, node);
  }
  check_edges(model);
  model.order = order_of(model);
}

}  // namespace attune::statsmodel
