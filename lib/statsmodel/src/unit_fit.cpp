#include "unit_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/bold/f_contrast.hpp"
#include "attune/bold/mass.hpp"
#include "attune/volume/held_voxels.hpp"

namespace attune::statsmodel {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kVoxelsAtOnce = 4096;

/// The contrast with every weight times the height that its column stands for.
bold::Contrast in_heights(bold::Contrast contrast, const RunDesign& design) {
  for (auto& [name, weight] : contrast.weights) {
    const auto at = std::find(design.design.names.begin(), design.design.names.end(), name);
    weight *= design.peaks(at - design.design.names.begin());
  }
  return contrast;
}

bold::Contrast baseline_contrast(const RunDesign& design) {
  bold::Contrast out{"resting signal", {}, {}};
  for (Eigen::Index i = 0; i < design.baseline.size(); ++i)
    if (design.baseline(i) != 0.0)
      out.weights.emplace_back(design.design.names[static_cast<std::size_t>(i)], design.baseline(i));
  return out;
}

/// Why the design cannot tell a contrast; empty if it can.
std::string reason_against(const bold::Contrast& contrast, const bold::Design& design) {
  try {
    bold::contrast_vector(contrast, design);
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw;
    return error.what();
  }
  return "";
}

FittedContrast prepared(const RunContrast& contrast, const bold::Design& design, Eigen::Index count) {
  FittedContrast out;
  out.name = contrast.name;
  out.test = contrast.test;
  out.reason = contrast.reason;
  for (const bold::Contrast& row : contrast.rows)
    if (out.reason.empty()) out.reason = reason_against(row, design);
  out.effect = out.variance = out.df = out.height = out.height_variance = out.f = out.f_df1 = out.f_df2 =
      Eigen::ArrayXd::Constant(count, kMissing);
  return out;
}

void estimate_region_contrast(const RunContrast& contrast, const RunDesign& design,
                              const std::vector<bold::RegionFit>& fits, FittedContrast& out) {
  const auto count = static_cast<Eigen::Index>(fits.size());
  if (contrast.test == Test::f) {
    const auto tests = bold::estimate_f({contrast.name, contrast.rows}, design.design, fits);
    for (Eigen::Index i = 0; i < count; ++i) {
      const bold::FEstimate& test = tests[static_cast<std::size_t>(i)];
      out.f(i) = test.f;
      out.f_df1(i) = test.df1;
      out.f_df2(i) = test.df2;
    }
    return;
  }
  const auto effects = bold::estimate(contrast.rows.front(), design.design, fits);
  const auto heights = bold::estimate(in_heights(contrast.rows.front(), design), design.design, fits);
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    out.effect(i) = effects[at].effect;
    out.variance(i) = effects[at].se * effects[at].se;
    out.df(i) = effects[at].df;
    out.height(i) = heights[at].effect;
    out.height_variance(i) = heights[at].se * heights[at].se;
  }
}

/// Where the rows of a mass fit's contrasts go.
struct MassPlan {
  std::vector<bold::Contrast> contrasts;
  std::vector<bold::FContrast> f_contrasts;
  std::vector<std::size_t> first;  ///< per contrast of the run: its row (the height is in the next), or its F row
  std::optional<std::size_t> baseline;
};

MassPlan plan(const RunDesign& design, const std::vector<RunContrast>& contrasts, const UnitFit& fit) {
  MassPlan out;
  for (std::size_t c = 0; c < contrasts.size(); ++c) {
    const bool f = contrasts[c].test == Test::f;
    out.first.push_back(f ? out.f_contrasts.size() : out.contrasts.size());
    if (!fit.contrasts[c].reason.empty()) continue;
    if (f) {
      out.f_contrasts.push_back({contrasts[c].name, contrasts[c].rows});
    } else {
      out.contrasts.push_back(contrasts[c].rows.front());
      out.contrasts.push_back(in_heights(contrasts[c].rows.front(), design));
    }
  }
  if (fit.no_baseline.empty()) {
    out.baseline = out.contrasts.size();
    out.contrasts.push_back(baseline_contrast(design));
  }
  return out;
}

void store_block(const bold::MassResult& result, const MassPlan& plan, const std::vector<double>& f_df1,
                 Eigen::Index first, UnitFit& fit) {
  const Eigen::Index count = result.a.size();
  for (std::size_t c = 0; c < fit.contrasts.size(); ++c) {
    FittedContrast& out = fit.contrasts[c];
    if (!out.reason.empty()) continue;
    const auto row = static_cast<Eigen::Index>(plan.first[c]);
    if (out.test == Test::f) {
      out.f.segment(first, count) = result.f.row(row).transpose();
      out.f_df1.segment(first, count) = f_df1[plan.first[c]];
      out.f_df2.segment(first, count) = result.f_df2.row(row).transpose();
      continue;
    }
    out.effect.segment(first, count) = result.effect.row(row).transpose();
    out.variance.segment(first, count) = result.variance.row(row).transpose();
    out.df.segment(first, count) = result.df.row(row).transpose();
    out.height.segment(first, count) = result.effect.row(row + 1).transpose();
    out.height_variance.segment(first, count) = result.variance.row(row + 1).transpose();
  }
  if (plan.baseline)
    fit.baseline.segment(first, count) = result.effect.row(static_cast<Eigen::Index>(*plan.baseline)).transpose();
  fit.rho.segment(first, count) = result.a;
}

UnitFit empty_fit(const RunDesign& design, const std::vector<RunContrast>& contrasts, std::size_t count) {
  UnitFit out;
  const auto size = static_cast<Eigen::Index>(count);
  for (const RunContrast& contrast : contrasts) out.contrasts.push_back(prepared(contrast, design.design, size));
  out.baseline = out.rho = Eigen::ArrayXd::Constant(size, kMissing);
  out.reasons.assign(count, "");
  if (!reason_against(baseline_contrast(design), design.design).empty())
    out.no_baseline = "no percent signal change: the design cannot tell the intercept from other columns";
  return out;
}

}  // namespace

UnitFit fit_unit(const RunDesign& design, const std::vector<RunContrast>& contrasts, const Eigen::MatrixXd& series,
                 const bold::FitOptions& options) {
  UnitFit out = empty_fit(design, contrasts, static_cast<std::size_t>(series.cols()));
  const std::vector<bold::RegionFit> fits = bold::fit(series, design.design, options);
  const Eigen::VectorXd baseline = design.design.to_columns.transpose() * design.baseline;
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    out.reasons[i] = fits[i].reason;
    if (!fits[i].reason.empty()) continue;
    if (out.no_baseline.empty()) out.baseline(at) = baseline.dot(fits[i].coordinates);
    out.rho(at) = fits[i].noise.a;
  }
  for (std::size_t c = 0; c < contrasts.size(); ++c)
    if (out.contrasts[c].reason.empty()) estimate_region_contrast(contrasts[c], design, fits, out.contrasts[c]);
  return out;
}

UnitFit fit_unit_voxels(const RunDesign& design, const std::vector<RunContrast>& contrasts, const ImageHeader& header,
                        std::span<const std::uint32_t> offsets, const Request& request, std::string& sha256) {
  UnitFit out = empty_fit(design, contrasts, offsets.size());
  const MassPlan rows = plan(design, contrasts, out);
  bold::MassOptions options;
  if (request.noise) options.noise = *request.noise;
  options.degrees = request.degrees;
  options.threads = request.threads;
  const bold::MassFit fit(design.design, rows.contrasts, rows.f_contrasts, options);
  std::vector<double> block;
  sha256 = visit_held_voxels(header, offsets, request.memory, [&](const HeldVoxels& held) {
    for (std::size_t begin = 0; begin < held.voxels(); begin += kVoxelsAtOnce) {
      const std::size_t end = std::min(begin + kVoxelsAtOnce, held.voxels());
      block.resize(held.volumes() * (end - begin));
      held.scaled(begin, end, block);
      const bold::MassFit::Block map(block.data(), static_cast<Eigen::Index>(held.volumes()),
                                     static_cast<Eigen::Index>(end - begin));
      store_block(fit(map), rows, fit.f_df1(), static_cast<Eigen::Index>(held.first() + begin), out);
    }
  });
  for (std::size_t i = 0; i < offsets.size(); ++i)
    if (std::isnan(out.rho(static_cast<Eigen::Index>(i)))) out.reasons[i] = "no fit: constant or not finite";
  return out;
}

namespace {

/// Effect and variance of one region or voxel in percent, or why there is none.
std::string in_percent(const UnitFit& fit, const FittedContrast& contrast, Eigen::Index at, double& effect,
                       double& variance) {
  if (!fit.no_baseline.empty()) return fit.no_baseline;
  if (!(fit.baseline(at) > 0)) return "no percent signal change: the resting signal is not positive";
  const double scale = 100.0 / fit.baseline(at);
  effect = scale * contrast.height(at);
  variance = scale * scale * contrast.height_variance(at);
  return "";
}

/// Puts one region or voxel of a contrast into its place.
void place_one(const UnitFit& fit, const FittedContrast& contrast, EffectUnit unit, Eigen::Index from,
               std::size_t place, Estimates& out) {
  const auto to = static_cast<Eigen::Index>(place);
  std::string reason = fit.reasons[static_cast<std::size_t>(from)];
  if (reason.empty()) reason = contrast.reason;
  if (contrast.test == Test::f) {
    out.f(to) = contrast.f(from);
    out.f_df1(to) = contrast.f_df1(from);
    out.f_df2(to) = contrast.f_df2(from);
  } else if (reason.empty()) {
    if (unit == EffectUnit::percent) {
      reason = in_percent(fit, contrast, from, out.effect(to), out.variance(to));
    } else {
      out.effect(to) = contrast.effect(from);
      out.variance(to) = contrast.variance(from);
    }
    if (reason.empty()) out.df(to) = contrast.df(from);
  }
  out.reasons.set(place, reason);
  if (out.rho.size() == 0) return;
  out.baseline(to) = fit.baseline(from);
  out.rho(to) = fit.rho(from);
  if (contrast.test == Test::f || contrast.effect.size() == 0) return;
  out.effect_image(to) = contrast.effect(from);
  out.se_image(to) = std::sqrt(contrast.variance(from));
}

}  // namespace

std::vector<Estimates> to_estimates(const UnitFit& fit, EffectUnit unit, const std::vector<std::size_t>& places,
                                    const std::shared_ptr<const Elements>& elements, bool details) {
  std::vector<Estimates> all;
  for (const FittedContrast& contrast : fit.contrasts) {
    Estimates out;
    out.contrast = contrast.name;
    out.test = contrast.test;
    out.elements = elements;
    out.unit = unit == EffectUnit::percent ? "percent" : "image";
    out.resize(elements->names.size());
    if (details) out.effect_image = out.se_image = out.baseline = out.rho = out.effect;
    out.reasons.assign(elements->names.size(), "the run's mask does not have it");
    for (std::size_t i = 0; i < places.size(); ++i)
      place_one(fit, contrast, unit, static_cast<Eigen::Index>(i), places[i], out);
    all.push_back(std::move(out));
  }
  return all;
}

}  // namespace attune::statsmodel
