#include "attune/spectrum/figure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"

namespace attune::spectrum {
namespace {

using ::testing::HasSubstr;

Spectra flat_spectra(Eigen::Index bins) {
  Power power;
  power.frequencies = Eigen::VectorXd::LinSpaced(bins, 0, static_cast<double>(bins - 1));
  power.density = Eigen::MatrixXd::Constant(1, bins, 1e-12);
  Spectra out;
  out.channels = {"Pz"};
  out.conditions = {power};
  return out;
}

TEST(SpectraFigure, OfFilesWithOtherFrequenciesIsRefusedInEitherOrder) {
  const std::vector<Spectra> longer_last{flat_spectra(10), flat_spectra(20)},
      longer_first{flat_spectra(20), flat_spectra(10)};
  for (const std::vector<Spectra>& files : {longer_last, longer_first})
    EXPECT_THAT(test::error_of(Fault::usage, [&] { spectra_figure(files, {}, false); }),
                HasSubstr("different frequencies"));
  EXPECT_EQ(spectra_figure(std::vector<Spectra>{flat_spectra(10), flat_spectra(10)}, {}, false).lines.size(), 1U);
}

}  // namespace
}  // namespace attune::spectrum
