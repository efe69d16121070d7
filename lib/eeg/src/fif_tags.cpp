#include "fif_tags.hpp"

#include <fmt/format.h>

#include <bit>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/error.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

constexpr std::size_t kHeaderBytes = 16;
constexpr std::size_t kDeepest = 64;  // blocks within blocks; real files have five

struct Block {
  std::int32_t kind = 0;
  std::size_t number = 0;
};

std::int32_t block_kind(const FifTag& tag, const std::filesystem::path& path) {
  const std::vector<std::int64_t> value = fif_integers(tag, path, "block");
  if (value.size() != 1)
    throw input_error(path, at_byte(tag.at), fmt::format("block names {} kinds, expected one", value.size()));
  return static_cast<std::int32_t>(value[0]);
}

void enter_or_leave(std::vector<Block>& open, std::size_t& started, const FifTag& tag,
                    const std::filesystem::path& path) {
  const std::int32_t kind = block_kind(tag, path);
  if (tag.kind == fif::kBlockStart) {
    if (open.size() == kDeepest) throw input_error(path, at_byte(tag.at), "more than 64 blocks are open at once");
    open.push_back({kind, ++started});
    return;
  }
  if (open.empty() || open.back().kind != kind)
    throw input_error(path, at_byte(tag.at),
                      fmt::format("block {} ends, expected the end of block {}", kind,
                                  open.empty() ? "none" : fmt::format("{}", open.back().kind)));
  open.pop_back();
}

template <class Stored, class Out>
std::vector<Out> numbers_of(const FifTag& tag, const std::filesystem::path& path, const char* field) {
  if (tag.value.size() % sizeof(Stored) != 0)
    throw input_error(path, at_byte(tag.at),
                      fmt::format("{} has {} bytes, no multiple of {}", field, tag.value.size(), sizeof(Stored)));
  ByteCursor cursor(tag.value, path, std::endian::big);
  std::vector<Out> out;
  while (cursor.remaining() > 0) out.push_back(static_cast<Out>(cursor.read<Stored>(field)));
  return out;
}

[[noreturn]] void refuse_type(const FifTag& tag, const std::filesystem::path& path, const char* field) {
  throw input_error(path, at_byte(tag.at),
                    fmt::format("{} is of type {}, which is no list of numbers", field, tag.type));
}

}  // namespace

std::vector<FifTag> fif_tags(std::span<const std::byte> bytes, const std::filesystem::path& path) {
  if (bytes.size() < kHeaderBytes)
    throw input_error(path,
                      fmt::format("has {} bytes, expected a FIF file, which starts with a tag of 16", bytes.size()));
  ByteCursor cursor(bytes, path, std::endian::big);
  std::vector<FifTag> out;
  std::vector<Block> open;
  std::size_t started = 0;
  while (cursor.remaining() > 0) {
    const std::size_t start = cursor.position();
    FifTag tag;
    tag.kind = cursor.read<std::int32_t>("tag kind");
    tag.type = cursor.read<std::int32_t>("tag type");
    const auto size = cursor.read<std::int32_t>("tag size"), next = cursor.read<std::int32_t>("next tag");
    if (out.empty() && (tag.kind != fif::kFileId || size != 20))
      throw input_error(path, at_byte(start),
                        fmt::format("first tag is {} of {} bytes, expected 100 of 20 (FIF file)", tag.kind, size));
    if (size < 0 || static_cast<std::size_t>(size) > cursor.remaining())
      throw input_error(
          path, at_byte(start),
          fmt::format("tag {} has {} bytes, {} are left in the file", tag.kind, size, cursor.remaining()));
    tag.at = cursor.position();
    tag.value = cursor.read_bytes(static_cast<std::size_t>(size), "tag value");
    if (tag.kind == fif::kBlockEnd) enter_or_leave(open, started, tag, path);
    if (!open.empty()) {
      tag.block = open.back().kind;
      tag.block_number = open.back().number;
    }
    if (tag.kind == fif::kBlockStart) enter_or_leave(open, started, tag, path);
    out.push_back(tag);
    if (next == -1) break;
    if (next < 0 || (next > 0 && static_cast<std::size_t>(next) < cursor.position()))
      throw input_error(path, at_byte(start + kHeaderBytes - 4),
                        fmt::format("tag {} is followed by byte {}, which is before its end", tag.kind, next));
    if (next > 0) cursor.seek(static_cast<std::size_t>(next), "next tag");
  }
  if (!open.empty()) throw input_error(path, fmt::format("ends within block {}: it is not complete", open.back().kind));
  return out;
}

std::vector<std::int64_t> fif_integers(const FifTag& tag, const std::filesystem::path& path, const char* field) {
  if (tag.type == fif::kShort) return numbers_of<std::int16_t, std::int64_t>(tag, path, field);
  if (tag.type == fif::kInt) return numbers_of<std::int32_t, std::int64_t>(tag, path, field);
  refuse_type(tag, path, field);
}

std::vector<double> fif_numbers(const FifTag& tag, const std::filesystem::path& path, const char* field) {
  switch (tag.type) {
    case fif::kShort:
      return numbers_of<std::int16_t, double>(tag, path, field);
    case fif::kInt:
      return numbers_of<std::int32_t, double>(tag, path, field);
    case fif::kFloat:
      return numbers_of<float, double>(tag, path, field);
    case fif::kDouble:
      return numbers_of<double, double>(tag, path, field);
    default:
      refuse_type(tag, path, field);
  }
}

std::string fif_text(const FifTag& tag) {
  std::string text(reinterpret_cast<const char*>(tag.value.data()), tag.value.size());
  text.resize(std::min(text.find('\0'), text.size()));
  return is_utf8(text) ? text : cp1252_to_utf8(text);
}

}  // namespace attune::eeg
