#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/bids/derivatives.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/f_distribution.hpp"
#include "attune/statsmodel/run.hpp"
#include "attune/table/delimited.hpp"
#include "attune/volume/image.hpp"
#include "node_choices.hpp"

namespace attune::statsmodel {
namespace {

using Json = nlohmann::ordered_json;

/// Writes files of a folder and remembers them.
class Writer {
 public:
  Writer(std::filesystem::path folder, Overwrite overwrite) : folder_(std::move(folder)), overwrite_(overwrite) {}

  void text(const std::filesystem::path& path, const std::string& content) {
    write_text(path, content, overwrite_);
    written.push_back(path);
  }
  void table(const std::filesystem::path& path, const Table& content, const std::vector<ColumnMeaning>& meanings,
             const Json& choices) {
    write_table(path, content, overwrite_);
    written.push_back(path);
    Json sidecar;
    for (const ColumnMeaning& column : meanings) {
      sidecar[column.column]["Description"] = column.meaning;
      if (!column.unit.empty()) sidecar[column.column]["Units"] = column.unit;
    }
    if (!choices.is_null()) sidecar["Model"] = choices;
    text(store::sidecar_path(path), dump(sidecar));
  }
  static std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }
  const std::filesystem::path& folder() const { return folder_; }
  Overwrite overwrite() const { return overwrite_; }

  std::vector<std::filesystem::path> written;

 private:
  std::filesystem::path folder_;
  Overwrite overwrite_;
};

/// Labels of all nodes, which may not be the same for two.
std::map<std::string, std::string> node_labels(const Result& result) {
  std::map<std::string, std::string> labels;
  std::set<std::string> used;
  for (const NodeResult& node : result.nodes) {
    const std::string label = label_of(node.node);
    if (!used.insert(label).second)
      throw usage_error(
          fmt::format("two nodes are called {} in file names; give them names with other letters", in_quotes(label)));
    labels[node.node] = label;
  }
  return labels;
}

void write_designs(const Result& result, const std::map<std::string, std::string>& labels, Writer& writer) {
  for (const DesignRecord& design : result.designs) {
    const std::filesystem::path path =
        bids::derivative_path(design.image, writer.folder(), {{"desc", labels.at(design.node)}}, "design", ".tsv");
    writer.table(path, design.table, {{"volume", "volume of the run, from 0", ""}}, Json::parse(design.choices));
  }
}

/// A map of one statistic on the grid; voxels that are not among the elements are NaN.
struct StatMap {
  const char* stat;
  const char* meaning;
  Eigen::ArrayXd values;
};

std::vector<StatMap> maps_of(const Estimates& e) {
  if (e.test == Test::f) {
    Eigen::ArrayXd p(e.f.size());
    for (Eigen::Index i = 0; i < p.size(); ++i) p(i) = stats::f_upper(e.f(i), e.f_df1(i), e.f_df2(i));
    return {{"F", "Wald's F", e.f}, {"p", "probability of F", p}};
  }
  std::vector<StatMap> out{{"effect", "the contrast", e.effect}, {"variance", "variance of the contrast", e.variance}};
  if (e.test == Test::pass) return out;
  const Eigen::ArrayXd t = e.effect / e.variance.sqrt();
  Eigen::ArrayXd p = Eigen::ArrayXd::Constant(t.size(), std::numeric_limits<double>::quiet_NaN());
  for (Eigen::Index i = 0; i < p.size(); ++i)
    if (std::isfinite(t(i)) && e.df(i) > 0) p(i) = stats::student_t_two_sided(t(i), e.df(i));
  out.push_back({"t", "effect over its standard error", t});
  out.push_back({"p", "two-sided probability of t", p});
  return out;
}

void write_map(const Result& result, const Estimates& e, const StatMap& map, const std::filesystem::path& path,
               Writer& writer) {
  std::vector<double> values(result.grid->voxels(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < e.elements->names.size(); ++i)
    values[static_cast<std::size_t>(*parse_integer(e.elements->names[i]))] = map.values(static_cast<Eigen::Index>(i));
  NiftiWriter nifti(path, *result.grid, 1, {}, writer.overwrite());
  nifti.write_volume(values);
  nifti.finish();
  writer.written.push_back(path);
}

void write_maps(const Result& result, const std::map<std::string, std::string>& labels, Writer& writer) {
  for (const NodeResult& node : result.nodes) {
    std::set<std::string> used;
    for (const Estimates& e : node.estimates) {
      std::string stem;
      for (const auto& [name, key] : {std::pair{"subject", "sub"}, std::pair{"session", "ses"},
                                      std::pair{"task", "task"}, std::pair{"run", "run"}})
        if (const auto found = e.entities.find(name); found != e.entities.end() && !found->second.empty())
          stem += fmt::format("{}-{}_", key, found->second);
      if (e.input_contrast != e.contrast && !e.input_contrast.empty())
        stem += fmt::format("input-{}_", label_of(e.input_contrast));
      stem += fmt::format("contrast-{}", label_of(e.contrast));
      if (!used.insert(stem).second)
        throw usage_error(
            fmt::format("two contrasts of node {} are called {} in file names; give them names with "
                        "other letters",
                        in_quotes(node.node), in_quotes(stem)));
      const std::filesystem::path folder = writer.folder() / ("node-" + labels.at(node.node));
      for (const StatMap& map : maps_of(e))
        write_map(result, e, map, folder / fmt::format("{}_stat-{}_statmap.nii.gz", stem, map.stat), writer);
      Json sidecar;
      sidecar["Contrast"] = e.contrast;
      sidecar["InputContrast"] = e.input_contrast;
      sidecar["Unit"] = e.unit;
      for (const StatMap& map : maps_of(e)) sidecar["Statistics"][map.stat] = map.meaning;
      sidecar["Model"] = Json::parse(node.choices);
      writer.text(folder / (stem + "_statmap.json"), Writer::dump(sidecar));
    }
  }
}

}  // namespace

std::vector<std::filesystem::path> write_result(const Result& result, const std::filesystem::path& folder,
                                                Overwrite overwrite) {
  Writer writer(folder, overwrite);
  const std::map<std::string, std::string> labels = node_labels(result);
  bids::write_derivative_description(folder, result.model.name, {}, overwrite);
  writer.written.push_back(folder / "dataset_description.json");
  writer.text(folder / fmt::format("model-{}_smdl.json", label_of(result.model.name)), read_text(result.model.path));
  for (const NodeResult& node : result.nodes)
    if (!result.grid)
      writer.table(folder / fmt::format("node-{}_estimates.tsv", labels.at(node.node)), node.table, node.meanings,
                   Json::parse(node.choices));
  if (result.grid)
    write_maps(result, labels, writer);
  else
    writer.table(folder / "measures.tsv", result.measures, result.measure_meanings, nullptr);
  write_designs(result, labels, writer);
  return writer.written;
}

}  // namespace attune::statsmodel
