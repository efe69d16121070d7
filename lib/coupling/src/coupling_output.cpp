#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/coupling/coupling_run.hpp"
#include "attune/table/record.hpp"

namespace attune::coupling {

namespace {

std::string letters_and_digits(const std::string& text) {
  std::string out;
  for (const char c : text)
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) out += c;
  return out;
}

std::string file_stem(const Layer& layer) {
  std::string name;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) name += fmt::format("{}{}_", key, letters_and_digits(value));
  };
  const std::string& participant = layer.labels.participant_id;
  add("sub-", participant.starts_with("sub-") ? participant.substr(4) : participant);
  const std::string& session = layer.labels.session;
  add("ses-", session.starts_with("ses-") ? session.substr(4) : session);
  add("task-", layer.labels.task);
  add("run-", layer.labels.run);
  add("condition-", layer.condition);
  return name;
}

bool has_joined(const std::vector<Layer>& layers, const Layer& of) {
  return std::any_of(layers.begin(), layers.end(), [&](const Layer& other) {
    return other.of_participant && other.condition == of.condition &&
           other.labels.participant_id == of.labels.participant_id && other.labels.session == of.labels.session &&
           other.labels.task == of.labels.task;
  });
}

std::string label_of(const Layer& layer) {
  std::string out = file_stem(layer);
  if (!out.empty()) out.pop_back();
  return out.empty() ? layer.source : out;
}

store::DataArray array_of(const CouplingResult& result, const char* name, const std::string& meaning,
                          Eigen::MatrixXd Layer::*matrix) {
  store::DataArray array{name, "1", meaning, {}, {}, false};
  store::Axis couplings{"coupling", "", {}, {}};
  for (const Layer& layer : result.layers) {
    couplings.labels.push_back(label_of(layer));
    for (Eigen::Index i = 0; i < (layer.*matrix).rows(); ++i)
      for (Eigen::Index j = 0; j < (layer.*matrix).cols(); ++j) array.values.push_back((layer.*matrix)(i, j));
  }
  array.axes = {couplings, {"from", "", result.regions, {}}, {"to", "", result.regions, {}}};
  return array;
}

FieldValue text_or_missing(const std::string& text) { return text.empty() ? std::string("n/a") : text; }

Table layer_table(const CouplingResult& result) {
  std::vector<Record> records;
  for (const Layer& layer : result.layers)
    records.push_back({{"coupling", label_of(layer)},
                       {"participant_id", text_or_missing(layer.labels.participant_id)},
                       {"session", text_or_missing(layer.labels.session)},
                       {"task", text_or_missing(layer.labels.task)},
                       {"run", text_or_missing(layer.labels.run)},
                       {"level", std::string(layer.of_participant ? "participant" : "run")},
                       {"condition", text_or_missing(layer.condition)},
                       {"n", layer.n},
                       {"frames", layer.kept},
                       {"volumes", layer.volumes},
                       {"shrinkage", layer.shrinkage},
                       {"excluded", text_or_missing(layer.reason)}});
  return attune::to_table(std::span<const Record>(records));
}

}  // namespace

std::vector<std::pair<std::string, Table>> matrices(const CouplingResult& result, const CouplingRequest& request) {
  const std::string stat = request.what == CouplingRequest::What::beta_series
                               ? "betaseries"
                               : letters_and_digits(std::string(name_of(request.kind)));
  std::vector<std::pair<std::string, Table>> out;
  std::set<std::string> names;
  for (const Layer& layer : result.layers) {
    if (!layer.of_participant && has_joined(result.layers, layer)) continue;
    const bool of_contrast = layer.r.array().isNaN().all();
    const std::string name = fmt::format("{}stat-{}{}_relmat.tsv", file_stem(layer), stat, of_contrast ? "z" : "");
    if (!names.insert(name).second)
      throw usage_error(
          fmt::format("--matrices: two matrices would be {}; conditions need names with different letters "
                      "and digits",
                      name));
    out.emplace_back(name, square_table(of_contrast ? layer.value : layer.r, result.regions));
  }
  return out;
}

store::Container to_container(const CouplingResult& result) {
  store::Container container;
  container.kind = "coupling";
  container.attributes = {{"measure", result.measure}, {"meaning", result.meaning}};
  container.arrays = {array_of(result, "value", result.meaning, &Layer::value),
                      array_of(result, "se", "standard error of value", &Layer::se),
                      array_of(result, "df", "effective degrees of freedom", &Layer::df),
                      array_of(result, "p", "two-sided, not corrected for the number of pairs", &Layer::p),
                      array_of(result, "r", "correlation", &Layer::r)};
  container.tables = {{"couplings", layer_table(result)}};
  return container;
}

Table measures_table(const CouplingResult& result) {
  return attune::to_table(pair_measures(result.layers, result.pairs, result.regions, result.measure));
}

std::vector<ColumnMeaning> coupling_meanings(const CouplingResult& result) {
  std::vector<ColumnMeaning> meanings = measure_meanings("share of the run's frames that were kept",
                                                         result.measure == "beta_series_z" ? "trials" : "frames kept");
  for (ColumnMeaning& meaning : meanings) {
    if (meaning.column == "value") meaning.meaning = result.meaning;
    if (meaning.column == "site") meaning.meaning = "two regions, FROM--TO; of an interaction seed and target";
  }
  return meanings;
}

}  // namespace attune::coupling
