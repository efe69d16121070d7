#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"

namespace attune {
namespace {

std::string random_text(parallel::Stream& stream) {
  static const std::vector<std::string> kPieces = {"a",  "B",  "0",  "1", ".", ",",        ";",  "\t",
                                                   "\"", "\n", "\r", " ", "-", "\xc2\xb5", "n/a"};
  std::string out;
  for (std::uint64_t i = stream.below(6); i > 0; --i) out += kPieces[stream.below(kPieces.size())];
  return out;
}

TEST(Tables, OfAnyContentReadBackToTheSameBits) {
  for (std::uint64_t item = 0; item < 300; ++item) {
    parallel::Stream stream({31}, item);
    const std::size_t rows = stream.below(20);
    Table table;
    const std::size_t pairs = 1 + stream.below(4);
    for (std::size_t c = 0; c < pairs; ++c) {
      Column::Text text;
      Column::Numbers numbers;
      for (std::size_t row = 0; row < rows; ++row) {
        text.push_back(random_text(stream));
        numbers.push_back(std::bit_cast<double>(stream()));
      }
      table.add("text" + std::to_string(c), text);
      table.add("number\t" + std::to_string(c), numbers);
    }
    const Table again = parse_table(to_tsv(table), "t.tsv");
    ASSERT_EQ(again.rows(), rows);
    for (const Column& column : table.columns()) {
      ASSERT_EQ(again.text(column.name), table.text(column.name)) << item;
      const auto* numbers = std::get_if<Column::Numbers>(&column.values);
      if (numbers == nullptr) continue;
      const std::vector<double> back = again.numbers(column.name);
      for (std::size_t row = 0; row < rows; ++row)
        ASSERT_TRUE(std::isnan((*numbers)[row])
                        ? std::isnan(back[row])
                        : std::bit_cast<std::uint64_t>(back[row]) == std::bit_cast<std::uint64_t>((*numbers)[row]));
    }
  }
}

TEST(Join, DoesNotDependOnTheOrderOfTheRightTable) {
  parallel::Stream stream({32}, 0);
  Column::Text ids;
  Column::Numbers values;
  for (int i = 0; i < 100; ++i) {
    ids.push_back("sub-" + std::to_string(i));
    values.push_back(stream.normal());
  }
  Table left, right;
  left.add("participant_id", ids);
  right.add("participant_id", ids);
  right.add("value", values);
  const std::string expected = to_tsv(join(left, right, "participant_id"));
  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (int i = 0; i < 20; ++i) {
    parallel::shuffle(std::span(order), stream);
    EXPECT_EQ(to_tsv(join(left, right.select(order), "participant_id")), expected);
  }
}

}  // namespace
}  // namespace attune
