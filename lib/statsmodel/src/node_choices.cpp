#include "node_choices.hpp"

#include <nlohmann/json.hpp>

namespace attune::statsmodel {
namespace {

using Json = nlohmann::ordered_json;

Json describe_response(const bold::ResponseModel& response) {
  Json out;
  out["Model"] = std::string(bold::name_of(response.kind));
  out["Derivative"] = response.time_derivative;
  out["Dispersion"] = response.dispersion_derivative;
  if (response.kind == bold::ResponseKind::fir) out["Delays"] = response.fir_bins;
  out["Convolution"] = "exact: boxcar, or stick of 1 s area for a duration of 0, with a kernel of unit integral";
  return out;
}

Json describe_runs(const Node& node, const Request& request) {
  Json out;
  for (const Instruction& instruction : node.instructions)
    if (const auto* convolve = std::get_if<Convolve>(&instruction.operation))
      out["Responses"].push_back(describe_response(convolve->response));
  if (node.hrf) out["Responses"].push_back(describe_response(node.hrf->response));
  if (node.options.high_pass_hz) out["HighPassFilterCutoffHz"] = *node.options.high_pass_hz;
  if (node.options.low_pass_hz) out["LowPassFilterCutoffHz"] = *node.options.low_pass_hz;
  out["Filter"] = "discrete cosines in the design";
  out["Noise"] =
      request.noise ? std::string(bold::name_of(*request.noise)) : "default: arma11 per region, ar1 per voxel";
  out["NoiseEstimation"] = "restricted maximum likelihood";
  switch (request.degrees) {
    case bold::DegreesOfFreedom::residual:
      out["DegreesOfFreedom"] = "volumes less rank";
      break;
    case bold::DegreesOfFreedom::satterthwaite:
      out["DegreesOfFreedom"] = "Satterthwaite";
      break;
    case bold::DegreesOfFreedom::kenward_roger:
      out["DegreesOfFreedom"] = "Kenward-Roger";
      break;
  }
  return out;
}

}  // namespace

std::string describe_node(const Node& node, const Request& request, const std::vector<Estimates>& estimates) {
  Json out;
  out["Node"] = node.name;
  out["Level"] = name_of(node.level);
  out["GroupBy"] = node.group_by;
  out["Type"] = node.type == ModelType::glm ? "glm" : "meta";
  for (const Term& term : node.x) out["X"].push_back(term.text);
  for (const Instruction& instruction : node.instructions)
    out["Transformations"].push_back(
        {{"Name", instruction.name}, {"Input", instruction.input}, {"Output", instruction.output}});
  if (!estimates.empty()) out["Unit"] = estimates.front().unit;
  if (node.level == Level::run)
    out["Runs"] = describe_runs(node, request);
  else
    out["Estimator"] = node.type == ModelType::glm
                           ? "least squares over the inputs; degrees of freedom inputs less rank"
                           : "weighted least squares with the inputs' variances as known (fixed effects); degrees of "
                             "freedom summed over the inputs that a contrast rests on";
  return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string label_of(const std::string& name) {
  std::string out;
  bool raise = false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9')) {
      raise = !out.empty();
      continue;
    }
    out += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    raise = false;
  }
  return out.empty() ? "unnamed" : out;
}

}  // namespace attune::statsmodel
