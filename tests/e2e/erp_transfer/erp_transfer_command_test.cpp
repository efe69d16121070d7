#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "run_program.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

class ErpTransferCommand : public testing::Test {
 protected:
  ProgramResult run(const std::string& arguments) const {
    return run_attune("erp transfer --rate 250 --component p3:300:600:positive " + arguments, folder_.path());
  }
  TemporaryFolder folder_;
};

TEST_F(ErpTransferCommand, CertifiesAZeroPhaseFilterAndNotACausalOne) {
  const ProgramResult zero = run("--step butterworth:lowpass=30 --measure fractional_area_latency --format json");
  ASSERT_EQ(zero.code, 0) << zero.err;
  EXPECT_THAT(zero.out, HasSubstr("\"passes\": true"));
  EXPECT_EQ(zero.err, "");
  const std::string causal = "--step butterworth:lowpass=30,phase=causal --measure fractional_area_latency";
  const ProgramResult warned = run(causal);
  EXPECT_EQ(warned.code, 0) << warned.err;
  EXPECT_THAT(warned.err, HasSubstr("fractional_area_latency moves by up to"));
  EXPECT_THAT(warned.err, HasSubstr("expected 1 ms or less"));
  EXPECT_EQ(run(causal + " --strict").code, 3);
  EXPECT_EQ(run(causal + " --strict --limit 60").code, 0);
}

TEST_F(ErpTransferCommand, WritesCasesAndAPicture) {
  const ProgramResult result =
      run("--measure peak_latency,mean_amplitude --cases cases.tsv --figure wave.svg --out certificate.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(read_table(folder_ / "cases.tsv").rows(), 48u);
  EXPECT_THAT(run_shell("head -c 4 wave.svg", folder_.path()).out, HasSubstr("<svg"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "certificate.tsv.provenance.json"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "wave.svg.provenance.json"));
  EXPECT_EQ(run("--figure wave.svg").code, 4);
}

TEST_F(ErpTransferCommand, DoesNotPassWhatItCannotCertify) {
  const ProgramResult late = run("--latency 580 --width 80 --measure peak_latency --format json");
  EXPECT_EQ(late.code, 0) << late.err;
  EXPECT_THAT(late.out, HasSubstr("\"passes\": false"));
  EXPECT_THAT(late.err, HasSubstr("peak_latency does not exist in 8 of 24 cases"));
  const ProgramResult amplitude =
      run("--step butterworth:lowpass=30,phase=causal --measure mean_amplitude --format json");
  EXPECT_THAT(amplitude.out, HasSubstr("\"passes\": null"));
}

TEST_F(ErpTransferCommand, RefusesAFigureThatIsNoSvg) {
  const ProgramResult result = run("--measure peak_latency --figure wave.png");
  EXPECT_EQ(result.code, 2) << result.err;
  EXPECT_THAT(result.err, HasSubstr("wave.png"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "wave.png"));
}

TEST_F(ErpTransferCommand, TakesStepsFromAFile) {
  ASSERT_EQ(run_shell("echo 'filter:lowpass=30 # as declared' >steps.txt", folder_.path()).code, 0);
  const ProgramResult result = run("--steps steps.txt --measure fractional_area_latency --format json");
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("filter:lowpass=30"));
}

TEST_F(ErpTransferCommand, RefusesWhatItCannotCertify) {
  EXPECT_EQ(run("--step ica").code, 2);
  EXPECT_EQ(run("--step fliter:lowpass=30").code, 2);
  EXPECT_EQ(run("--steps missing.txt").code, 3);
  EXPECT_EQ(run("--limit 0").code, 2);
}

}  // namespace
}  // namespace attune::test
