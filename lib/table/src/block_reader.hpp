#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/stream.hpp"

namespace attune {

/// `text` cut into blocks of about `block_bytes` (longer where one record is) that end where a record ends: line ends
/// and separators within quotes do not. `text` starts a record. What follows the last record end is a block of its own
/// if the text is `whole`, and left over if more is to come.
std::vector<std::string_view> cut_blocks(std::string_view text, char separator, std::size_t block_bytes, bool whole);

/// Reads text front to back in batches of blocks that hold whole records. Two batches exist at a time, so that the next
/// can be read while one is worked on.
class BlockReader {
 public:
  BlockReader(NextBytes next, std::size_t block_bytes, std::size_t batch_blocks);

  /// The text as far as it takes to see the first line, without a byte-order mark. Comes before everything else.
  std::string_view start();
  void set_separator(char separator) { separator_ = separator; }

  /// Reads what `take` will give, once; the batch taken before stays as it is.
  void prepare();
  /// Makes the prepared batch the current one; false at the end of the text.
  bool take();

  std::span<const std::string_view> blocks() const { return current_.blocks; }
  /// The bytes that came with the current batch, in their order and each byte once: for a hash of the whole.
  std::string_view fresh() const { return current_.text().substr(current_.fresh_from); }

 private:
  struct Batch {
    std::vector<char> bytes;  // room; a vector, so that the views stay right when batches are swapped
    std::size_t size = 0;
    std::size_t fresh_from = 0;
    std::vector<std::string_view> blocks;
    std::string_view rest;  // after the last block
    std::string_view text() const { return {bytes.data(), size}; }
  };
  void fill(Batch& batch, std::size_t wanted);
  void cut(Batch& batch, std::size_t from);

  NextBytes next_;
  std::size_t block_bytes_, batch_bytes_;
  char separator_ = '\t';
  bool ended_ = false, started_ = false, prepared_ = false;
  Batch current_, next_batch_;
};

}  // namespace attune
