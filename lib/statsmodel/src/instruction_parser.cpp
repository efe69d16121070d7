#include "instruction_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::statsmodel {
namespace {

/// What a transformation is made of.
struct Kind {
  std::vector<std::string> parameters;
  std::function<Operation(const JsonView&)> read;
  bool needs_output = false;  ///< it makes something new, which needs a name
  bool many_to_one = false;   ///< all inputs make one output
};

bool flag_or(const JsonView& view, const std::string& key, bool otherwise) {
  const auto found = view.find(key);
  return found ? found->flag() : otherwise;
}

template <class T>
T choice(const JsonView& view, const std::vector<std::pair<std::string, T>>& choices) {
  const std::string text = view.text();
  std::vector<std::string> known;
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
    known.push_back(name);
  }
  throw view.error(fmt::format("{} is none of its values{}", in_quotes(text), suggestion(text, known)));
}

Attribute attribute_of(const JsonView& view) {
  return choice<Attribute>(view, {{"amplitude", Attribute::amplitude},
                                  {"value", Attribute::amplitude},
                                  {"duration", Attribute::duration},
                                  {"onset", Attribute::onset}});
}

Operation read_factor(const JsonView& view) {
  using Constraint = Factor::Constraint;
  Factor out;
  if (const auto constraint = view.find("Constraint"))
    out.constraint = choice<Constraint>(
        *constraint,
        {{"none", Constraint::none}, {"drop_one", Constraint::drop_one}, {"mean_zero", Constraint::mean_zero}});
  if (const auto level = view.find("RefLevel")) {
    out.reference = level->text_or_number();
    if (out.constraint == Constraint::none)
      throw level->error("has no effect without Constraint drop_one or mean_zero; take it out or add the constraint");
  }
  if (const auto separator = view.find("Sep")) out.separator = separator->text();
  return out;
}

Operation read_convolve(const JsonView& view) {
  Convolve out;
  if (const auto model = view.find("Model")) out.response = parse_response(*model);
  const bool fir = out.response.kind == bold::ResponseKind::fir;
  for (const char* key : {"Derivative", "Dispersion"})
    if (fir && flag_or(view, key, false))
      throw view.at(key).error("a finite impulse response has no derivatives; take it out");
  out.response.time_derivative |= flag_or(view, "Derivative", false);
  out.response.dispersion_derivative |= flag_or(view, "Dispersion", false);
  if (const auto dispersion = view.find("Dispersion");
      dispersion && out.response.dispersion_derivative && !out.response.time_derivative)
    throw dispersion->error("a dispersion derivative needs the time derivative too; add \"Derivative\": true");
  if (const auto delays = view.find("FirDelays")) {
    if (!fir) throw delays->error("is for Model \"fir\" only; take it out or set the model");
    read_delays(*delays, out.response);
  } else if (fir) {
    throw view.error("Model \"fir\" needs FirDelays, as [0, 1, 2, 3]");
  }
  return out;
}

Operation read_scale(const JsonView& view) {
  Scale out;
  out.demean = flag_or(view, "Demean", true);
  out.rescale = flag_or(view, "Rescale", true);
  if (const auto missing = view.find("ReplaceNa"))
    out.missing = choice<Scale::Missing>(
        *missing, {{"before", Scale::Missing::zero_before}, {"after", Scale::Missing::zero_after}});
  return out;
}

Operation read_sum(const JsonView& view) {
  Sum out;
  const auto weights = view.find("Weights");
  if (!weights) return out;
  for (const JsonView& weight : weights->elements()) out.weights.push_back(weight.number());
  if (const std::size_t inputs = view.at("Input").texts().size(); inputs != out.weights.size())
    throw weights->error(fmt::format("has {} weights for {} inputs; give one for each", out.weights.size(), inputs));
  return out;
}

Operation read_power(const JsonView& view) { return Power{view.at("Value").number()}; }

Operation read_threshold(const JsonView& view) {
  Threshold out;
  if (const auto threshold = view.find("Threshold")) out.threshold = threshold->number();
  out.binarize = flag_or(view, "Binarize", false);
  out.above = flag_or(view, "Above", true);
  out.is_signed = flag_or(view, "Signed", true);
  return out;
}

Operation read_replace(const JsonView& view) {
  Replace out;
  const JsonView values = view.at("Replace");
  for (const std::string& old : values.keys()) out.values.emplace_back(old, values.at(old).text_or_number());
  if (out.values.empty()) throw values.error("is empty; say which value becomes which, as {\"n\": 0, \"y\": 1}");
  if (const auto attribute = view.find("Attribute")) out.attribute = attribute_of(*attribute);
  return out;
}

Operation read_assign(const JsonView& view) {
  Assign out;
  out.target = view.at("Target").text();
  if (const auto from = view.find("InputAttr")) out.from = attribute_of(*from);
  if (const auto to = view.find("TargetAttr")) out.to = attribute_of(*to);
  if (view.at("Input").texts().size() != 1) throw view.at("Input").error("names several variables, Assign takes one");
  return out;
}

template <class T>
std::function<Operation(const JsonView&)> plain(T value = {}) {
  return [value](const JsonView&) { return Operation(value); };
}

const std::map<std::string, Kind>& kinds() {
  using LogicalKind = Logical::Kind;
  static const std::map<std::string, Kind> all{
      {"Factor", {{"Constraint", "RefLevel", "Sep"}, read_factor}},
      {"Convolve", {{"Model", "Derivative", "Dispersion", "FirDelays"}, read_convolve}},
      {"Scale", {{"Demean", "Rescale", "ReplaceNa"}, read_scale}},
      {"Demean", {{}, plain<Demean>()}},
      {"Copy", {{}, plain<Copy>(), true}},
      {"Rename", {{}, plain<Rename>(), true}},
      {"Select", {{}, plain<Select>()}},
      {"Delete", {{}, plain<Delete>()}},
      {"Product", {{}, plain<Product>(), true, true}},
      {"Sum", {{"Weights"}, read_sum, true, true}},
      {"Power", {{"Value"}, read_power}},
      {"Threshold", {{"Threshold", "Binarize", "Above", "Signed"}, read_threshold}},
      {"Replace", {{"Replace", "Attribute"}, read_replace}},
      {"Assign", {{"Target", "InputAttr", "TargetAttr"}, read_assign, false, true}},
      {"And", {{}, plain<Logical>({LogicalKind::conjunction}), true, true}},
      {"Or", {{}, plain<Logical>({LogicalKind::disjunction}), true, true}},
      {"Not", {{}, plain<Logical>({LogicalKind::negation})}},
  };
  return all;
}

const std::vector<std::string>& not_executed() {
  static const std::vector<std::string> names{"Concatenate",   "DropNA",   "DropNa",        "Filter", "Group",  "Lag",
                                              "Orthogonalize", "Resample", "ResampleDense", "Split",  "ToDense"};
  return names;
}

const Kind& kind_of(const JsonView& name) {
  const std::string text = name.text();
  const auto found = kinds().find(text);
  if (found != kinds().end()) return found->second;
  const auto& spurned = not_executed();
  if (std::find(spurned.begin(), spurned.end(), text) != spurned.end())
    throw name.error(
        fmt::format("the transformation {} exists, but attune does not execute it; write the model "
                    "without it",
                    in_quotes(text)));
  std::vector<std::string> known;
  for (const auto& [known_name, kind] : kinds()) known.push_back(known_name);
  throw name.error(fmt::format("there is no transformation {}{}", in_quotes(text), suggestion(text, known)));
}

void check_output(const JsonView& view, const Instruction& instruction, const Kind& kind) {
  const auto output = view.find("Output");
  const auto& operation = instruction.operation;
  if (!output) {
    if (kind.needs_output)
      throw view.error(fmt::format("{} lacks Output, the name of what it makes", instruction.name));
    return;
  }
  if (std::holds_alternative<Factor>(operation) || std::holds_alternative<Select>(operation) ||
      std::holds_alternative<Delete>(operation))
    throw output->error(fmt::format("{} names its outputs itself; take Output out", instruction.name));
  const std::size_t expected = kind.many_to_one ? 1 : instruction.input.size();
  const bool patterns = std::any_of(instruction.input.begin(), instruction.input.end(), [](const std::string& input) {
    return input.find_first_of("*?") != std::string::npos;
  });
  if (patterns && !kind.many_to_one)
    throw output->error("Input holds a pattern, so that its outputs cannot be named; write the names of the inputs");
  if (instruction.output.size() != expected)
    throw output->error(fmt::format("{} names for {} outputs; give one for each", instruction.output.size(), expected));
}

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t plus = std::min(text.find('+', start), text.size());
    std::string part(trimmed(std::string_view(text).substr(start, plus - start)));
    for (char& c : part) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    parts.push_back(part);
    start = plus + 1;
  }
  return parts;
}

}  // namespace

bold::ResponseModel parse_response(const JsonView& view) {
  const std::string text = view.text();
  const std::vector<std::string> parts = parts_of(text);
  const std::vector<std::pair<std::string, bold::ResponseKind>> known{{"spm", bold::ResponseKind::spm},
                                                                      {"glover", bold::ResponseKind::glover},
                                                                      {"gamma", bold::ResponseKind::gamma},
                                                                      {"fir", bold::ResponseKind::fir}};
  const auto kind = std::find_if(known.begin(), known.end(), [&](const auto& k) { return k.first == parts.front(); });
  if (kind == known.end()) {
    std::vector<std::string> names;
    for (const auto& [name, value] : known) names.push_back(name);
    throw view.error(fmt::format("{} is no response that attune has{}", in_quotes(text), suggestion(parts[0], names)));
  }
  bold::ResponseModel response;
  response.kind = kind->second;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    bool& flag = parts[i] == "derivative" ? response.time_derivative : response.dispersion_derivative;
    if ((parts[i] != "derivative" && parts[i] != "dispersion") || flag || response.kind == bold::ResponseKind::fir)
      throw view.error(fmt::format("{} is not understood; write it as \"spm + derivative + dispersion\" or \"fir\"",
                                   in_quotes(text)));
    flag = true;
  }
  if (response.dispersion_derivative && !response.time_derivative)
    throw view.error("a dispersion derivative needs the time derivative too; write \"spm + derivative + dispersion\"");
  return response;
}

void read_delays(const JsonView& view, bold::ResponseModel& response) {
  const std::vector<JsonView> delays = view.elements();
  for (std::size_t i = 0; i < delays.size(); ++i)
    if (delays[i].number() != static_cast<double>(i))
      throw delays[i].error(
          fmt::format("is {}; delays are 0, 1, 2 .. volumes without a gap", format_double(delays[i].number())));
  if (delays.empty()) throw view.error("is empty; give the delays in volumes, as [0, 1, 2, 3]");
  constexpr std::size_t kMost = 1000;
  if (delays.size() > kMost)
    throw view.error(fmt::format("has {} delays, at most {} make sense", delays.size(), kMost));
  response.fir_bins = static_cast<int>(delays.size());
}

Instruction parse_instruction(const JsonView& view) {
  if (!view.json().is_object()) throw view.error("is no object with a Name, as {\"Name\": \"Factor\", ..}");
  Instruction out;
  const JsonView name = view.at("Name");
  out.name = name.text();
  const Kind& kind = kind_of(name);
  std::vector<std::string> keys{"Name", "Input", "Output", "Description"};
  keys.insert(keys.end(), kind.parameters.begin(), kind.parameters.end());
  view.expect_keys(fmt::format("the transformation {}", out.name), keys, {"GroupBy", "Groupby", "Dense"});
  out.origin = view.origin();
  out.input = view.at("Input").texts();
  if (out.input.empty()) throw view.at("Input").error("is empty; name a variable");
  if (const auto output = view.find("Output")) out.output = output->texts();
  out.operation = kind.read(view);
  check_output(view, out, kind);
  return out;
}

}  // namespace attune::statsmodel
