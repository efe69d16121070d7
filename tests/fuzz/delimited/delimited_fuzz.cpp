#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/cell_checks.hpp"
#include "attune/table/delimited.hpp"

// A table that is accepted reads back from its own text; both separators and the decimal comma. A column that passes as
// one of decimal commas is one of numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool comma = (data[0] & 1) != 0;
  try {
    const attune::Table table = attune::parse_table(text, (data[0] & 2) != 0 ? "fuzz.tsv" : "fuzz.csv",
                                                    {.separator = comma ? ';' : '\0', .decimal = comma ? ',' : '.'});
    const std::string written = attune::to_tsv(table);
    const attune::Table again = attune::parse_table(written, "again.tsv");
    if (again.rows() != table.rows() || attune::to_tsv(again) != written) __builtin_trap();
    const std::vector<std::string> first{table.names().front()};
    const attune::Table read = attune::from_decimal_comma(table, first);
    try {
      (void)read.numbers(first[0]);
    } catch (const attune::Error&) {
      __builtin_trap();
    }
  } catch (const attune::Error& e) {
    if (e.fault() != attune::Fault::input) __builtin_trap();
  }
  return 0;
}
