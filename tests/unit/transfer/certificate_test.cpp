#include "attune/transfer/certificate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "expect_refused.hpp"

namespace attune::transfer {
namespace {

using test::expect_refused;

CertificateRequest n170() {
  CertificateRequest request;
  request.component = "n170:110:150:negative";
  request.width = Milliseconds(30);
  request.rate = Hertz(250);
  request.measures = {"fractional_area_latency"};
  return request;
}

TEST(Certificate, RefusesStepsThatDependOnTheData) {
  for (const char* step : {"ica", "find-bad", "autoreject", "regress-eog"}) {
    CertificateRequest request = n170();
    request.steps = {"filter:lowpass=30", step};
    expect_refused(Fault::usage, {"step " + std::string(step), "depends on the data", "filter"},
                   [&] { certify(request); });
  }
}

TEST(Certificate, RefusesWhatCannotBeMeasured) {
  const auto refuse = [](const std::vector<std::string>& parts, auto change) {
    CertificateRequest request = n170();
    change(request);
    expect_refused(Fault::usage, parts, [&] { certify(request); });
  };
  refuse({"--limit is 0 ms"}, [](auto& r) { r.limit = Milliseconds(0); });
  refuse({"--width is -3 ms"}, [](auto& r) { r.width = Milliseconds(-3); });
  refuse({"--latency is 300 ms", "110 to 150"}, [](auto& r) { r.latency = Milliseconds(300); });
  refuse({"leaves the epoch", "-200 to 120"}, [](auto& r) { r.epoching.to = Milliseconds(120); });
  refuse({"--rate is 10 Hz"}, [](auto& r) { r.rate = Hertz(10); });
  refuse({"no electrode 'P13'"}, [](auto& r) { r.channel = "P13"; });
  refuse({"did you mean 'gaussian'"}, [](auto& r) { r.shape = "gaussain"; });
  refuse({"--measure is empty"}, [](auto& r) { r.measures.clear(); });
  refuse({"unknown measure"}, [](auto& r) { r.measures = {"peak_latncy"}; });
  refuse({"--baseline"}, [](auto& r) { r.baseline = "early"; });
}

TEST(Certificate, SaysWhyALatencyDoesNotExistAfterTheSteps) {
  CertificateRequest request = n170();
  request.measures = {"fractional_peak_onset"};
  request.steps = {"filter:lowpass=30,phase=causal"};  // delays by 220 ms and leaves its precursors in the window
  const Certificate certificate = certify(request);
  EXPECT_EQ(passes(certificate), false);
  EXPECT_TRUE(std::isnan(largest_shift(certificate, "fractional_peak_onset")));
  ASSERT_EQ(failures(certificate).size(), 1u);
  EXPECT_NE(failures(certificate)[0].find("no value after the steps in"), std::string::npos);
  EXPECT_NE(failures(certificate)[0].find("top left the window"), std::string::npos);
}

TEST(Certificate, LeavesOutCasesInWhichTheComponentItselfHasNoMeasure) {
  CertificateRequest request = n170();
  request.measures = {"fractional_peak_offset"};  // 5 ms later, the fall to half is at the end of the window
  const Certificate certificate = certify(request);
  const Document document = to_document(certificate);
  const Record& record = document.parts[0].second[0];
  const auto field =
      std::find_if(record.begin(), record.end(), [](const auto& f) { return f.first == "without_ideal"; });
  ASSERT_NE(field, record.end());
  EXPECT_EQ(std::get<std::int64_t>(field->second), 8);
  EXPECT_FALSE(std::isnan(largest_shift(certificate, "fractional_peak_offset")));
  EXPECT_EQ(passes(certificate), false) << "a latency that does not exist is not certified";
  ASSERT_EQ(failures(certificate).size(), 1u);
  EXPECT_NE(failures(certificate)[0].find("does not exist in 8 of 24 cases of the component itself"), std::string::npos)
      << failures(certificate)[0];
  request.width = Milliseconds(300);
  expect_refused(Fault::analysis, {"fractional_peak_offset does not exist in any case", "no fall"},
                 [&] { certify(request); });
}

TEST(Certificate, OfAmplitudesAloneNeitherPassesNorFails) {
  CertificateRequest request = n170();
  request.measures = {"mean_amplitude"};
  request.steps = {"butterworth:lowpass=30,phase=causal"};
  const Certificate certificate = certify(request);
  EXPECT_EQ(passes(certificate), std::nullopt);
  const auto whole = to_document(certificate).fields;
  const auto field = std::find_if(whole.begin(), whole.end(), [](const auto& f) { return f.first == "passes"; });
  ASSERT_NE(field, whole.end());
  EXPECT_TRUE(std::isnan(std::get<double>(field->second)));
}

TEST(Certificate, HasACaseForEveryPlaceAndMeasure) {
  CertificateRequest request = n170();
  request.measures = {"fractional_area_latency", "mean_amplitude"};
  const Certificate certificate = certify(request);
  EXPECT_EQ(certificate.cases.size(), 48u);
  EXPECT_EQ(to_table(certificate).rows(), 48u);
  const Document document = to_document(certificate);
  ASSERT_EQ(document.parts.size(), 2u);
  EXPECT_EQ(document.parts[0].second.size(), 2u);
  EXPECT_EQ(figure(certificate).lines.size(), 2u);
  EXPECT_EQ(certificate.times_ms.size(), certificate.wave_after.size());
}

}  // namespace
}  // namespace attune::transfer
