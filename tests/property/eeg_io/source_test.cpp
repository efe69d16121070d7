// What a source gives is what the whole recording holds, however it is cut up and by however many threads.
#include "attune/eeg/source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "attune/base/instruction_set.hpp"
#include "attune/eeg/brainvision.hpp"
#include "attune/parallel/stream.hpp"
#include "edf_file.hpp"
#include "expect_refused.hpp"
#include "made_recording.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::eeg {
namespace {

using test::TemporaryFolder;

constexpr Eigen::Index kChannels = 11, kSamples = 7 * 731;

/// Random whole numbers of microvolts, within 16 bits.
Eigen::MatrixXd made_data() {
  parallel::Stream stream(parallel::Seed{5}, 0);
  Eigen::MatrixXd out(kChannels, kSamples);
  for (Eigen::Index i = 0; i < out.size(); ++i) out(i) = (static_cast<double>(stream.below(60001)) - 30000.0) * 1e-6;
  return out;
}

void write_edf(const std::filesystem::path& path, const Eigen::MatrixXd& data, bool bdf) {
  test::EdfFile file;
  file.bdf = bdf;
  file.records = 7;
  for (Eigen::Index c = 0; c < data.rows(); ++c) {
    test::EdfFile::Signal signal = test::edf_signal("E" + std::to_string(c), {});
    for (Eigen::Index s = 0; s < data.cols(); ++s)
      signal.samples.push_back(static_cast<std::int32_t>(std::lround(data(c, s) * 1e6)));
    signal.digital_minimum = signal.physical_minimum = "-32768";
    signal.digital_maximum = signal.physical_maximum = "32767";
    file.signals.push_back(std::move(signal));
  }
  file.write(path);
}

std::filesystem::path write(const TemporaryFolder& folder, const std::string& format, const Eigen::MatrixXd& data) {
  if (format == "edf" || format == "bdf") {
    write_edf(folder / ("x." + format), data, format == "bdf");
    return folder / ("x." + format);
  }
  BrainVisionOptions options;
  options.resolution = Microvolts(1.0);
  if (format == "int16") options.encoding = BrainVisionEncoding::int16;
  write_brainvision(folder / "x.vhdr", test::made_recording(data, 731.0), options, Overwrite::allow);
  return folder / "x.vhdr";
}

class Sources : public ::testing::TestWithParam<const char*> {};

TEST_P(Sources, GiveTheNumbersOfTheWholeRecordingHoweverTheyAreCut) {
  const TemporaryFolder folder;
  const Eigen::MatrixXd data = made_data();
  const std::filesystem::path path = write(folder, GetParam(), data);
  const Recording whole = read_recording(path);
  // A float holds these numbers to a part in 1.7e7; the shift of an EDF signal costs a rounding of 32768.
  constexpr double kRounding = 4e-9;
  EXPECT_LE((whole.data - data).cwiseAbs().maxCoeff(), kRounding);
  const std::unique_ptr<Source> source = open_recording(path);
  EXPECT_EQ(source->header().data.cols(), 0);
  EXPECT_EQ(source->samples(), kSamples);
  for (const int threads : {1, 2}) {
    EXPECT_EQ(source->read_all({threads}).data, whole.data);
    pin_instruction_set("x86-64");
    EXPECT_EQ(source->read_all({threads}).data, whole.data) << "whatever the processor has";
    pin_instruction_set("");
    Eigen::MatrixXd columns(kSamples, kChannels);
    source->read(0, columns, {threads});
    EXPECT_EQ(columns.transpose(), whole.data);
    parallel::Stream stream(parallel::Seed{6}, 0);
    for (int cut = 0; cut < 20; ++cut) {
      const auto below = [&stream](Eigen::Index bound) {
        return static_cast<Eigen::Index>(stream.below(static_cast<std::uint64_t>(bound)));
      };
      const Eigen::Index s = below(kSamples), c = below(kChannels);
      Eigen::MatrixXd part(1 + below(kSamples - s), 1 + below(kChannels - c));
      source->read(s, c, part, {threads});
      EXPECT_EQ(part.transpose(), whole.data.block(c, s, part.cols(), part.rows()));
    }
  }
}

TEST_P(Sources, AreAskedForWhatTheyHave) {
  const TemporaryFolder folder;
  const std::unique_ptr<Source> source = open_recording(write(folder, GetParam(), made_data()));
  Eigen::MatrixXd columns(kSamples, 1);
  test::expect_refused(Fault::internal, {"5117 samples from 1 of 1 channels"},
                       [&] { source->read(1, 0, columns, parallel::Threads{1}); });
  test::expect_refused(Fault::internal, {"1 channels from 11"}, [&] { source->read(kChannels, columns, {1}); });
}

INSTANTIATE_TEST_SUITE_P(Formats, Sources, ::testing::Values("edf", "bdf", "int16", "float32"));

struct Layout {
  const char *format, *orientation, *big_endian;
};

class BinaryLayouts : public ::testing::TestWithParam<Layout> {};

/// The bytes of whole numbers in a layout, one by one.
template <class T>
std::string bytes_of(const Eigen::MatrixXd& numbers, const Layout& layout) {
  const bool vectorized = std::string(layout.orientation) == "VECTORIZED";
  std::string out;
  for (Eigen::Index i = 0; i < numbers.size(); ++i) {
    const Eigen::Index c = vectorized ? i / numbers.cols() : i % numbers.rows();
    const Eigen::Index s = vectorized ? i % numbers.cols() : i / numbers.rows();
    const auto value = static_cast<T>(numbers(c, s));
    std::string number(reinterpret_cast<const char*>(&value), sizeof value);
    if (std::string(layout.big_endian) == "YES") std::reverse(number.begin(), number.end());
    out += number;
  }
  return out;
}

TEST_P(BinaryLayouts, AreTheSameNumbersOnEveryInstructionSet) {
  const TemporaryFolder folder;
  const Eigen::MatrixXd numbers = (made_data() * 1e6).array().round();
  const std::string format = GetParam().format;
  test::write_bytes(folder / "x.eeg", format == "INT_16"   ? bytes_of<std::int16_t>(numbers, GetParam())
                                      : format == "INT_32" ? bytes_of<std::int32_t>(numbers, GetParam())
                                                           : bytes_of<float>(numbers, GetParam()));
  std::string header =
      "Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nDataFile=x.eeg\n"
      "DataFormat=BINARY\nDataOrientation=" +
      std::string(GetParam().orientation) +
      "\nNumberOfChannels=11\nSamplingInterval=1000\n[Binary Infos]\nBinaryFormat=" + format +
      "\nUseBigEndianOrder=" + GetParam().big_endian + "\n[Channel Infos]\n";
  for (int c = 1; c <= kChannels; ++c) header += "Ch" + std::to_string(c) + "=E" + std::to_string(c) + ",,1,uV\n";
  test::write_bytes(folder / "x.vhdr", header);
  const Eigen::MatrixXd expected = numbers * 1e-6;
  for (const char* instructions : {"x86-64", ""}) {
    pin_instruction_set(instructions);
    EXPECT_EQ(read_recording(folder / "x.vhdr").data, expected);
    Eigen::MatrixXd columns(kSamples, kChannels);
    open_recording(folder / "x.vhdr")->read(0, columns, {2});
    EXPECT_EQ(columns.transpose(), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(
    BrainVision, BinaryLayouts,
    ::testing::Values(Layout{"INT_16", "MULTIPLEXED", "NO"}, Layout{"INT_16", "MULTIPLEXED", "YES"},
                      Layout{"INT_16", "VECTORIZED", "NO"}, Layout{"INT_16", "VECTORIZED", "YES"},
                      Layout{"INT_32", "MULTIPLEXED", "NO"}, Layout{"INT_32", "VECTORIZED", "YES"},
                      Layout{"INT_32", "MULTIPLEXED", "YES"}, Layout{"IEEE_FLOAT_32", "MULTIPLEXED", "YES"},
                      Layout{"IEEE_FLOAT_32", "VECTORIZED", "NO"}, Layout{"IEEE_FLOAT_32", "VECTORIZED", "YES"}));

}  // namespace
}  // namespace attune::eeg
