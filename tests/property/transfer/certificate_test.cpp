// What chains whose effect is known do to a component.
#include "attune/transfer/certificate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace attune::transfer {
namespace {

const std::string kArea = "fractional_area_latency", kPeak = "peak_latency", kOnset = "fractional_peak_onset";

CertificateRequest p3(std::vector<std::string> steps, double rate = 250) {
  CertificateRequest request;
  request.component = "p3:300:600:positive";
  request.steps = std::move(steps);
  request.rate = Hertz(rate);
  request.width = Milliseconds(100);
  request.threads = {1};
  return request;
}

double mean_shift(const Certificate& certificate, const std::string& measure) {
  double sum = 0, n = 0;
  for (const TransferCase& one : certificate.cases)
    if (one.measure == measure) sum += one.after - one.ideal, n += 1;
  return sum / n;
}

TEST(Certificate, WithoutStepsSamplingAloneMovesALatency) {
  const Certificate certificate = certify(p3({}));
  EXPECT_TRUE(std::all_of(certificate.cases.begin(), certificate.cases.end(),
                          [](const TransferCase& one) { return one.after == one.recorded; }));
  // Half a sampling interval for a peak that is a sample; next to nothing for an area.
  EXPECT_NEAR(largest_shift(certificate, kPeak), 2, 0.3);
  EXPECT_LT(largest_shift(certificate, kArea), 0.05);
  EXPECT_NEAR(certificate.form.height_ratio, 1, 1e-3);
  EXPECT_NEAR(certificate.form.width_after_ms, 100, 0.5);
}

TEST(Certificate, AZeroPhaseFilterPasses) {
  CertificateRequest request = p3({"filter:highpass=0.1,lowpass=30"}, 500);
  request.measures = {kArea, kOnset, kPeak};
  const Certificate certificate = certify(request);
  EXPECT_EQ(passes(certificate), true) << largest_shift(certificate, kOnset);
  EXPECT_LT(certificate.form.width_after_ms - certificate.form.width_before_ms, 2);
}

// A first-order low-pass of time constant tau delays the area of all it passes by tau: the first moment of its impulse
// response. At 6 Hz and -3 dB that is 1000 / (2 pi 6) = 26.5 ms.
TEST(Certificate, ACausalFilterDelaysByItsGroupDelay) {
  CertificateRequest request = p3({"butterworth:lowpass=6,order=1,phase=causal"}, 1000);
  request.epoching.to = Milliseconds(1500);
  request.component = "p3:100:1200:positive";
  request.latency = Milliseconds(450);
  request.measures = {"centroid_latency"};
  const Certificate certificate = certify(request);
  EXPECT_EQ(passes(certificate), false);
  EXPECT_NEAR(mean_shift(certificate, "centroid_latency"), 1000 / (2 * M_PI * 6), 1);
}

TEST(Certificate, ASinglePassOfAnIirFilterDoesNotPassAndBothPassesDo) {
  CertificateRequest request = p3({"butterworth:lowpass=30,phase=causal"}, 500);
  request.measures = {kArea};
  EXPECT_EQ(passes(certify(request)), false);
  EXPECT_GT(mean_shift(certify(request), kArea), 5);
  request.steps = {"butterworth:lowpass=30"};
  EXPECT_EQ(passes(certify(request)), true);
}

TEST(Certificate, ALowSamplingFrequencyMovesThePeakAndRoundsTheEvents) {
  CertificateRequest request = p3({"resample:rate=100"}, 500);
  request.measures = {kArea, kPeak};
  const Certificate nearest = certify(request);
  // The event between two samples of 10 ms goes to the nearest: up to 4 ms of 2-ms samples.
  EXPECT_GT(largest_shift(nearest, kArea), 2);
  EXPECT_LT(std::abs(mean_shift(nearest, kArea)), 1.5);
  request.rounding = "truncate";
  const Certificate truncated = certify(request);
  EXPECT_GT(mean_shift(truncated, kArea), 2);  // all to one side
  EXPECT_EQ(truncated.form.rate_after.value(), 100);
}

TEST(Certificate, ResamplingOfAWholeStepKeepsTheArea) {
  CertificateRequest request = p3({"resample:rate=1000"}, 500);
  request.measures = {kArea};
  EXPECT_LT(largest_shift(certify(request), kArea), 0.05);
}

TEST(Certificate, AHighPassFilterThatCutsIntoTheComponentUndershoots) {
  CertificateRequest gentle = p3({"filter:highpass=0.1"}), harsh = p3({"filter:highpass=2"});
  gentle.measures = harsh.measures = {kArea};
  EXPECT_LT(certify(gentle).form.undershoot_percent, 5);
  EXPECT_GT(certify(harsh).form.undershoot_percent, 20);
  EXPECT_LT(certify(harsh).form.height_ratio, 0.9);
}

TEST(Certificate, ALowPassBroadensANarrowComponentMore) {
  const auto broadening = [](double width) {
    CertificateRequest request = p3({"filter:lowpass=10"}, 500);
    request.width = Milliseconds(width);
    request.measures = {kArea};
    const TransferForm form = certify(request).form;
    return form.width_after_ms - form.width_before_ms;
  };
  EXPECT_GT(broadening(40), 5);
  EXPECT_LT(broadening(150), broadening(40));
}

TEST(Certificate, TheAverageReferenceScalesAndDoesNotMove) {
  CertificateRequest request = p3({"reference:channels=average"});
  request.measures = {kArea, "mean_amplitude"};
  const Certificate certificate = certify(request);
  EXPECT_LT(largest_shift(certificate, kArea), 0.05);
  EXPECT_LT(certificate.form.height_ratio, 0.9);
  EXPECT_GT(certificate.form.height_ratio, 0.3);
}

TEST(Certificate, MirrorsWithThePolarity) {
  CertificateRequest up = p3({"butterworth:lowpass=20,phase=causal"}), down = up;
  down.component = "p3:300:600:negative";
  EXPECT_EQ(mean_shift(certify(up), kArea), mean_shift(certify(down), kArea));
}

TEST(Certificate, IsTheSameForAnyNumberOfThreads) {
  CertificateRequest request = p3({"filter:lowpass=20", "resample:rate=128", "reference:channels=M1+M2"});
  const std::string one = to_json(to_document(certify(request)));
  request.threads = {3};
  EXPECT_EQ(to_json(to_document(certify(request))), one);
}

}  // namespace
}  // namespace attune::transfer
