#include "attune/statsmodel/model.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/files.hpp"
#include "attune/base/nearest_name.hpp"
#include "json_document.hpp"
#include "model_parts.hpp"

namespace attune::statsmodel {
namespace {

constexpr std::uintmax_t kModelLimit = std::uintmax_t{1} << 26;

std::size_t node_called(const StatsModel& model, const JsonView& view) {
  const std::string name = view.text();
  std::vector<std::string> known;
  for (const Node& node : model.nodes) known.push_back(node.name);
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end())
    throw view.error(fmt::format("there is no node {}{}", in_quotes(name), suggestion(name, known)));
  return static_cast<std::size_t>(found - known.begin());
}

Edge parse_edge(const StatsModel& model, const JsonView& view) {
  view.expect_keys("an edge", {"Source", "Destination", "Filter", "Description"});
  Edge out;
  out.origin = view.origin();
  out.source = node_called(model, view.at("Source"));
  out.destination = node_called(model, view.at("Destination"));
  if (out.source == out.destination) throw view.error("leads from a node to itself");
  if (const auto filter = view.find("Filter")) out.filter = parse_filter(*filter, {"contrast"});
  return out;
}

void read_nodes(const JsonView& view, StatsModel& model) {
  for (const JsonView& element : view.elements()) {
    Node node = parse_node(element, model.warnings);
    if (std::any_of(model.nodes.begin(), model.nodes.end(), [&](const Node& n) { return n.name == node.name; }))
      throw element.error(fmt::format("a node {} is there already; give it another name", in_quotes(node.name)));
    model.nodes.push_back(std::move(node));
  }
  if (model.nodes.empty()) throw view.error("is empty; a model has at least a node");
}

void read_edges(const JsonView& view, StatsModel& model) {
  if (const auto edges = view.find("Edges")) {
    for (const JsonView& edge : edges->elements()) model.edges.push_back(parse_edge(model, edge));
    return;
  }
  for (std::size_t i = 1; i < model.nodes.size(); ++i) model.edges.push_back({i - 1, i, {}, model.nodes[i].origin});
}

// `*` and `?` as the shell has them, without sets in brackets.
bool fits(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n]) && pattern[p] != '*') {
      ++p;
      ++n;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

std::string name_of(Level level) {
  switch (level) {
    case Level::run:
      return "Run";
    case Level::session:
      return "Session";
    case Level::subject:
      return "Subject";
    case Level::dataset:
      return "Dataset";
  }
  throw Error(Fault::internal, "name_of: no such level");
}

std::string name_of(Test test) {
  switch (test) {
    case Test::pass:
      return "pass";
    case Test::t:
      return "t";
    case Test::f:
      return "F";
  }
  throw Error(Fault::internal, "name_of: no such test");
}

bool matches(const Term& term, std::string_view name) {
  return term.text == name || (term.pattern() && fits(term.text, name));
}

Error model_error(const StatsModel& model, const Origin& origin, const std::string& what) {
  return error_at(model.path, origin, what);
}

StatsModel parse_stats_model(std::string_view text, const std::filesystem::path& path) {
  const JsonDocument document(text, path);
  const JsonView view(document);
  view.expect_keys("a BIDS Stats Model", {"Name", "BIDSModelVersion", "Description", "Input", "Nodes", "Edges"});
  StatsModel model;
  model.path = path;
  model.name = view.at("Name").text();
  const JsonView version = view.at("BIDSModelVersion");
  model.version = version.text();
  if (!model.version.starts_with("1."))
    throw version.error(fmt::format("is {}; attune reads versions 1.x", in_quotes(model.version)));
  if (const auto description = view.find("Description"); description && description->json().is_string())
    model.description = description->json().get<std::string>();
  if (const auto input = view.find("Input")) model.input = parse_filter(*input, {});
  read_nodes(view.at("Nodes"), model);
  read_edges(view, model);
  check_model(model);
  return model;
}

StatsModel read_stats_model(const std::filesystem::path& path) {
  return parse_stats_model(read_text(path, kModelLimit), path);
}

}  // namespace attune::statsmodel
