#include "block_reader.hpp"

#include <algorithm>

#include "delimited_text.hpp"

namespace attune {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// Where the last record ends that ends between `from` and `to`, outside quotes; kNowhere if none does, or if only a
// byte to come will tell (a return at the end of the text may be half a line end).
std::size_t last_record_end(std::string_view text, std::size_t from, std::size_t to, bool whole) {
  const std::string_view part = text.substr(from, to - from);
  if (const std::size_t feed = part.rfind('\n'); feed != kNowhere) return from + feed + 1;
  for (std::size_t at = part.rfind('\r'); at != kNowhere; at = at == 0 ? kNowhere : part.rfind('\r', at - 1)) {
    const std::size_t after = from + at + 1;
    if (after < text.size()) return text[after] == '\n' ? after + 1 : after;
    if (whole) return after;
  }
  return kNowhere;
}

// The byte after the quote that closes the one at `open`; kNowhere if it is not in the text.
std::size_t after_quoted(std::string_view text, std::size_t open, bool whole) {
  for (std::size_t at = text.find('"', open + 1); at != kNowhere; at = text.find('"', at + 2)) {
    if (at + 1 >= text.size()) return whole ? at + 1 : kNowhere;
    if (text[at + 1] != '"') return at + 1;
  }
  return kNowhere;
}

// Follows the quotes of a text from a record's start: where its records end is known up to `at`, which is outside them.
class RecordEnds {
 public:
  RecordEnds(std::string_view text, char separator, bool whole) : text_(text), separator_(separator), whole_(whole) {}

  // The last record end known after looking at the text up to `target` (further where a quoted cell reaches on).
  std::size_t find_until(std::size_t target) {
    while (at_ < target) {
      const std::size_t quote = std::min(text_.substr(0, target).find('"', at_), target);
      if (const std::size_t end = last_record_end(text_, at_, quote, whole_); end != kNowhere) last_ = end;
      if (quote == target) {
        at_ = target;
      } else if (!opens(quote)) {
        at_ = quote + 1;
      } else {
        at_ = std::min(after_quoted(text_, quote, whole_), text_.size());
      }
    }
    return last_;
  }

 private:
  bool opens(std::size_t quote) const {
    if (quote == 0) return true;
    const char before = text_[quote - 1];
    return before == separator_ || before == '\n' || before == '\r';
  }

  std::string_view text_;
  char separator_;
  bool whole_;
  std::size_t at_ = 0, last_ = 0;
};

}  // namespace

std::vector<std::string_view> cut_blocks(std::string_view text, char separator, std::size_t block_bytes, bool whole) {
  std::vector<std::string_view> out;
  RecordEnds ends(text, separator, whole);
  std::size_t start = 0, target = 0;
  while (target < text.size()) {
    target = std::min(target + block_bytes, text.size());
    const std::size_t end = ends.find_until(target);
    if (end == start) continue;
    out.push_back(text.substr(start, end - start));
    start = end;
    target = std::max(target, end);
  }
  if (whole && start < text.size()) out.push_back(text.substr(start));
  return out;
}

BlockReader::BlockReader(NextBytes next, std::size_t block_bytes, std::size_t batch_blocks)
    : next_(std::move(next)), block_bytes_(block_bytes), batch_bytes_(block_bytes * batch_blocks) {}

void BlockReader::fill(Batch& batch, std::size_t wanted) {
  constexpr std::size_t kFirst = std::size_t{1} << 16;
  while (batch.size < wanted && !ended_) {
    // Small files need no large buffer.
    if (batch.size == batch.bytes.size()) batch.bytes.resize(std::min(wanted, std::max(kFirst, 2 * batch.size)));
    const std::size_t got =
        next_(std::span(batch.bytes).first(std::min(wanted, batch.bytes.size())).subspan(batch.size));
    ended_ = got == 0;
    batch.size += got;
  }
}

std::string_view BlockReader::start() {
  Batch& batch = next_batch_;
  fill(batch, std::max(batch_bytes_, kByteOrderMark.size()));
  while (!ended_ && batch.text().find_first_of("\r\n") == kNowhere) fill(batch, 2 * batch.size);
  batch.rest = batch.text();
  if (batch.rest.starts_with(kByteOrderMark)) batch.rest.remove_prefix(kByteOrderMark.size());
  return batch.rest;
}

void BlockReader::cut(Batch& batch, std::size_t from) {
  while (true) {
    batch.blocks = cut_blocks(batch.text().substr(from), separator_, block_bytes_, ended_);
    if (!batch.blocks.empty() || ended_) break;
    fill(batch, 2 * batch.size);
  }
  std::size_t used = from;
  for (const std::string_view block : batch.blocks) used += block.size();
  batch.rest = batch.text().substr(used);
}

void BlockReader::prepare() {
  if (prepared_) return;
  prepared_ = true;
  Batch& batch = next_batch_;
  if (!started_) {
    started_ = true;
    return cut(batch, batch.size - batch.rest.size());
  }
  batch.size = current_.rest.size();
  if (batch.bytes.size() < batch.size) batch.bytes.resize(batch.size);
  std::copy(current_.rest.begin(), current_.rest.end(), batch.bytes.begin());
  batch.fresh_from = batch.size;
  fill(batch, std::max(batch_bytes_, 2 * batch.size));
  cut(batch, 0);
}

bool BlockReader::take() {
  std::swap(current_, next_batch_);
  prepared_ = false;
  return !current_.blocks.empty();
}

}  // namespace attune
