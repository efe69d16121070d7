#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace attune::eeg {

/// One tag of a FIF file: what it is, the bytes of its value, and the block it lies in.
struct FifTag {
  std::int32_t kind = 0, type = 0;
  std::size_t at = 0;  ///< of the value, from the start of the (uncompressed) file
  std::span<const std::byte> value;
  std::int32_t block = 0;        ///< innermost block, 0 outside of all
  std::size_t block_number = 0;  ///< which block of the file, counted as they start; 0 outside of all
};

/// All tags in the order of the file (big-endian; each says where the next is), blocks resolved. The bytes must outlive
/// the tags. A file that is no FIF, a tag that reaches beyond the end or points backwards, and blocks that do not nest
/// are input errors with the byte. Tags that start or end a block are included.
std::vector<FifTag> fif_tags(std::span<const std::byte> bytes, const std::filesystem::path& path);

/// The value of a tag as whole numbers, floating point numbers (FIF int, short, float, double), or text (Latin-1 or
/// UTF-8); another type is an input error that names `field`.
std::vector<std::int64_t> fif_integers(const FifTag& tag, const std::filesystem::path& path, const char* field);
std::vector<double> fif_numbers(const FifTag& tag, const std::filesystem::path& path, const char* field);
std::string fif_text(const FifTag& tag);

/// Codes that the reader needs, as the format numbers them.
namespace fif {
constexpr std::int32_t kFileId = 100, kBlockStart = 104, kBlockEnd = 105, kRefRole = 115, kRefNumber = 117,
                       kRefName = 118, kChannelCount = 200, kRate = 201, kChannelInfo = 203, kMeasurementDate = 204,
                       kComment = 206, kFirstSample = 208, kChannelName = 258, kBuffer = 300, kSkipBuffers = 301,
                       kSkipSamples = 303, kNameList = 3507, kProjectionActive = 3560, kOnset = 3568, kEnd = 3569;
constexpr std::int32_t kMeasurementInfo = 101, kRawData = 102, kEvoked = 104, kContinuous = 112, kNamedChannel = 113,
                       kReference = 118, kShieldedRaw = 119, kProjectionItem = 314, kBadChannels = 359, kEpochs = 373,
                       kAnnotations = 3810;
constexpr std::int32_t kShort = 2, kInt = 3, kFloat = 4, kDouble = 5, kString = 10, kPacked16 = 16, kComplexFloat = 20,
                       kComplexDouble = 21, kChannelInfoType = 30;
}  // namespace fif

}  // namespace attune::eeg
