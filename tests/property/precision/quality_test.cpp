// What the quality over people must do when units, values, people and their order change.
#include "attune/precision/quality.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"
#include "sme_rows.hpp"

namespace attune::precision {
namespace {

using test::count;
using test::number;
using test::sme_row;

std::vector<Measure> people(double scale, double shift) {
  std::vector<Measure> rows;
  parallel::Stream stream({4}, 0);
  for (int i = 0; i < 15; ++i) {
    const double value = 2 * stream.normal(), sme = 0.5 + stream.uniform();
    rows.push_back(
        sme_row("sub-" + std::string(1, static_cast<char>('a' + i)), "word", scale * value + shift, scale * sme));
  }
  return rows;
}

Record record_of(const std::vector<Measure>& rows, std::vector<std::string> exclude = {}) {
  QualityRequest request;
  request.exclude = std::move(exclude);
  return assess(to_table(rows), request).document.parts[0].second.front();
}

TEST(Quality, DoesNotDependOnUnitOrOrigin) {
  // A power of two and a shift that rounds nothing away.
  const Record here = record_of(people(1, 0)), scaled = record_of(people(1024, 0)), shifted = record_of(people(1, 8));
  for (const char* name : {"noise_share", "noise_share_low", "noise_share_high", "reliability", "ceiling_r"}) {
    EXPECT_EQ(number(scaled, name), number(here, name)) << name;
    EXPECT_NEAR(number(shifted, name), number(here, name), 1e-12) << name;
  }
  EXPECT_EQ(number(scaled, "rms_sme"), 1024 * number(here, "rms_sme"));
}

TEST(Quality, DoesNotDependOnTheOrderOfRows) {
  std::vector<Measure> rows = people(1, 0);
  const Record before = record_of(rows);
  std::reverse(rows.begin(), rows.end());
  std::swap(rows[2], rows[9]);
  EXPECT_EQ(to_json({&before, 1}, true), [&] {
    const Record after = record_of(rows);
    return to_json({&after, 1}, true);
  }());
}

TEST(Quality, AStricterLimitKeepsNoOtherPerson) {
  const std::vector<Measure> rows = people(1, 0);
  std::int64_t last = 0;
  for (const char* limit : {"0.6uV", "0.8uV", "1uV", "1.2uV", "1.5uV"}) {
    const Record record = record_of(rows, {limit});
    EXPECT_GE(count(record, "n"), last) << limit;
    EXPECT_EQ(count(record, "n") + count(record, "excluded_sme"), 15);
    last = count(record, "n");
  }
  EXPECT_EQ(last, 15);
}

TEST(Quality, MoreNoiseIsALargerShare) {
  double last_share = 0;
  for (const double factor : {0.25, 0.5, 1.0}) {
    std::vector<Measure> rows = people(1, 0);
    for (Measure& row : rows) row.quality *= factor;
    const double share = number(record_of(rows), "noise_share");
    EXPECT_GT(share, last_share);
    last_share = share;
  }
}

TEST(Quality, TheTableComesBackAsItWasWithoutALimit) {
  const Table table = to_table(people(1, 0));
  EXPECT_EQ(to_tsv(assess(table, {}).table), to_tsv(table));
}

}  // namespace
}  // namespace attune::precision
