#include "attune/overlap/failures.hpp"

#include <gtest/gtest.h>

#include "expect_refused.hpp"

namespace attune::overlap {
namespace {

TEST(Named, PutsTheFileInFrontOnce) {
  EXPECT_EQ(named("a.vhdr", "no flashes"), "a.vhdr: no flashes");
  EXPECT_EQ(named("a.vhdr", "a.vhdr:3: no number"), "a.vhdr:3: no number");
}

TEST(Failures, OfSomeFilesArePartialAndOfAllTheirOwnFault) {
  using test::expect_refused;
  Failures failures;
  EXPECT_NO_THROW(raise(failures, 2));
  attempt("a", failures, [] {});
  attempt("b", failures, [] { throw analysis_error("no flashes"); });
  ASSERT_EQ(failures.size(), 1u);
  expect_refused(Fault::analysis, {"b: no flashes"}, [&] { raise(failures, 1); });
  expect_refused(Fault::partial, {"1 of 2 files were not done: b: no flashes"}, [&] { raise(failures, 2); });
  attempt("c", failures, [] { throw input_error("c", "is empty"); });
  expect_refused(Fault::analysis, {"2 of 2 files", "b: no flashes; c: is empty"}, [&] { raise(failures, 2); });
  expect_refused(Fault::usage, {"--edge"}, [&] { attempt("d", failures, [] { throw usage_error("--edge"); }); });
}

}  // namespace
}  // namespace attune::overlap
