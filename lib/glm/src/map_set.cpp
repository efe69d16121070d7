#include "map_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/stats/tails.hpp"

namespace attune::glm {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double median_of(const Eigen::ArrayXd& values) {
  std::vector<double> finite;
  for (const double value : values)
    if (std::isfinite(value)) finite.push_back(value);
  if (finite.empty()) return kNaN;
  const auto middle = finite.begin() + static_cast<std::ptrdiff_t>(finite.size() / 2);
  std::nth_element(finite.begin(), middle, finite.end());
  return *middle;
}

Eigen::ArrayXd z_of(const Eigen::ArrayXd& t, const Eigen::ArrayXd& df) {
  Eigen::ArrayXd z(t.size());
  for (Eigen::Index i = 0; i < t.size(); ++i) z(i) = std::isfinite(t(i)) ? stats::z_of_t(t(i), df(i)) : kNaN;
  return z;
}

void add_t_maps(const std::string& contrast, const Eigen::ArrayXd& effect, const Eigen::ArrayXd& variance,
                const Eigen::ArrayXd& df, std::vector<StatMap>& maps) {
  const Eigen::ArrayXd t = effect / variance.sqrt();
  const double middle = median_of(df);
  maps.push_back(
      {contrast, "effect", "image units", "height of the response to the stated event, contrasted", effect, middle});
  maps.push_back(
      {contrast, "variance", "image units squared", "square of the standard error of the effect", variance, middle});
  maps.push_back({contrast, "t", "", "effect over its standard error", t, middle});
  maps.push_back(
      {contrast, "z", "", "normal deviate with the two tails of t at its degrees of freedom", z_of(t, df), middle});
}

void add_psc(const std::string& contrast, const Eigen::ArrayXd& percent, std::vector<StatMap>& maps) {
  maps.push_back(
      {contrast, "psc", "percent", "100 times the effect over the fitted constant of the run", percent, kNaN});
}

// Where the resting signal is not positive there is no percent of it.
Eigen::ArrayXd percent_of(const Eigen::ArrayXd& effect, double height, const Eigen::ArrayXd& baseline) {
  return (baseline > 0).select(100.0 * height * effect / baseline, kNaN);
}

// What turns the contrast's effect into signal units; NaN where its columns differ in that (SPM's sampling, conditions
// of different durations).
double height_of(const bold::Contrast& contrast, const bold::Design& design) {
  double height = 0.0;
  for (const auto& [name, weight] : contrast.weights) {
    const auto at = std::find(design.names.begin(), design.names.end(), name) - design.names.begin();
    if (weight == 0.0) continue;
    if (height != 0.0 && std::abs(design.heights(at) - height) > 1e-9 * std::abs(height)) return kNaN;
    height = design.heights(at);
  }
  return height;
}

template <class Contrast, class Check>
std::vector<Contrast> estimable(const std::vector<Contrast>& contrasts, Check check, Warnings& reasons) {
  std::vector<Contrast> possible;
  for (const Contrast& contrast : contrasts) {
    try {
      check(contrast);
      possible.push_back(contrast);
    } catch (const Error& error) {
      if (error.fault() != Fault::analysis) throw;
      reasons.push_back(error.what());
    }
  }
  return possible;
}

}  // namespace

RunFit::RunFit(const bold::Design& design, const RunModels& models, Eigen::Index voxels, bool with_residuals) {
  contrasts = estimable(
      models.contrasts, [&](const bold::Contrast& one) { bold::contrast_vector(one, design); }, reasons);
  f_contrasts = estimable(
      models.f_contrasts, [&](const bold::FContrast& one) { bold::contrast_rows(one, design); }, reasons);
  const auto rows = static_cast<Eigen::Index>(contrasts.size());
  heights.resize(rows);
  for (Eigen::Index i = 0; i < rows; ++i) heights(i) = height_of(contrasts[static_cast<std::size_t>(i)], design);
  for (Eigen::ArrayXXd* array : {&effect, &variance, &df}) array->setConstant(rows, voxels, kNaN);
  for (Eigen::ArrayXXd* array : {&f, &f_df2})
    array->setConstant(static_cast<Eigen::Index>(f_contrasts.size()), voxels, kNaN);
  for (Eigen::ArrayXd* array : {&a, &b, &residual_sd, &baseline}) array->setConstant(voxels, kNaN);
  if (with_residuals) residuals.setConstant(design.volumes, voxels, std::numeric_limits<float>::quiet_NaN());
}

void RunFit::store(Eigen::Index first, const bold::MassResult& block, const bold::Design& design) {
  const Eigen::Index count = block.a.size();
  effect.middleCols(first, count) = block.effect;
  variance.middleCols(first, count) = block.variance;
  df.middleCols(first, count) = block.df;
  f.middleCols(first, count) = block.f;
  f_df2.middleCols(first, count) = block.f_df2;
  a.segment(first, count) = block.a;
  b.segment(first, count) = block.b;
  residual_sd.segment(first, count) = block.residual_sd;
  baseline.segment(first, count) = block.baseline;
  if (residuals.size() == 0) return;
  for (std::size_t row = 0; row < design.kept.size(); ++row)
    residuals.row(design.kept[row]).segment(first, count) =
        block.residuals.row(static_cast<Eigen::Index>(row)).cast<float>();
}

Eigen::Index RunFit::place(const std::string& contrast) const {
  const auto at =
      std::find_if(contrasts.begin(), contrasts.end(), [&](const auto& one) { return one.name == contrast; });
  return at == contrasts.end() ? -1 : at - contrasts.begin();
}

MapSet maps_of_run(const Run& run, const RunFit& fit, bool statistics) {
  MapSet set{run, false, {}, fit.residuals};
  if (!statistics) return set;
  for (std::size_t c = 0; c < fit.contrasts.size(); ++c) {
    const auto row = static_cast<Eigen::Index>(c);
    add_t_maps(fit.contrasts[c].name, fit.effect.row(row), fit.variance.row(row), fit.df.row(row), set.maps);
    add_psc(fit.contrasts[c].name, percent_of(fit.effect.row(row), fit.heights(row), fit.baseline), set.maps);
  }
  for (std::size_t c = 0; c < fit.f_contrasts.size(); ++c) {
    const Eigen::ArrayXd f = fit.f.row(static_cast<Eigen::Index>(c)), df = fit.f_df2.row(static_cast<Eigen::Index>(c));
    set.maps.push_back({fit.f_contrasts[c].name, "F", "",
                        fmt::format("F with {} numerator degrees of freedom", fit.f_df1[c]), f, median_of(df)});
    Eigen::ArrayXd z(f.size());
    for (Eigen::Index i = 0; i < f.size(); ++i)
      z(i) = std::isfinite(f(i)) ? stats::z_of_f(f(i), fit.f_df1[c], df(i)) : kNaN;
    set.maps.push_back(
        {fit.f_contrasts[c].name, "zF", "", "normal deviate with the upper tail of F", z, median_of(df)});
  }
  const Eigen::ArrayXd lambda = (fit.a + fit.b) * (1.0 + fit.a * fit.b) / (1.0 + 2.0 * fit.a * fit.b + fit.b.square());
  set.maps.push_back({"", "rho", "", "noise: rate at which its correlation falls from volume to volume", fit.a, kNaN});
  set.maps.push_back({"", "lambda", "", "noise: correlation of neighbouring volumes", lambda, kNaN});
  set.maps.push_back(
      {"", "residualsd", "image units", "standard deviation of the noise's innovations", fit.residual_sd, kNaN});
  set.maps.push_back({"", "baseline", "image units", "resting signal: the fitted constant", fit.baseline, kNaN});
  return set;
}

MapSet join_maps(const Run& first, const std::vector<RunFit>& fits, const std::vector<bold::Contrast>& contrasts,
                 bold::RunWeights weights) {
  MapSet set{first, true, {}, {}};
  set.run.labels.run.clear();
  for (const bold::Contrast& contrast : contrasts) {
    std::vector<bold::RunMap> parts, percents;
    for (const RunFit& fit : fits) {
      const Eigen::Index row = fit.place(contrast.name);
      if (row < 0) continue;
      parts.push_back({fit.effect.row(row), fit.variance.row(row), fit.df.row(row)});
      percents.push_back(parts.back());
      percents.back().effect = percent_of(parts.back().effect, fit.heights(row), fit.baseline);
    }
    if (parts.empty()) continue;
    bold::CombinedMap joined = bold::combine_runs(parts, weights);
    const auto whole = joined.runs == static_cast<int>(parts.size());
    for (Eigen::ArrayXd* values : {&joined.effect, &joined.variance, &joined.df}) *values = whole.select(*values, kNaN);
    add_t_maps(contrast.name, joined.effect, joined.variance, joined.df, set.maps);
    const bold::CombinedMap percent = bold::combine_runs(percents, weights);
    const auto all_percent = percent.runs == static_cast<int>(parts.size());
    add_psc(contrast.name, all_percent.select(percent.effect, kNaN), set.maps);
  }
  return set;
}

bool has_value(const MapSet& set) {
  return std::any_of(set.maps.begin(), set.maps.end(),
                     [](const StatMap& map) { return !map.contrast.empty() && map.values.isFinite().any(); });
}

}  // namespace attune::glm
