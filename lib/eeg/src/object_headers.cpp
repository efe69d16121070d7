#include "object_headers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/error.hpp"
#include "attune/base/files.hpp"

namespace attune::eeg {
namespace {

// Message types and a flag of the format specification, IV.A.
constexpr unsigned kAttribute = 0x0C, kContinuation = 0x10, kSymbolTable = 0x11;
constexpr unsigned kShared = 0x02;  // the message stands elsewhere
constexpr std::uint64_t kLargestPiece = std::uint64_t{1} << 26;
constexpr std::size_t kMostBlocks = 1024;

std::size_t padded(std::size_t size, bool pad) { return pad ? (size + 7) / 8 * 8 : size; }

// Adds what an attribute message says, if it is one of MATLAB's two.
void note_attribute(ByteCursor at, MatlabNotes& notes) {
  const auto version = at.read<std::uint8_t>("attribute version");
  if (version < 1 || version > 3) return;
  at.skip(1, "attribute flags");
  const auto name_size = at.read<std::uint16_t>("attribute name size");
  const auto type_size = at.read<std::uint16_t>("attribute type size");
  const auto space_size = at.read<std::uint16_t>("attribute space size");
  if (version == 3) at.skip(1, "attribute encoding");
  const bool pad = version == 1;
  const std::size_t after_name = at.position() + padded(name_size, pad);
  const std::string name = at.read_text(name_size, "attribute name");
  at.seek(after_name, "attribute type");
  notes.is_empty = notes.is_empty || name == "MATLAB_empty";
  constexpr std::uint8_t kTypeClass = 0x0F, kText = 3;
  constexpr std::uint32_t kLongestName = 64;
  if (name != "MATLAB_class" || type_size < 8) return;
  const std::size_t values = at.position() + padded(type_size, pad) + padded(space_size, pad);
  if ((at.read<std::uint8_t>("attribute type class") & kTypeClass) != kText) return;
  at.skip(3, "attribute type bits");
  const auto length = at.read<std::uint32_t>("attribute type size");
  if (length == 0 || length > kLongestName) return;
  at.seek(values, "attribute value");
  notes.class_name = at.read_text(length, "attribute value");
}

}  // namespace

ObjectHeaders::ObjectHeaders(const std::filesystem::path& path, hid_t file)
    : path_(path), file_size_(size_of_file(path)) {
  file_.rdbuf()->pubsetbuf(nullptr, 0);  // pieces are small and far apart
  file_.open(path, std::ios::binary);
  const hid_t creation = H5Fget_create_plist(file);
  hsize_t user_block = 0;
  std::size_t offset_size = 0, length_size = 0;
  H5Pget_userblock(creation, &user_block);
  H5Pget_sizes(creation, &offset_size, &length_size);
  H5Pclose(creation);
  if (offset_size != 8 || length_size != 8)
    refuse(fmt::format("offsets and lengths have {} and {} bytes, expected 8 as MATLAB writes them", offset_size,
                       length_size));
  base_ = user_block;
}

void ObjectHeaders::refuse(const std::string& what) const { throw input_error(path_, what); }

std::filesystem::path ObjectHeaders::place(std::uint64_t address) const {
  return path_.string() + fmt::format(": HDF5 header at {}", base_ + address);
}

std::vector<std::byte> ObjectHeaders::bytes_at(std::uint64_t address, std::uint64_t size) const {
  if (size > kLargestPiece || base_ > file_size_ || address > file_size_ - base_ || size > file_size_ - base_ - address)
    refuse(
        fmt::format("{} bytes of an HDF5 header at {} do not fit the file; it is cut short or damaged", size, address));
  std::vector<std::byte> out(static_cast<std::size_t>(size));
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(base_ + address));
  if (!file_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size)))
    refuse("an HDF5 header cannot be read");
  return out;
}

std::vector<ObjectHeaders::Message> ObjectHeaders::messages(hid_t object) const {
  constexpr std::size_t kPrefix = 16, kMessagePrefix = 8;
  H5O_info_t info{};
  if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0) refuse("an HDF5 header is damaged");
  const std::vector<std::byte> start = bytes_at(info.addr, kPrefix);
  ByteCursor prefix(start, place(info.addr));
  if (prefix.read<std::uint8_t>("object header version") != 1)
    refuse("its objects have headers of a version that MATLAB does not write; save the dataset anew with EEGLAB");
  prefix.seek(8, "object header size");
  struct Block {
    std::uint64_t address, size;
  };
  std::vector<Block> blocks{{info.addr + kPrefix, prefix.read<std::uint32_t>("object header size")}};
  std::vector<Message> out;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (b == kMostBlocks) refuse("an HDF5 header has no end; the file is damaged");
    const std::vector<std::byte> bytes = bytes_at(blocks[b].address, blocks[b].size);
    ByteCursor at(bytes, place(blocks[b].address));
    while (at.remaining() >= kMessagePrefix) {
      Message message;
      message.address = blocks[b].address + at.position();
      message.type = at.read<std::uint16_t>("message type");
      const auto size = at.read<std::uint16_t>("message size");
      message.flags = at.read<std::uint8_t>("message flags");
      at.skip(3, "message");
      const auto data = at.read_bytes(size, "message");
      message.data.assign(data.begin(), data.end());
      if (message.type == kContinuation) {
        ByteCursor next(data, place(message.address));
        const auto address = next.read<std::uint64_t>("continuation address");
        blocks.push_back({address, next.read<std::uint64_t>("continuation size")});
      }
      out.push_back(std::move(message));
    }
  }
  return out;
}

MatlabNotes ObjectHeaders::notes(hid_t object) const {
  MatlabNotes out;
  for (const Message& message : messages(object))
    if (message.type == kAttribute && (message.flags & kShared) == 0)
      note_attribute(ByteCursor(message.data, place(message.address)), out);
  return out;
}

std::vector<std::byte> ObjectHeaders::heap_at(std::uint64_t address) const {
  constexpr std::size_t kHeader = 32;
  const std::vector<std::byte> header = bytes_at(address, kHeader);
  ByteCursor at(header, place(address));
  if (at.read_text(4, "heap") != "HEAP")
    refuse(fmt::format("no heap of names stands at {}; the file is damaged", address));
  at.skip(4, "heap version");
  const auto size = at.read<std::uint64_t>("heap size");
  at.skip(8, "heap free list");
  return bytes_at(at.read<std::uint64_t>("heap address"), size);
}

void ObjectHeaders::check_name(std::span<const std::byte> heap, std::uint64_t offset) const {
  if (offset < heap.size() &&
      std::find(heap.begin() + static_cast<std::ptrdiff_t>(offset), heap.end(), std::byte{0}) != heap.end())
    return;
  refuse(fmt::format("a name at {} of a heap of {} bytes has no end there; the file is damaged", offset, heap.size()));
}

void ObjectHeaders::check_symbols(std::uint64_t address, std::span<const std::byte> heap) const {
  constexpr std::size_t kHeader = 8, kEntry = 40;
  constexpr std::uint32_t kSoftLink = 2;
  const std::vector<std::byte> header = bytes_at(address, kHeader);
  ByteCursor start(header, place(address));
  if (start.read_text(4, "symbols") != "SNOD")
    refuse(fmt::format("no list of links stands at {}; the file is damaged", address));
  start.skip(2, "symbols version");
  const auto count = start.read<std::uint16_t>("number of symbols");
  const std::vector<std::byte> entries = bytes_at(address + kHeader, count * kEntry);
  ByteCursor at(entries, place(address));
  for (std::size_t i = 0; i < count; ++i) {
    at.seek(i * kEntry, "symbol");
    check_name(heap, at.read<std::uint64_t>("symbol name"));
    at.skip(8, "symbol address");
    const auto kind = at.read<std::uint32_t>("symbol kind");
    at.skip(4, "symbol");
    if (kind == kSoftLink) check_name(heap, at.read<std::uint32_t>("soft link"));
  }
}

void ObjectHeaders::check_group(hid_t group) const {
  constexpr std::size_t kHeader = 24, kPair = 16;
  std::vector<std::uint64_t> nodes;
  std::vector<std::byte> heap;
  for (const Message& message : messages(group)) {
    if (message.type != kSymbolTable) continue;
    ByteCursor at(message.data, place(message.address));
    nodes.push_back(at.read<std::uint64_t>("tree address"));
    heap = heap_at(at.read<std::uint64_t>("heap address"));
  }
  if (nodes.size() != 1)
    refuse("a group keeps its links in a form that MATLAB does not write; save the dataset anew with EEGLAB");
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (n * kHeader > file_size_) refuse("a group's tree of links has no end; the file is damaged");
    const std::vector<std::byte> header = bytes_at(nodes[n], kHeader);
    ByteCursor start(header, place(nodes[n]));
    if (start.read_text(4, "tree") != "TREE")
      refuse(fmt::format("no tree of links stands at {}; the file is damaged", nodes[n]));
    start.skip(1, "tree type");
    const auto level = start.read<std::uint8_t>("tree level");
    const auto count = start.read<std::uint16_t>("tree entries");
    const std::vector<std::byte> pairs = bytes_at(nodes[n] + kHeader, count * kPair + 8);
    ByteCursor at(pairs, place(nodes[n]));
    for (std::size_t i = 0; i < count; ++i) {
      check_name(heap, at.read<std::uint64_t>("tree key"));
      const auto child = at.read<std::uint64_t>("tree child");
      if (level > 0)
        nodes.push_back(child);
      else
        check_symbols(child, heap);
    }
    if (count > 0) check_name(heap, at.read<std::uint64_t>("tree key"));
  }
}

}  // namespace attune::eeg
