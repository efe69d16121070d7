#include "attune/table/stream.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "table_readers.hpp"

namespace attune {
namespace {

using parallel::Stream;

template <class T>
const T& any_of(const std::vector<T>& from, Stream& stream) {
  return from[stream.below(from.size())];
}

// A table with now and then something odd in it.
std::string random_table(Stream& stream, char separator) {
  const std::string s(1, separator);
  const std::vector<std::string> ends = {"\n", "\n", "\r\n", "\r"};
  const std::vector<std::string> cells = {"a",
                                          "bb",
                                          "n/a",
                                          "NA",
                                          "",
                                          "1.5",
                                          "1,5",
                                          "\"q\"",
                                          "\"q" + s + "r\"",
                                          "x\"y",
                                          "",
                                          "\"l\nm\"",
                                          "\"l\r\nm\"",
                                          "\"l\rm\"",
                                          "\"say \"\"\"",
                                          "\"\"",
                                          "\xc2\xb5m",
                                          "01",
                                          "sub-1",
                                          "a",
                                          "longer than what is kept in place",
                                          "bb",
                                          "\"\xe2\x82\xac\"",
                                          " 2 ",
                                          "\"1,5\""};
  const std::vector<std::string> odd = {"\"open", "\"a\"x", "\xff", std::string(1, '\0'), s + s, "1.234", "\"", "\r"};
  const std::string end = any_of(ends, stream);
  const bool mixed = stream.below(4) == 0, separator_last = stream.below(6) == 0, broken = stream.below(2) == 0;
  const std::size_t columns = 1 + stream.below(4), rows = stream.below(30);
  std::string out = stream.below(5) == 0 ? "\xef\xbb\xbf" : "";
  const auto line_end = [&] { out += (separator_last ? s : "") + (mixed ? any_of(ends, stream) : end); };
  for (std::size_t c = 0; c < columns; ++c)
    out += (c > 0 ? s : "") +
           (stream.below(40) == 0   ? ""
            : stream.below(10) == 0 ? "\"c" + s + "\""
                                    : "c") +
           (stream.below(60) == 0 ? "" : std::string(1, static_cast<char>('0' + c)));
  line_end();
  for (std::size_t row = 0; row < rows; ++row) {
    if (stream.below(15) == 0) out += any_of(ends, stream);
    for (std::size_t c = 0; c < columns; ++c)
      out += (c > 0 ? s : "") + (broken && stream.below(60) == 0 ? any_of(odd, stream) : any_of(cells, stream));
    if (row + 1 < rows || stream.below(2) == 0) line_end();
  }
  return out;
}

TableSelection random_selection(Stream& stream) {
  const std::vector<std::string> names = {"c0", "c1", "c2", "c0", "c", "zz"};
  const std::vector<std::string> values = {"a", "bb", "n/a", "", "q", "say \"", "1.5", "sub-1", "l\nm", "nowhere"};
  TableSelection out;
  if (stream.below(2) == 0) {
    out.columns.emplace();
    for (std::size_t i = stream.below(3) + 1; i > 0; --i) out.columns->push_back(any_of(names, stream));
  }
  for (std::size_t i = stream.below(3); i > 0; --i) {
    out.filters.push_back({any_of(names, stream), {}});
    for (std::size_t v = stream.below(4) + 1; v > 0; --v) out.filters.back().values.push_back(any_of(values, stream));
  }
  return out;
}

// Blocks are read backwards, and in threads.
void backwards(std::size_t count, const std::function<void(std::size_t)>& task) {
  for (std::size_t i = count; i > 0; --i) task(i - 1);
}
void in_threads(std::size_t count, const std::function<void(std::size_t)>& task) {
  parallel::for_each(count, {4}, task);
}

TEST(StreamedTables, AreWhatThePlainReaderReads) {
  constexpr std::uint64_t kTables = 4000;
  std::size_t read = 0;
  for (std::uint64_t item = 0; item < kTables; ++item) {
    Stream stream({71}, item);
    const char separator = any_of<char>({'\t', ',', ';'}, stream);
    const std::string text = random_table(stream, separator);
    const std::filesystem::path path = separator == '\t' ? "t.tsv" : "t.csv";
    const Dialect dialect{.separator = '\0', .decimal = stream.below(3) == 0 ? ',' : '.'};
    const TableSelection selection = random_selection(stream);
    const std::string plain = test::outcome_of([&] { return test::read_plainly(text, path, selection, dialect); });
    StreamOptions options;
    options.block_bytes = 1 + stream.below(any_of<std::uint64_t>({4, 40, 4000}, stream));
    options.batch_blocks = 1 + stream.below(4);
    options.run = item % 20 == 0 ? RunTasks(in_threads) : any_of<RunTasks>({{}, backwards}, stream);
    const NextBytes next = test::pieces_of(text, 1 + stream.below(any_of<std::uint64_t>({3, 100, 5000}, stream)));
    const std::string streamed =
        test::outcome_of([&] { return stream_table(next, path, selection, dialect, options).table; });
    ASSERT_EQ(streamed, plain) << "table " << item << ":\n" << text;
    read += plain.starts_with("fault") ? 0u : 1u;
  }
  EXPECT_GT(read, kTables / 8);
  EXPECT_LT(read, kTables * 7 / 8);
}

TEST(StreamedTables, AreTheSameForAnyNumberOfThreads) {
  std::string text = "id\tgroup\tvalue\n";
  for (int i = 0; i < 20000; ++i)
    text += "sub-" + std::to_string(i) + (i % 3 == 0 ? "\t\"a\tb\"\t" : "\tc\t") + std::to_string(i % 7) + "\n";
  const TableSelection selection{std::vector<std::string>{"id", "value"}, {RowFilter{"group", {"a\tb"}}}};
  StreamOptions options{{}, true, 1000, 7};
  const StreamedTable one = stream_table(test::pieces_of(text, 777), "t.tsv", selection, {}, options);
  for (const int threads : {1, 2, 5}) {
    options.run = [&](std::size_t count, const auto& task) { parallel::for_each(count, {threads}, task); };
    const StreamedTable many = stream_table(test::pieces_of(text, 100000), "t.tsv", selection, {}, options);
    EXPECT_EQ(to_tsv(many.table), to_tsv(one.table));
    EXPECT_EQ(many.table.where(100), one.table.where(100));
    EXPECT_EQ(many.sha256, one.sha256);
    EXPECT_EQ(many.bytes, text.size());
  }
}

}  // namespace
}  // namespace attune
