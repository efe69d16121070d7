#include "attune/eeg/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "brainvision_files.hpp"
#include "edf_file.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using test::TemporaryFolder;

TEST(HeaderIdentity, OfEdfIsPatientRecordingDateAndTime) {
  const TemporaryFolder folder;
  test::EdfFile file;
  file.patient = "MCH-1 F 02-MAY-1951 Jos\xe9";
  file.recording = "X X X X";
  file.signals = {test::edf_signal("Fz", {1, 2, 3, 4})};
  file.write(folder / "x.edf");
  const std::vector<IdentityField> fields = header_identity(folder / "x.edf");
  ASSERT_EQ(fields.size(), 3U) << "X is unknown";
  EXPECT_EQ(fields[0].name, "identity_patient");
  EXPECT_EQ(fields[0].value, one_line("MCH-1 F 02-MAY-1951 Jos\xc3\xa9"));
  EXPECT_EQ(fields[1].value, "24.01.20");
  EXPECT_EQ(std::get<std::string>(to_record(fields, true)[1].second), "24.01.20");
  EXPECT_EQ(std::get<std::string>(to_record(fields, false)[1].second), "masked, 8 characters (--show-identity)");
}

TEST(HeaderIdentity, OfBrainVisionIsTheDateOfEachSegment) {
  const TemporaryFolder folder;
  test::BrainVisionFiles files;
  files.markers = "Mk1=New Segment,,1,1,0,20181106153757758000\nMk2=New Segment,,2,1,0,20181107153757758000\n";
  files.write(folder.path());
  const Record record = to_record(header_identity(folder / "x.vhdr"), true);
  ASSERT_EQ(record.size(), 2U);
  EXPECT_EQ(record[0].first, "identity_date");
  EXPECT_EQ(record[1].first, "identity_date_2");
  EXPECT_EQ(std::get<std::string>(record[1].second), "20181107153757758000");
}

TEST(HeaderIdentity, OfNeuroscanIsAtItsPlaces) {
  const TemporaryFolder folder;
  std::string header(900, '\0');
  header.replace(0, 11, "Version 3.0");
  header.replace(121, 8, "Somebody");
  header.replace(225, 8, "01/02/99");
  test::write_bytes(folder / "x.cnt", header);
  const std::vector<IdentityField> fields = header_identity(folder / "x.cnt");
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].value, "Somebody");
  EXPECT_EQ(fields[1].name, "identity_date");
}

TEST(HeaderIdentity, OfOtherFilesIsNothing) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "x.set", "anything");
  EXPECT_TRUE(header_identity(folder / "x.set").empty());
}

}  // namespace
}  // namespace attune::eeg
