#include "attune/cluster/request.hpp"

#include "attune/bids/tables.hpp"
#include "attune/table/delimited.hpp"

namespace attune::cluster {
namespace {

Electrodes neighbours_of(const Request& request, People& people) {
  if (request.adjacency) return read_neighbours(people, read_table(*request.adjacency));
  if (request.electrodes) return place_channels(people, scalp::read_montage(*request.electrodes), request.edges);
  if (request.montage) return place_channels(people, scalp::montage(*request.montage), request.edges);
  return without_neighbours(people);
}

}  // namespace

std::vector<std::filesystem::path> Request::files() const {
  std::vector<std::filesystem::path> out;
  for (const auto* file : {&participants, &electrodes, &adjacency})
    if (*file) out.push_back(**file);
  return out;
}

Question question_of(const Request& request) {
  if (request.condition.has_value() == request.difference.has_value())
    throw usage_error("expected either --condition NAME or --difference NAME=A-B");
  if (request.participants.has_value() == request.grouping.by.empty() ||
      request.grouping.by.empty() != request.grouping.levels.empty())
    throw usage_error("expected --participants, --by and --levels together for two groups, or none of them");
  const int ways = (request.montage ? 1 : 0) + (request.electrodes ? 1 : 0) + (request.adjacency ? 1 : 0);
  if (ways > 1) throw usage_error("expected one of --montage, --electrodes and --adjacency");
  if (request.heads && !request.montage && !request.electrodes)
    throw usage_error("--heads needs positions of the channels; expected --montage or --electrodes");
  Question out{request.selection, request.grouping, {Statistic::one_sample, {}}, request.options, ""};
  if (request.difference) out.selection.difference = erp::parse_difference(*request.difference);
  out.selection.condition = request.condition ? *request.condition : out.selection.difference->name;
  if (request.participants) out.design.statistic = request.test == "welch" ? Statistic::welch : Statistic::pooled;
  out.options.enhance = request.method == "tfce";
  out.options.alternative = stats::parse_alternative(request.alternative);
  out.options.two_sided = request.two_sided == "largest" ? TwoSided::largest : TwoSided::doubled;
  return out;
}

Answer answer(const Request& request, std::span<const AverageFile> files) {
  Answer out{question_of(request), {}, {}, {}};
  out.people = gather(files, out.question.selection);
  if (request.participants) {
    const bids::Participants table = bids::read_participants(*request.participants);
    out.people.warnings.insert(out.people.warnings.end(), table.warnings.begin(), table.warnings.end());
    out.question.design = divide(out.people, table, request.grouping, out.question.design.statistic);
  }
  for (const std::string& warning : lacking(out.people)) out.people.warnings.push_back(warning);
  out.electrodes = neighbours_of(request, out.people);
  out.question.adjacency = out.electrodes.adjacency.summary();
  out.result = permutation_test(out.people.values, out.question.design, out.people.grid,
                                out.electrodes.adjacency.neighbours, out.question.options);
  if (request.heads && out.result.clusters.empty())
    out.people.warnings.emplace_back("there is no cluster: the figure of heads holds none");
  return out;
}

}  // namespace attune::cluster
