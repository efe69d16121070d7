#include "attune/eeg/event_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "attune/table/delimited.hpp"

namespace attune::eeg {
namespace {

std::vector<Event> events_of(const std::string& text) {
  return events_from_table(parse_table(text, "events.tsv"), Hertz(200));
}

TEST(EventsTable, KeepsOnsetsExactAndInOrder) {
  const auto events = events_of("onset\tduration\ttrial_type\n1.0025\t0.5\tb\n0.25\tn/a\ta\n");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].type, "a");
  EXPECT_DOUBLE_EQ(events[0].sample, 50.0);
  EXPECT_EQ(events[0].duration_samples, 0.0);
  EXPECT_DOUBLE_EQ(events[1].sample, 200.5);
  EXPECT_DOUBLE_EQ(events[1].duration_samples, 100.0);
}

TEST(EventsTable, KeepsOtherColumnsAsFields) {
  const auto events = events_of("onset\tduration\ttrial_type\tresponse_time\n1\t0\ta\t0.4\n2\t0\tb\tn/a\n");
  ASSERT_EQ(events[0].fields.size(), 1u);
  EXPECT_EQ(events[0].fields[0], std::pair(std::string("response_time"), std::string("0.4")));
  EXPECT_TRUE(events[1].fields.empty());
}

TEST(EventsTable, TakesTypesFromValueWhereThereIsNoTrialType) {
  EXPECT_EQ(events_of("onset\tduration\tvalue\n1\t0\t7\n").front().type, "7");
  EXPECT_THROW(events_of("onset\tduration\n1\t0\n"), Error);
}

TEST(EventsTable, NamesTheLineOfAMissingOnset) {
  try {
    events_of("onset\tduration\ttrial_type\n1\t0\ta\nn/a\t0\tb\n");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("events.tsv:3"));
  }
}

}  // namespace
}  // namespace attune::eeg
