#include "attune/overlap/correct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "design.hpp"
#include "solver.hpp"

namespace attune::overlap {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kChannelsAtOnce = kChannelsTogether;

// channels x lags of a weighted sum of predictors' responses; `b` is channels x unknowns.
Eigen::MatrixXd response_of(const Design& design, const Response& response, const Eigen::MatrixXd& b) {
  const Eigen::Index each = design.plan.unknowns_per_predictor();
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(b.rows(), each);
  for (Eigen::Index p = 0; p < response.weights.size(); ++p)
    if (response.weights[p] != 0) sum += response.weights[p] * b.middleCols(p * each, each);
  if (design.plan.basis.size() > 0) sum = (sum * design.plan.basis.transpose()).eval();
  if (design.baseline_count > 0) {
    const Eigen::VectorXd mean = sum.middleCols(design.baseline_first, design.baseline_count).rowwise().mean();
    sum.colwise() -= mean;
  }
  return sum;
}

// Fits some channels and puts their rows, from `first` on, into the responses.
struct Fitting {
  const eeg::Recording& recording;
  const std::vector<Eigen::Index>& rows;
  const Design& design;
  const Expansion& x;
  const Solver& solver;
  const std::vector<Eigen::Index>& bounds;
  std::vector<eeg::Evoked>& responses;
  std::vector<double>& shares;
  std::vector<int>& iterations;

  void operator()(std::size_t begin, std::size_t end) const {
    const auto first = static_cast<Eigen::Index>(begin), count = static_cast<Eigen::Index>(end - begin);
    Eigen::MatrixXd y(count, recording.data.cols());
    for (Eigen::Index i = 0; i < count; ++i) y.row(i) = recording.data.row(rows[begin + static_cast<std::size_t>(i)]);
    for (Eigen::Index sample = 0; sample < y.cols(); ++sample)
      if (design.plan.used[static_cast<std::size_t>(sample)] == 0) y.col(sample).setZero();
    const auto [b, took] = solver.solve(y);
    iterations[begin / kChannelsAtOnce] = took;
    const Eigen::MatrixXd residual = y - times(x, b);
    explain(y, residual, begin);
    const std::vector<Eigen::MatrixXd> parts = parts_of(residual);
    const auto blocks = static_cast<double>(parts.size());
    for (std::size_t r = 0; r < responses.size(); ++r) {
      const Response& response = design.responses[r];
      responses[r].average.middleRows(first, count) = response_of(design, response, b);
      if (parts.empty() || !in_enough_blocks(response, bounds)) continue;
      Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(count, design.times.samples);
      for (const Eigen::MatrixXd& part : parts) squares += response_of(design, response, part).cwiseAbs2();
      responses[r].standard_error.middleRows(first, count) = (blocks / (blocks - 1.0) * squares).cwiseSqrt();
    }
  }

  // What each block's residuals would move the unknowns by: channels x unknowns a block, solved together.
  std::vector<Eigen::MatrixXd> parts_of(const Eigen::MatrixXd& residual) const {
    std::vector<Eigen::MatrixXd> out;
    if (!solver.is_factored() || bounds.empty()) return out;
    const Eigen::Index channels = residual.rows(), blocks = static_cast<Eigen::Index>(bounds.size()) - 1;
    Eigen::MatrixXd scores(blocks * channels, x.unknowns);
    for (Eigen::Index k = 0; k < blocks; ++k)
      scores.middleRows(k * channels, channels) =
          transposed_times(x, residual, bounds[static_cast<std::size_t>(k)], bounds[static_cast<std::size_t>(k) + 1]);
    const Eigen::MatrixXd moves = solver.apply_inverse(scores);
    for (Eigen::Index k = 0; k < blocks; ++k) out.emplace_back(moves.middleRows(k * channels, channels));
    return out;
  }

  // R squared about the mean over the samples in use.
  void explain(const Eigen::MatrixXd& y, const Eigen::MatrixXd& residual, std::size_t begin) const {
    const auto used = static_cast<double>(std::count(design.uses.begin(), design.uses.end(), Use::used));
    for (Eigen::Index i = 0; i < y.rows(); ++i) {
      const double total = y.row(i).squaredNorm() - y.row(i).sum() * y.row(i).sum() / used;
      shares[begin + static_cast<std::size_t>(i)] = total > 0 ? 1.0 - residual.row(i).squaredNorm() / total : kNaN;
    }
  }
};

std::vector<eeg::Evoked> empty_responses(const eeg::Recording& recording, const std::vector<Eigen::Index>& rows,
                                         const Design& design, const OverlapOptions& options) {
  std::vector<eeg::Evoked> out;
  for (const Response& response : design.responses) {
    eeg::Evoked evoked;
    evoked.labels = options.labels;
    evoked.condition = response.name;
    evoked.trials = response.trials;
    evoked.times = design.times;
    if (options.baseline)
      evoked.baseline = eeg::Span{design.times.at(design.baseline_first),
                                  design.times.at(design.baseline_first + design.baseline_count)};
    for (const Eigen::Index row : rows)
      evoked.channels.push_back(recording.channels[static_cast<std::size_t>(row)].name);
    evoked.average.resize(static_cast<Eigen::Index>(rows.size()), design.times.samples);
    evoked.standard_error =
        Eigen::MatrixXd::Constant(static_cast<Eigen::Index>(rows.size()), design.times.samples, kNaN);
    out.push_back(std::move(evoked));
  }
  return out;
}

void warn_of_errors(const Design& design, const std::vector<Eigen::Index>& bounds, const Solver& solver,
                    OverlapFit& fit) {
  if (!solver.is_factored()) {
    fit.warnings.push_back(
        fmt::format("{} unknowns were solved by conjugate gradients: no standard errors, and no proof that "
                    "the responses can be told apart",
                    fit.unknowns));
    return;
  }
  if (bounds.empty()) {
    fit.warnings.push_back(
        fmt::format("no standard errors: the samples in use make fewer than {} blocks of {} s and {} windows",
                    kFewestBlocks, kShortestBlockSeconds, kWindowsPerBlock));
    return;
  }
  for (const Response& response : design.responses)
    if (!in_enough_blocks(response, bounds))
      fit.warnings.push_back(fmt::format("no standard error for '{}': its events lie in fewer than {} of the {} blocks",
                                         response.name, kFewestBlocksOfPredictor, bounds.size() - 1));
}

}  // namespace

OverlapFit correct_overlap(const eeg::Recording& recording, const OverlapOptions& options) {
  if (options.models.empty()) throw usage_error("no event model; expected at least one kind of event");
  check_places(options.models, options.predictors.at);
  if (recording.trials)
    throw input_error(recording.path,
                      "the data are cut into epochs; overlapping responses need the continuous recording");
  const std::vector<Eigen::Index> rows = rows_of(recording, options.channels);
  const Design design = design_of(recording, rows, options);
  OverlapFit fit;
  fit.events = design.events;
  fit.samples = count_uses(design.uses);
  fit.warnings = design.warnings;
  const Expansion x = expand(design.plan);
  fit.unknowns = x.unknowns;
  if (fit.samples.front().second < x.unknowns)
    throw analysis_error(
        fmt::format("{} samples in use for {} unknowns; expected at least as many samples: fewer "
                    "predictors, a shorter window or time splines",
                    fit.samples.front().second, x.unknowns));
  const Solver solver(x, options.most_factored, [&](Eigen::Index unknown) { return describe(design, unknown); });
  fit.least_unique = solver.least_unique();
  const std::vector<Eigen::Index> bounds = block_bounds(design);
  if (solver.is_factored() && !bounds.empty()) fit.blocks = static_cast<int>(bounds.size()) - 1;
  fit.responses = empty_responses(recording, rows, design, options);
  fit.shares.assign(rows.size(), kNaN);
  std::vector<int> iterations(rows.size() / kChannelsAtOnce + 1, 0);
  const Fitting fitting{recording, rows, design, x, solver, bounds, fit.responses, fit.shares, iterations};
  parallel::for_chunks(rows.size(), kChannelsAtOnce, options.threads,
                       [&](std::size_t begin, std::size_t end) { fitting(begin, end); });
  fit.iterations = *std::max_element(iterations.begin(), iterations.end());
  warn_of_errors(design, bounds, solver, fit);
  return fit;
}

}  // namespace attune::overlap
