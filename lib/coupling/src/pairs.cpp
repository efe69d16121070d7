#include "attune/coupling/pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "attune/base/nearest_name.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/table/record.hpp"

namespace attune::coupling {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool is_region(const std::string& name, const std::vector<std::string>& regions) {
  return std::find(regions.begin(), regions.end(), name) != regions.end();
}

RegionPair pair_of(const std::string& text, const std::vector<std::string>& regions) {
  std::size_t colon = text.find(':');
  if (colon == std::string::npos)
    throw usage_error(
        fmt::format("pair {}: expected two regions with a colon, such as amygdala_L:mpfc", in_quotes(text)));
  int ways = 0;
  for (std::size_t at = colon; at != std::string::npos; at = text.find(':', at + 1)) {
    if (!is_region(text.substr(0, at), regions) || !is_region(text.substr(at + 1), regions)) continue;
    colon = at;
    ++ways;
  }
  if (ways > 1)
    throw usage_error(
        fmt::format("pair {}: its colons part it into regions in {} ways; rename regions", in_quotes(text), ways));
  const RegionPair pair{region_of(text.substr(0, colon), regions), region_of(text.substr(colon + 1), regions)};
  if (pair.from == pair.to)
    throw usage_error(fmt::format("pair {}: a region has no coupling with itself", in_quotes(text)));
  return pair;
}

std::string site_of(const RegionPair& pair, const std::vector<std::string>& regions) {
  return regions[static_cast<std::size_t>(pair.from)] + "--" + regions[static_cast<std::size_t>(pair.to)];
}

// Rows are told apart by their sites: no pair twice, and no two pairs of one site.
void check_distinct(const std::vector<RegionPair>& pairs, const std::vector<std::string>& regions) {
  std::map<std::string, RegionPair> sites;
  for (const RegionPair& pair : pairs) {
    const auto [known, is_new] = sites.emplace(site_of(pair, regions), pair);
    if (is_new) continue;
    if (known->second.from == pair.from)
      throw usage_error(fmt::format("the pair {} is named twice", in_quotes(known->first)));
    throw analysis_error(
        fmt::format("two pairs of regions would both have the site {}; rename regions", in_quotes(known->first)));
  }
}

std::string why_missing(const Layer& layer, const RegionPair& pair, const std::vector<std::string>& regions) {
  const double value = layer.value(pair.from, pair.to);
  if (std::isfinite(value)) return "";
  if (!layer.reason.empty()) return layer.reason;
  for (const Eigen::Index region : {pair.from, pair.to})
    if (const std::string& reason = layer.reasons[static_cast<std::size_t>(region)]; !reason.empty())
      return fmt::format("{}: {}", regions[static_cast<std::size_t>(region)], reason);
  return std::isinf(value) ? "the two series are the same" : "no value";
}

FieldValue text_or_missing(const std::string& text) { return text.empty() ? std::string("n/a") : text; }

bool is_run_of(const Layer& layer, const Layer& joined) {
  return !layer.of_participant && joined.of_participant &&
         joined.labels.participant_id == layer.labels.participant_id && joined.labels.session == layer.labels.session &&
         joined.labels.task == layer.labels.task && joined.condition == layer.condition;
}

// As `join` chooses the runs of a pair: where the joined value has an error, by their errors.
bool is_joined_in(const Layer& run, const Layer& joined, const RegionPair& pair) {
  const bool by_error = std::isfinite(joined.se(pair.from, pair.to));
  return std::isfinite(run.value(pair.from, pair.to)) && (!by_error || std::isfinite(run.se(pair.from, pair.to)));
}

// A joined layer stands for the layers of its runs.
bool is_joined_elsewhere(const Layer& layer, const std::vector<Layer>& layers) {
  return std::any_of(layers.begin(), layers.end(), [&](const Layer& other) { return is_run_of(layer, other); });
}

double share_kept(const Layer& layer) {
  return layer.volumes > 0 ? static_cast<double>(layer.kept) / static_cast<double>(layer.volumes) : kNaN;
}

// Frames that the value of a pair rests on: of joined runs, those of the runs that have one (all, if none has).
struct Basis {
  std::int64_t n = 0, kept = 0;
  double share = kNaN;  // of the frames of all runs
};

Basis basis_of(const Layer& layer, const RegionPair& pair, const std::vector<Layer>& layers) {
  Basis basis{layer.n, layer.kept, share_kept(layer)};
  if (!layer.of_participant || layer.runs(pair.from, pair.to) == 0 || layer.runs(pair.from, pair.to) == layer.of_runs)
    return basis;
  for (const Layer& run : layers) {
    if (!is_run_of(run, layer) || is_joined_in(run, layer, pair)) continue;
    basis.n -= run.n;
    basis.kept -= run.kept;
  }
  if (layer.volumes > 0) basis.share = static_cast<double>(basis.kept) / static_cast<double>(layer.volumes);
  return basis;
}

// Of the 95 % interval of the value.
double half_width(const Layer& layer, const RegionPair& pair) {
  const double df = layer.df(pair.from, pair.to);
  if (layer.by_t && !(df > 0)) return kNaN;
  const double quantile = layer.by_t ? stats::student_t_quantile(0.975, df) : stats::normal_quantile(0.975);
  return quantile * layer.se(pair.from, pair.to);
}

}  // namespace

Eigen::Index region_of(const std::string& name, const std::vector<std::string>& regions) {
  const auto at = std::find(regions.begin(), regions.end(), name);
  if (at == regions.end()) throw usage_error("no region " + in_quotes(name) + suggestion(name, regions));
  return at - regions.begin();
}

std::vector<RegionPair> make_pairs(const std::vector<std::string>& texts, const std::vector<std::string>& seeds,
                                   const std::vector<std::string>& regions) {
  std::vector<RegionPair> pairs;
  for (const std::string& text : texts) pairs.push_back(pair_of(text, regions));
  const auto count = static_cast<Eigen::Index>(regions.size());
  for (const std::string& seed : seeds) {
    const Eigen::Index from = region_of(seed, regions);
    for (Eigen::Index to = 0; to < count; ++to)
      if (to != from) pairs.push_back({from, to});
  }
  for (Eigen::Index from = 0; from < count && texts.empty() && seeds.empty(); ++from)
    for (Eigen::Index to = from + 1; to < count; ++to) pairs.push_back({from, to});
  check_distinct(pairs, regions);
  return pairs;
}

Table pair_table(const std::vector<Layer>& layers, const std::vector<RegionPair>& pairs,
                 const std::vector<std::string>& regions) {
  std::vector<Record> records;
  for (const Layer& layer : layers) {
    for (const RegionPair& pair : pairs) {
      const std::string reason = why_missing(layer, pair, regions);
      const auto value = [&](const Eigen::MatrixXd& of) { return reason.empty() ? of(pair.from, pair.to) : kNaN; };
      const double half = half_width(layer, pair);
      const Basis basis = basis_of(layer, pair, layers);
      records.push_back({{"participant_id", text_or_missing(layer.labels.participant_id)},
                         {"session", text_or_missing(layer.labels.session)},
                         {"task", text_or_missing(layer.labels.task)},
                         {"run", text_or_missing(layer.labels.run)},
                         {"level", std::string(layer.of_participant ? "participant" : "run")},
                         {"condition", text_or_missing(layer.condition)},
                         {"from", regions[static_cast<std::size_t>(pair.from)]},
                         {"to", regions[static_cast<std::size_t>(pair.to)]},
                         {"value", value(layer.value)},
                         {"ci_low", value(layer.value) - half},
                         {"ci_high", value(layer.value) + half},
                         {"se", value(layer.se)},
                         {"df", value(layer.df)},
                         {"p", value(layer.p)},
                         {"r", value(layer.r)},
                         {"shrinkage", layer.shrinkage},
                         {"n", basis.n},
                         {"frames", basis.kept},
                         {"frames_kept", basis.share},
                         {"runs", std::int64_t{layer.runs(pair.from, pair.to)}},
                         {"runs_left_out", layer.of_runs - layer.runs(pair.from, pair.to)},
                         {"excluded", text_or_missing(reason)}});
    }
  }
  return attune::to_table(std::span<const Record>(records));
}

std::vector<ColumnMeaning> pair_meanings(const std::string& value) {
  return {{"participant_id", "whose run it is", ""},
          {"session", "session", ""},
          {"task", "task", ""},
          {"run", "run; n/a where runs are joined", ""},
          {"level", "run, or participant: runs joined, weighted by one over the squared standard error", ""},
          {"condition", "condition or contrast; n/a: the run as a whole", ""},
          {"from", "region; of an interaction the seed", ""},
          {"to", "region; of an interaction the target", ""},
          {"value", value, ""},
          {"ci_low", "lower end of the 95 % interval of value", ""},
          {"ci_high", "upper end; of a correlation tanh gives the interval of r", ""},
          {"se", "standard error of value, with the autocorrelation of both series; n/a of shrunken correlations", ""},
          {"df",
           "effective degrees of freedom: of a correlation those of n - 1 independent values; of an interaction "
           "those of t",
           ""},
          {"p", "two-sided, of no coupling (no change); not corrected for the number of pairs", ""},
          {"r", "correlation", ""},
          {"shrinkage", "intensity of Ledoit and Wolf, 0 to 1", ""},
          {"n", "frames kept; of beta series trials with an estimate", ""},
          {"frames", "frames kept, of joined runs those of the runs the value rests on", ""},
          {"frames_kept", "their share of all frames, also of runs left out", ""},
          {"runs", "runs the value rests on", ""},
          {"runs_left_out", "runs without a value", ""},
          {"excluded", "why there is no value", ""}};
}

std::vector<Measure> pair_measures(const std::vector<Layer>& layers, const std::vector<RegionPair>& pairs,
                                   const std::vector<std::string>& regions, const std::string& measure) {
  std::vector<Measure> rows;
  for (const Layer& layer : layers) {
    if (is_joined_elsewhere(layer, layers)) continue;
    for (const RegionPair& pair : pairs) {
      Measure row;
      row.participant_id = layer.labels.participant_id;
      row.session = layer.labels.session;
      row.task = layer.labels.task;
      row.run = layer.labels.run;
      row.modality = "fmri";
      row.measure = measure;
      row.site = site_of(pair, regions);
      row.condition = layer.condition;
      row.excluded = why_missing(layer, pair, regions);
      if (row.excluded.empty()) row.value = layer.value(pair.from, pair.to);
      row.unit = "1";
      const Basis basis = basis_of(layer, pair, layers);
      row.n = basis.n;
      row.quality = basis.share;
      row.source = layer.of_participant ? "" : layer.source;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Table square_table(const Eigen::MatrixXd& matrix, const std::vector<std::string>& regions) {
  Table table;
  const bool taken = is_region("region", regions);
  table.add(taken ? "row_region" : "region", Column::Text(regions));
  for (std::size_t column = 0; column < regions.size(); ++column) {
    const Eigen::VectorXd values = matrix.col(static_cast<Eigen::Index>(column));
    table.add(regions[column], Column::Numbers(values.begin(), values.end()));
  }
  return table;
}

std::vector<ColumnMeaning> matrix_meanings() {
  return {{"region",
           "the row's region; every other column is a region: correlation with it (of contrasts: contrast of Fisher z)",
           ""}};
}

}  // namespace attune::coupling
