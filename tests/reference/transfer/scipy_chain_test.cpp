// A causal filter's certificate against the same chain in scipy 1.10.1 and numpy: butter(4, 30, fs=500, output='sos'),
// sosfilt over a Gaussian 10 s from either end of the data, epoch -200 ... 800 ms, baseline [-200, 0) ms, area latency
// of the piecewise linear waveform by its quadratic, onset by linear interpolation.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "attune/transfer/certificate.hpp"

namespace attune::transfer {
namespace {

// Times of some hundred milliseconds, sums in another order.
constexpr double kRounding = 1e-8;

double after(const Certificate& certificate, const std::string& measure, double latency) {
  const auto found = std::find_if(certificate.cases.begin(), certificate.cases.end(), [&](const TransferCase& one) {
    return one.measure == measure && one.latency_ms == latency;
  });
  EXPECT_NE(found, certificate.cases.end());
  return found == certificate.cases.end() ? 0.0 : found->after;
}

TEST(Certificate, OfACausalFilterIsThatOfScipy) {
  CertificateRequest request;
  request.width = Milliseconds(150);
  request.steps = {"butterworth:lowpass=30,phase=causal"};
  request.measures = {"fractional_area_latency", "fractional_peak_onset", "peak_latency", "mean_amplitude"};
  const Certificate certificate = certify(request);
  EXPECT_NEAR(after(certificate, "fractional_area_latency", 412.625), 427.97713270749006, kRounding);
  EXPECT_NEAR(after(certificate, "fractional_peak_onset", 412.625), 351.342893257067, kRounding);
  EXPECT_NEAR(after(certificate, "mean_amplitude", 412.625), 5.150247464614114, kRounding);
  EXPECT_EQ(after(certificate, "peak_latency", 412.625), 426);
  EXPECT_NEAR(after(certificate, "fractional_area_latency", 450.375), 463.179004736914, kRounding);
  EXPECT_NEAR(after(certificate, "fractional_peak_onset", 450.375), 389.093444842856, kRounding);
  EXPECT_NEAR(after(certificate, "mean_amplitude", 450.375), 5.178419762927281, kRounding);
  EXPECT_EQ(after(certificate, "peak_latency", 450.375), 464);
}

}  // namespace
}  // namespace attune::transfer
