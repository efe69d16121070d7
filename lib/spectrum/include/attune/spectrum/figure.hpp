#pragma once

#include <span>
#include <vector>

#include "attune/report/lines.hpp"
#include "attune/report/topography.hpp"
#include "attune/spectrum/measure.hpp"

namespace attune::spectrum {

/// Spectra up to 50 Hz, a line per condition, the geometric mean over files and channels that are not bad, with the
/// bands shaded. Files with different frequencies are a usage error.
report::LinesFigure spectra_figure(std::span<const Spectra> files, std::span<const Band> bands, bool csd);

/// Maps of ln power of each band, less its mean over the channels, a head per condition and band, averaged over files.
/// Files with different channels, and channels without any position, are a usage error.
report::TopographyFigure band_topography(std::span<const Spectra> files, std::span<const Band> bands);

}  // namespace attune::spectrum
