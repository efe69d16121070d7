#include "attune/table/stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <memory>
#include <system_error>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"
#include "attune/base/number_text.hpp"
#include "block_reader.hpp"
#include "block_rows.hpp"
#include "filter_errors.hpp"

namespace attune {
namespace {

// Reads a text once, in batches: while the blocks of one are read, on as many threads as there are, its bytes are
// hashed and the next batch comes from the disk. Blocks are put together in their order.
class TableStream {
 public:
  TableStream(const NextBytes& next, const std::filesystem::path& path, const TableSelection& selection,
              const Dialect& dialect, const StreamOptions& options)
      : path_(path),
        selection_(selection),
        dialect_(dialect),
        options_(options),
        reader_(next, options.block_bytes, options.batch_blocks) {}

  StreamedTable read();

 private:
  void read_first_line();
  void place_selection();
  void read_batch();
  void take(BlockRows&& rows);
  void check_rest(std::size_t block);
  [[noreturn]] void refuse(std::size_t block);
  void check_filters(const Table& table) const;
  Table to_table();

  const std::filesystem::path& path_;
  const TableSelection& selection_;
  const Dialect& dialect_;
  const StreamOptions& options_;
  BlockReader reader_;
  BlockPlan plan_;
  std::vector<std::string_view> blocks_;  // of the current batch, without the header line
  std::vector<Column::Text> columns_;
  std::vector<std::size_t> lines_;
  std::vector<SeenValues> seen_;
  std::size_t line_ = 1;  // of the next block
  Sha256 hash_;
  std::size_t rows_ = 0;  // that pass
  std::uintmax_t bytes_ = 0;
};

// Whether the text from here on is text at all, which is said before anything else: as the plain reader does.
void TableStream::check_rest(std::size_t block) {
  while (true) {
    for (; block < blocks_.size(); ++block) line_ = check_text(blocks_[block], path_, line_);
    reader_.prepare();
    if (!reader_.take()) return;
    blocks_.assign(reader_.blocks().begin(), reader_.blocks().end());
    block = 0;
  }
}

void TableStream::refuse(std::size_t block) {
  const std::string text(blocks_[block]);
  const std::size_t line = line_;
  check_rest(block);
  Splitter splitter(text, path_, plan_.separator, line);
  while (read_row(splitter, path_, plan_.layout)) {
  }
  throw Error(Fault::internal, fmt::format("{}: the two readers of tables disagree", describe(path_, at_line(line))));
}

void TableStream::read_first_line() {
  plan_.separator = choose_separator(dialect_, path_, reader_.start());
  if (plan_.separator == '"' || plan_.separator == '\n' || plan_.separator == '\r')
    throw usage_error(fmt::format("the separator is {}, which has another meaning in a table; name another one",
                                  in_quotes(std::string_view(&plan_.separator, 1))));
  reader_.set_separator(plan_.separator);
  reader_.prepare();
  if (reader_.take()) blocks_.assign(reader_.blocks().begin(), reader_.blocks().end());
  const std::string first(blocks_.empty() ? "" : blocks_[0]);
  Splitter splitter(first, path_, plan_.separator);
  try {
    plan_.layout = read_header(splitter, path_, dialect_);
  } catch (const Error&) {
    check_rest(0);
    throw;
  }
  if (!blocks_.empty()) {
    check_text(blocks_[0].substr(0, splitter.position()), path_);
    blocks_[0].remove_prefix(splitter.position());
  }
  line_ = splitter.line();
}

void TableStream::place_selection() {
  const auto& names = plan_.layout.names;
  const auto place = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  for (const RowFilter& filter : selection_.filters) {
    PlacedFilter placed{place(filter.column), filter.values};
    // An unknown column is an error that comes after all others: nothing is kept, all is checked.
    if (placed.column == names.size()) placed.values.clear();
    for (std::string& value : placed.values)
      if (is_missing(value)) value = "n/a";
    plan_.filters.push_back(std::move(placed));
  }
  for (const PlacedFilter& filter : plan_.filters) seen_.push_back({std::vector<bool>(filter.values.size()), {}});
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& wanted = selection_.columns;
    if (!wanted || std::find(wanted->begin(), wanted->end(), names[i]) != wanted->end()) plan_.kept.push_back(i);
  }
  columns_.resize(plan_.kept.size());
}

void TableStream::take(BlockRows&& rows) {
  for (std::size_t k = 0; k < columns_.size(); ++k)
    std::move(rows.columns[k].begin(), rows.columns[k].end(), std::back_inserter(columns_[k]));
  for (const std::size_t line : rows.lines) lines_.push_back(line_ + line);
  rows_ += rows.lines.size();
  for (std::size_t f = 0; f < seen_.size(); ++f) seen_[f].add(std::move(rows.seen[f]));
  line_ += rows.line_ends;
}

void TableStream::read_batch() {
  std::vector<BlockRows> rows(blocks_.size());
  // The slow ones first: what is left fills the gaps.
  constexpr std::size_t kFirst = 2;
  const auto task = [&](std::size_t i) {
    if (i >= kFirst)
      rows[i - kFirst] = read_block(blocks_[i - kFirst], plan_, seen_);
    else if (i == 0 && options_.hash)
      hash_.update(reader_.fresh());
    else if (i == 1)
      reader_.prepare();
  };
  if (options_.run) {
    options_.run(rows.size() + kFirst, task);
  } else {
    for (std::size_t i = 0; i < rows.size() + kFirst; ++i) task(i);
  }
  bytes_ += reader_.fresh().size();
  for (std::size_t block = 0; block < rows.size(); ++block) {
    if (!rows[block].sound) refuse(block);
    take(std::move(rows[block]));
  }
}

Table TableStream::to_table() {
  Table out;
  for (std::size_t k = 0; k < plan_.kept.size(); ++k)
    out.add(plan_.layout.names[plan_.kept[k]], std::move(columns_[k]));
  out.set_origin(path_, std::move(lines_));
  if (selection_.columns) out.set_all_names(plan_.layout.names);
  return out;
}

void TableStream::check_filters(const Table& table) const {
  for (std::size_t f = 0; f < selection_.filters.size(); ++f) {
    const RowFilter& filter = selection_.filters[f];
    table.check_name(filter.column);
    const SeenValues& seen = seen_[f];
    if (seen.complete()) continue;
    std::set<std::string> known(seen.others.begin(), seen.others.end());
    for (std::size_t v = 0; v < seen.value.size(); ++v)
      if (seen.value[v]) known.insert(plan_.filters[f].values[v]);
    known.erase("n/a");
    const auto lacking = std::find(seen.value.begin(), seen.value.end(), false) - seen.value.begin();
    refuse_value(table, filter, filter.values[static_cast<std::size_t>(lacking)], {known.begin(), known.end()});
  }
  if (!selection_.filters.empty() && rows_ == 0) refuse_no_rows(table);
}

StreamedTable TableStream::read() {
  read_first_line();
  place_selection();
  do {
    read_batch();
    if (!reader_.take()) break;
    blocks_.assign(reader_.blocks().begin(), reader_.blocks().end());
  } while (true);
  StreamedTable out{to_table(), options_.hash ? hash_.finish() : "", bytes_};
  check_filters(out.table);
  return out;
}

}  // namespace

StreamedTable stream_table(const NextBytes& next, const std::filesystem::path& path, const TableSelection& selection,
                           const Dialect& dialect, const StreamOptions& options) {
  return TableStream(next, path, selection, dialect, options).read();
}

NextBytes bytes_of(int descriptor, const std::filesystem::path& name) {
  return [descriptor, name](std::span<char> room) {
    while (true) {
      const ssize_t got = ::read(descriptor, room.data(), room.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw input_error(name, std::generic_category().message(errno));
    }
  };
}

StreamedTable stream_file(const std::filesystem::path& path, const TableSelection& selection, const Dialect& dialect,
                          const StreamOptions& options) {
  size_of_file(path);  // one error message for a missing file and for a folder
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw input_error(path, std::generic_category().message(errno));
  const std::shared_ptr<void> closes(nullptr, [descriptor](void*) { ::close(descriptor); });
  return stream_table(bytes_of(descriptor, path), path, selection, dialect, options);
}

}  // namespace attune
