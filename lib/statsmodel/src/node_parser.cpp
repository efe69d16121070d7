#include <fmt/format.h>

#include <algorithm>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "entities.hpp"
#include "instruction_parser.hpp"
#include "model_parts.hpp"

namespace attune::statsmodel {
namespace {

template <class T>
T choice(const JsonView& view, const std::vector<std::pair<std::string, T>>& choices) {
  const std::string text = view.text();
  std::vector<std::string> known;
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
    known.push_back(name);
  }
  throw view.error(fmt::format("is {}{}", in_quotes(text), suggestion(text, known)));
}

Test parse_test(const JsonView& view) {
  return choice<Test>(view, {{"pass", Test::pass}, {"t", Test::t}, {"F", Test::f}});
}

/// A name of `X`, `ConditionList` or `DummyContrasts`: text, or the number 1.
std::string parse_variable(const JsonView& view) {
  if (view.json().is_number()) {
    if (view.number() == 1.0) return kIntercept;
    throw view.error(
        fmt::format("is the number {}; the only number here is 1, the intercept", format_double(view.number())));
  }
  return view.text();
}

std::vector<Term> parse_x(const JsonView& view) {
  std::vector<Term> out;
  for (const JsonView& element : view.elements()) {
    Term term{parse_variable(element), element.origin()};
    if (std::any_of(out.begin(), out.end(), [&](const Term& other) { return other.text == term.text; }))
      throw element.error(fmt::format("{} is in X twice; keep one", in_quotes(term.text)));
    out.push_back(std::move(term));
  }
  if (out.empty()) throw view.error("is empty; name at least one variable or 1, the intercept");
  return out;
}

/// A number, or text such as "0.5" or "-1/3".
double parse_weight(const JsonView& view) {
  if (view.json().is_number()) return view.number();
  const std::string text = view.text();
  const std::size_t slash = text.find('/');
  const auto above = parse_double(trimmed(std::string_view(text).substr(0, slash)));
  const auto below = slash == std::string::npos ? std::optional<double>(1.0)
                                                : parse_double(trimmed(std::string_view(text).substr(slash + 1)));
  if (!above || !below || *below == 0.0 || !(*above / *below - *above / *below == 0.0))
    throw view.error(fmt::format("{} is no weight; write a number or a fraction as \"1/3\"", in_quotes(text)));
  return *above / *below;
}

std::vector<double> parse_row(const std::vector<JsonView>& elements) {
  std::vector<double> out;
  for (const JsonView& element : elements) out.push_back(parse_weight(element));
  return out;
}

void read_weights(const JsonView& view, Contrast& contrast) {
  const std::vector<JsonView> elements = view.elements();
  const bool rows = !elements.empty() && elements.front().json().is_array();
  if (rows && contrast.test != Test::f)
    throw view.error(fmt::format("has rows of weights, but Test is {}; rows are for F", name_of(contrast.test)));
  if (rows) {
    for (const JsonView& row : elements) contrast.weights.push_back(parse_row(row.elements()));
  } else {
    contrast.weights.push_back(parse_row(elements));
  }
  for (const std::vector<double>& row : contrast.weights) {
    if (row.size() != contrast.conditions.size())
      throw view.error(fmt::format("has {} weights for the {} conditions of ConditionList; give one for each",
                                   row.size(), contrast.conditions.size()));
    if (std::all_of(row.begin(), row.end(), [](double weight) { return weight == 0.0; }))
      throw view.error("has only weights of 0; a contrast weighs something");
  }
}

Contrast parse_contrast(const JsonView& view) {
  view.expect_keys("a contrast", {"Name", "ConditionList", "Weights", "Test", "Description"});
  Contrast out;
  out.origin = view.origin();
  out.name = view.at("Name").text();
  out.test = parse_test(view.at("Test"));
  for (const JsonView& condition : view.at("ConditionList").elements()) {
    std::string name = parse_variable(condition);
    if (std::find(out.conditions.begin(), out.conditions.end(), name) != out.conditions.end())
      throw condition.error(fmt::format("{} is in ConditionList twice; add its weights", in_quotes(name)));
    out.conditions.push_back(std::move(name));
  }
  if (out.conditions.empty()) throw view.at("ConditionList").error("is empty; name a condition");
  read_weights(view.at("Weights"), out);
  return out;
}

DummyContrasts parse_dummies(const JsonView& view) {
  view.expect_keys("DummyContrasts", {"Contrasts", "Test", "Description"});
  DummyContrasts out;
  out.origin = view.origin();
  out.test = parse_test(view.at("Test"));
  if (const auto contrasts = view.find("Contrasts")) {
    out.contrasts.emplace();
    for (const JsonView& name : contrasts->elements()) out.contrasts->push_back(parse_variable(name));
  }
  return out;
}

HrfSpec parse_hrf(const JsonView& view) {
  view.expect_keys("HRF", {"Variables", "Model", "Parameters", "Description"});
  HrfSpec out;
  out.origin = view.origin();
  out.variables = view.at("Variables").texts();
  if (out.variables.empty()) throw view.at("Variables").error("is empty; name a variable or take HRF out");
  const JsonView model = view.at("Model");
  out.response = parse_response(model);
  const bool fir = out.response.kind == bold::ResponseKind::fir;
  if (const auto parameters = view.find("Parameters")) {
    const std::vector<std::string> known = fir ? std::vector<std::string>{"fir_delays"} : std::vector<std::string>{};
    parameters->expect_keys(fir ? "Parameters of fir" : "Parameters of this response, which has none,", known);
    if (fir) read_delays(parameters->at("fir_delays"), out.response);
  }
  if (fir && out.response.fir_bins == 0)
    throw model.error("\"fir\" needs Parameters, as {\"fir_delays\": [0, 1, 2, 3]}");
  return out;
}

double parse_cutoff(const JsonView& view) {
  const double value = view.number();
  if (!(value > 0)) throw view.error(fmt::format("is {} Hz; a cut-off is above 0", format_double(value)));
  return value;
}

Options parse_options(const JsonView& view) {
  view.expect_keys("Options", {"HighPassFilterCutoffHz", "LowPassFilterCutoffHz", "Mask", "Aggregate", "Description"},
                   {"ReplaceVariables"});
  Options out;
  if (const auto high_pass = view.find("HighPassFilterCutoffHz")) out.high_pass_hz = parse_cutoff(*high_pass);
  if (const auto low_pass = view.find("LowPassFilterCutoffHz")) out.low_pass_hz = parse_cutoff(*low_pass);
  if (out.high_pass_hz && out.low_pass_hz && *out.low_pass_hz <= *out.high_pass_hz)
    throw view.at("LowPassFilterCutoffHz").error("is not above HighPassFilterCutoffHz: nothing would be left");
  if (const auto mask = view.find("Mask")) {
    out.mask = parse_filter(*mask, {"suffix"});
    if (out.mask.empty()) throw mask->error("is empty; name the mask's entities, as {\"desc\": [\"brain\"]}");
  }
  if (const auto aggregate = view.find("Aggregate"))
    out.aggregate =
        choice<Aggregate>(*aggregate, {{"none", Aggregate::none}, {"mean", Aggregate::mean}, {"pca", Aggregate::pca}});
  return out;
}

void read_model(const JsonView& view, Node& node, Warnings& warnings) {
  view.expect_keys("Model", {"Type", "X", "HRF", "Options", "Software", "Description"}, {"Formula"});
  node.type = choice<ModelType>(view.at("Type"), {{"glm", ModelType::glm}, {"meta", ModelType::meta}});
  if (node.level == Level::run && node.type == ModelType::meta)
    throw view.at("Type").error("is meta at level Run, which has no estimates yet to combine; use glm");
  node.x = parse_x(view.at("X"));
  for (const char* key : {"HRF", "Options"})
    if (node.level != Level::run && view.has(key))
      throw view.at(key).error(
          fmt::format("has no effect at level {}; it belongs to the node of level Run", name_of(node.level)));
  if (const auto hrf = view.find("HRF")) node.hrf = parse_hrf(*hrf);
  if (const auto options = view.find("Options")) node.options = parse_options(*options);
  if (const auto software = view.find("Software"))
    for (const std::string& name : software->keys())
      warnings.push_back(software->at(name).error("settings for other software, which attune does not read").what());
}

void read_transformations(const JsonView& view, Node& node) {
  view.expect_keys("Transformations", {"Transformer", "Instructions", "Description"});
  const JsonView transformer = view.at("Transformer");
  if (transformer.text() != "pybids-transforms-v1")
    throw transformer.error(fmt::format("is {}; the transformer that attune executes is pybids-transforms-v1",
                                        in_quotes(transformer.text())));
  for (const JsonView& instruction : view.at("Instructions").elements()) {
    node.instructions.push_back(parse_instruction(instruction));
    if (node.level != Level::run && std::holds_alternative<Convolve>(node.instructions.back().operation))
      throw instruction.error(
          fmt::format("Convolve is for the level Run; this node is of level {}", name_of(node.level)));
  }
}

}  // namespace

Filter parse_filter(const JsonView& view, const std::vector<std::string>& further) {
  std::vector<std::string> known = further;
  known.insert(known.end(), entity_names().begin(), entity_names().end());
  view.expect_keys("a filter of entities", known);
  Filter out;
  for (const std::string& key : view.keys()) {
    const JsonView values = view.at(key);
    out.push_back({key, {}});
    if (!values.json().is_array()) {
      out.back().second.push_back(values.text_or_number());
      continue;
    }
    for (const JsonView& value : values.elements()) out.back().second.push_back(value.text_or_number());
    if (out.back().second.empty()) throw values.error("is an empty list: nothing would be left");
  }
  return out;
}

Node parse_node(const JsonView& view, Warnings& warnings) {
  view.expect_keys(
      "a node", {"Level", "Name", "GroupBy", "Transformations", "Model", "Contrasts", "DummyContrasts", "Description"});
  Node out;
  out.origin = view.origin();
  out.name = view.at("Name").text();
  out.level = choice<Level>(
      view.at("Level"),
      {{"Run", Level::run}, {"Session", Level::session}, {"Subject", Level::subject}, {"Dataset", Level::dataset}});
  const JsonView group_by = view.at("GroupBy");
  for (const JsonView& element : group_by.elements()) {
    std::string name = element.text();
    if (std::find(out.group_by.begin(), out.group_by.end(), name) != out.group_by.end())
      throw element.error(fmt::format("{} is in GroupBy twice; keep one", in_quotes(name)));
    const auto& entities = entity_names();
    if (out.level == Level::run && std::find(entities.begin(), entities.end(), name) == entities.end())
      throw element.error(fmt::format("runs cannot be grouped by {}{}", in_quotes(name), suggestion(name, entities)));
    out.group_by.push_back(std::move(name));
  }
  if (const auto transformations = view.find("Transformations")) read_transformations(*transformations, out);
  read_model(view.at("Model"), out, warnings);
  if (const auto contrasts = view.find("Contrasts"))
    for (const JsonView& contrast : contrasts->elements()) out.contrasts.push_back(parse_contrast(contrast));
  if (const auto dummies = view.find("DummyContrasts")) out.dummy_contrasts = parse_dummies(*dummies);
  return out;
}

}  // namespace attune::statsmodel
