#include "block_rows.hpp"

#include <algorithm>
#include <cstring>

#include "attune/base/number_text.hpp"
#include "mark_scanner.hpp"

namespace attune {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// True for text that `check_text` accepts; plain ASCII is passed over eight bytes at a time.
bool is_sound_text(std::string_view text) {
  constexpr std::uint64_t kHigh = 0x8080808080808080u, kOnes = 0x0101010101010101u;
  for (std::size_t at = 0; at < text.size();) {
    std::uint64_t word = 0;
    while (at + sizeof word <= text.size()) {
      std::memcpy(&word, text.data() + at, sizeof word);
      // (word - ones) & ~word has a high bit where a byte is zero.
      if (((word | ((word - kOnes) & ~word)) & kHigh) != 0) break;
      at += sizeof word;
    }
    for (const std::size_t end = std::min(at + sizeof word, text.size()); at < end;) {
      const std::size_t length = utf8_length(text.substr(at));
      if (length == 0 || text[at] == '\0') return false;
      at += length;
    }
  }
  return true;
}

std::size_t line_ends_in(std::string_view text) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n'))) ++out;
  return out;
}

// The cells of one row as they stand in the text.
class RowCells {
 public:
  RowCells(std::string_view text, std::size_t columns) : text_(text), from_(columns + 1), to_(columns + 1) {}

  void clear() { count_ = 0; }
  std::size_t count() const { return count_; }
  // False where the row has more cells than any row may.
  bool add(std::size_t from, std::size_t to) {
    if (count_ == from_.size()) return false;
    from_[count_] = from;
    to_[count_++] = to;
    return true;
  }
  std::string_view raw(std::size_t i) const { return text_.substr(from_[i], to_[i] - from_[i]); }

  // What the cell says, without its quotes; valid until the next call.
  std::string_view content(std::size_t i) {
    const std::string_view cell = raw(i);
    if (!cell.starts_with('"')) return cell;
    const std::string_view inner = cell.substr(1, cell.size() - 2);
    if (inner.find('"') == kNowhere) return inner;
    unquoted_.clear();
    for (std::size_t at = 0; at < inner.size(); ++at) {
      unquoted_ += inner[at];
      if (inner[at] == '"') ++at;
    }
    return unquoted_;
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> from_, to_;
  std::size_t count_ = 0;
  std::string unquoted_;
};

class Reader {
 public:
  Reader(std::string_view text, const BlockPlan& plan, const std::vector<SeenValues>& seen)
      : text_(text), plan_(plan), cells_(text, plan.layout.names.size()), scanner_(text, plan.separator) {
    out_.columns.resize(plan.kept.size());
    out_.seen.resize(plan.filters.size());
    for (std::size_t f = 0; f < plan.filters.size(); ++f) {
      out_.seen[f].value.resize(plan.filters[f].values.size());
      follows_.push_back(!seen[f].complete());
      any_followed_ = any_followed_ || follows_.back();
    }
    last_.resize(plan.filters.size());
  }

  BlockRows read() {
    if (!is_sound_text(text_) || !read_rows()) {
      out_ = {};
      out_.sound = false;
    }
    return std::move(out_);
  }

 private:
  bool read_rows() {
    while (at_ < text_.size()) {
      const std::size_t line = out_.line_ends;
      cells_.clear();
      if (!read_cells() || !take_row(line)) return false;
    }
    return true;
  }

  // The cells up to the end of the record, which is passed.
  bool read_cells() {
    while (true) {
      std::size_t end = scanner_.next();
      if (end < text_.size() && text_[end] == '"') {
        if (end != at_) continue;  // within an unquoted cell
        end = end_of_quoted(at_);
        if (end == kNowhere) return false;
      }
      if (!cells_.add(at_, end)) return false;
      at_ = end + 1;
      if (end >= text_.size()) return true;
      if (text_[end] == plan_.separator) {
        if (at_ < text_.size()) continue;
        return cells_.add(at_, at_);
      }
      if (text_[end] == '\r' && at_ < text_.size() && text_[at_] == '\n') {
        ++at_;
        scanner_.next();
      }
      ++out_.line_ends;
      return true;
    }
  }

  // The mark after a quoted cell; kNowhere if the quote does not close or something else follows it.
  std::size_t end_of_quoted(std::size_t open) {
    std::size_t close = text_.find('"', open + 1);
    while (close != kNowhere && close + 1 < text_.size() && text_[close + 1] == '"') close = text_.find('"', close + 2);
    if (close == kNowhere) return kNowhere;
    out_.line_ends += line_ends_in(text_.substr(open, close - open));
    scanner_.seek(close + 1);
    const std::size_t end = scanner_.next();
    return end == close + 1 && (end >= text_.size() || text_[end] != '"') ? end : kNowhere;
  }

  bool take_row(std::size_t line) {
    const std::size_t columns = plan_.layout.names.size();
    std::size_t count = cells_.count();
    if (count == 1 && columns > 1 && cells_.content(0).empty()) return true;
    if (plan_.layout.ends_with_separator && count == columns + 1 && cells_.content(columns).empty()) --count;
    if (count != columns) return false;
    if (plan_.layout.decimal == ',' && !convert(columns)) return false;
    if (!passes()) return true;
    for (std::size_t k = 0; k < plan_.kept.size(); ++k) out_.columns[k].emplace_back(cell(plan_.kept[k]));
    out_.lines.push_back(line);
    return true;
  }

  std::string_view cell(std::size_t i) { return plan_.layout.decimal == ',' ? converted_[i] : cells_.content(i); }

  bool convert(std::size_t columns) {
    converted_.resize(columns);
    for (std::size_t i = 0; i < columns; ++i) {
      auto text = from_decimal_comma(cells_.content(i));
      if (!text) return false;
      converted_[i] = std::move(*text);
    }
    return true;
  }

  // Every filter is looked at while a value is still to be seen, though one that fails has decided.
  bool passes() {
    bool out = true;
    for (std::size_t f = 0; f < plan_.filters.size() && (out || any_followed_); ++f)
      if (!passes(f)) out = false;
    return out;
  }

  bool passes(std::size_t f) {
    if (plan_.filters[f].column >= plan_.layout.names.size()) return false;
    std::string_view text = cell(plan_.filters[f].column);
    if (is_missing(text)) text = "n/a";
    const auto& values = plan_.filters[f].values;
    const auto found = std::find(values.begin(), values.end(), text);
    if (found != values.end()) {
      // A value may be asked for twice, as "" and NA.
      if (follows_[f])
        for (auto v = found; v != values.end(); ++v)
          if (*v == text) out_.seen[f].value[static_cast<std::size_t>(v - values.begin())] = true;
      return true;
    }
    if (follows_[f] && text != last_[f] && text != "n/a") {
      last_[f] = text;
      if (!out_.seen[f].others.contains(text)) out_.seen[f].others.emplace(text);
    }
    return false;
  }

  std::string_view text_;
  const BlockPlan& plan_;
  RowCells cells_;
  MarkScanner scanner_;
  BlockRows out_;
  std::size_t at_ = 0;
  std::vector<std::string> converted_;
  std::vector<bool> follows_;
  bool any_followed_ = false;
  std::vector<std::string> last_;  // other value of each filter, as neighbours often agree
};

}  // namespace

bool SeenValues::complete() const { return std::find(value.begin(), value.end(), false) == value.end(); }

void SeenValues::add(SeenValues&& part) {
  for (std::size_t i = 0; i < value.size(); ++i)
    if (part.value[i]) value[i] = true;
  if (complete())
    others.clear();
  else
    others.merge(part.others);
}

BlockRows read_block(std::string_view text, const BlockPlan& plan, const std::vector<SeenValues>& seen) {
  return Reader(text, plan, seen).read();
}

}  // namespace attune
