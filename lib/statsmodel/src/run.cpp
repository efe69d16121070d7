#include "attune/statsmodel/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bids/tables.hpp"
#include "attune/statsmodel/group_level.hpp"
#include "entities.hpp"
#include "node_choices.hpp"
#include "run_level.hpp"
#include "run_unit.hpp"

namespace attune::statsmodel {
namespace {

void add(Warnings& into, const Warnings& more, const std::string& context = "") {
  for (const std::string& warning : more) {
    std::string line = context.empty() ? warning : fmt::format("{}: {}", context, warning);
    if (std::find(into.begin(), into.end(), line) == into.end()) into.push_back(std::move(line));
  }
}

bool passes(const Estimates& estimates, const Filter& filter) {
  return std::all_of(filter.begin(), filter.end(), [&](const auto& wanted) {
    const auto& [name, values] = wanted;
    const auto found = estimates.entities.find(name);
    const std::string own = name == "contrast"                  ? estimates.contrast
                            : found == estimates.entities.end() ? ""
                                                                : found->second;
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return name == "contrast" ? value == own : bids::same_value(entity_key(name), own, value);
    });
  });
}

/// A filter that names a contrast which its source does not make is a slip.
void check_filter(const StatsModel& model, const Edge& edge, const NodeResult& source) {
  std::vector<std::string> known;
  for (const Estimates& estimates : source.estimates)
    if (estimates.test != Test::f && std::find(known.begin(), known.end(), estimates.contrast) == known.end())
      known.push_back(estimates.contrast);
  for (const auto& [name, values] : edge.filter)
    for (const std::string& value : values)
      if (name == "contrast" && std::find(known.begin(), known.end(), value) == known.end())
        throw model_error(model, edge.origin,
                          fmt::format("{} passes on no contrast {} (F contrasts end in their node){}",
                                      in_quotes(source.node), in_quotes(value), suggestion(value, known)));
}

/// One model on its way.
class Execution {
 public:
  Execution(const Request& request, const parallel::Progress& progress)
      : request_(request), progress_(progress), datasets_{bids::Dataset(request.dataset), std::nullopt} {
    result_.model = read_stats_model(request.model);
    result_.inputs.push_back({request.model, "", 0, ""});
    add(result_.warnings, result_.model.warnings);
    if (request.derivatives) datasets_.derivatives.emplace(*request.derivatives);
    const std::filesystem::path participants = request.dataset / "participants.tsv";
    if (std::filesystem::exists(participants)) {
      participants_ = bids::read_participants(participants);
      add(result_.warnings, participants_->warnings);
      result_.inputs.push_back({participants, "", 0, ""});
    }
  }

  Result operator()() {
    const StatsModel& model = result_.model;
    read_units();
    by_node_.resize(model.nodes.size());
    for (const std::size_t index : model.order) {
      const Node& node = model.nodes[index];
      by_node_[index] = node.level == Level::run ? run_node(node) : group_node(index);
      by_node_[index].node = node.name;
      by_node_[index].level = node.level;
      if (!result_.grid) by_node_[index].table = to_table(node, by_node_[index].estimates);
      by_node_[index].meanings = estimate_meanings(node);
      by_node_[index].choices = describe_node(node, request_, by_node_[index].estimates);
    }
    finish();
    return std::move(result_);
  }

 private:
  void read_units() {
    for (const bids::File& image : find_images(result_.model, request_, datasets_)) {
      try {
        units_.push_back(read_unit(image, request_, datasets_));
      } catch (const Error& error) {
        throw with_context(error, image.relative.generic_string());
      }
    }
    for (const Node& node : result_.model.nodes) total_ += node.level == Level::run ? units_.size() : 0;
  }

  NodeResult run_node(const Node& node) {
    RunLevel level = fit_runs(result_.model, node, request_, datasets_, units_, [&] {
      if (progress_) progress_(++done_, total_);
    });
    add(result_.warnings, level.warnings);
    for (DesignRecord& design : level.designs) result_.designs.push_back(std::move(design));
    if (level.grid) result_.grid = level.grid;
    NodeResult out;
    out.estimates = std::move(level.estimates);
    return out;
  }

  NodeResult group_node(std::size_t index) {
    GroupInput input;
    for (const Edge& edge : result_.model.edges) {
      if (edge.destination != index) continue;
      const NodeResult& source = by_node_[edge.source];
      check_filter(result_.model, edge, source);
      for (const Estimates& estimates : source.estimates)
        if (estimates.test != Test::f && passes(estimates, edge.filter)) input.estimates.push_back(&estimates);
    }
    input.participants = participants_ ? &*participants_ : nullptr;
    input.threads = request_.threads;
    GroupOutput output = fit_groups(result_.model, result_.model.nodes[index], input);
    add(result_.warnings, output.warnings);
    NodeResult out;
    out.estimates = std::move(output.estimates);
    return out;
  }

  /// True for the last node about a participant on its way up.
  bool is_last_of_participants(std::size_t index) const {
    const StatsModel& model = result_.model;
    return model.nodes[index].level != Level::dataset &&
           std::none_of(model.edges.begin(), model.edges.end(), [&](const Edge& edge) {
             return edge.source == index && model.nodes[edge.destination].level != Level::dataset;
           });
  }

  void finish() {
    for (RunUnit& unit : units_) {
      add(result_.warnings, unit.warnings, unit.image.relative.generic_string());
      for (store::InputFile& file : unit.inputs) note_input(std::move(file));
    }
    std::vector<Measure> rows;
    for (const std::size_t index : result_.model.order) {
      if (is_last_of_participants(index) && !result_.grid)
        for (Measure& row : to_measures(result_.model.nodes[index], by_node_[index].estimates))
          rows.push_back(std::move(row));
      result_.nodes.push_back(std::move(by_node_[index]));
    }
    result_.measures = attune::to_table(rows);
    result_.measure_meanings =
        measure_meanings("standard error of the value", "volumes (of a run) or estimates that were combined");
  }

  void note_input(store::InputFile file) {
    const auto known = std::find_if(result_.inputs.begin(), result_.inputs.end(),
                                    [&](const store::InputFile& other) { return other.path == file.path; });
    if (known == result_.inputs.end())
      result_.inputs.push_back(std::move(file));
    else if (known->sha256.empty())
      known->sha256 = file.sha256;
  }

  const Request& request_;
  const parallel::Progress& progress_;
  Datasets datasets_;
  std::optional<bids::Participants> participants_;
  std::vector<RunUnit> units_;
  std::vector<NodeResult> by_node_;
  Result result_;
  std::size_t done_ = 0, total_ = 0;
};

}  // namespace

EffectUnit effect_unit(std::string_view name) {
  if (name == "percent") return EffectUnit::percent;
  if (name == "image") return EffectUnit::image;
  const std::array<std::string, 2> known{"percent", "image"};
  throw usage_error("unknown unit of effects " + in_quotes(name) + suggestion(name, known));
}

Result run(const Request& request, const parallel::Progress& progress) { return Execution(request, progress)(); }

}  // namespace attune::statsmodel
