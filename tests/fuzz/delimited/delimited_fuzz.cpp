#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/cell_checks.hpp"
#include "attune/table/delimited.hpp"
#include "table_readers.hpp"

namespace {

// The fast reader says what the plain one says, whatever the blocks; the first row's first cell is filtered for.
void check_agreement(std::string_view text, const std::filesystem::path& path, const attune::Dialect& dialect) {
  attune::TableSelection selection;
  for (int filtered = 0; filtered < 2; ++filtered) {
    const std::string plain =
        attune::test::outcome_of([&] { return attune::test::read_plainly(text, path, selection, dialect); });
    for (const std::size_t block : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
      const attune::StreamOptions options{{}, false, block, 2};
      const std::string streamed = attune::test::outcome_of([&] {
        return attune::stream_table(attune::test::pieces_of(text, block + 2), path, selection, dialect, options).table;
      });
      if (streamed != plain) __builtin_trap();
    }
    try {
      const attune::Table table = attune::parse_table(text, path, dialect);
      if (table.rows() == 0) return;
      const std::string name = table.columns().front().name;
      selection.filters = {{name, {table.text(name)[0], "nowhere"}}};
      if (text.size() % 2 == 0) selection.filters[0].values.pop_back();
      selection.columns = {table.columns().back().name};
    } catch (const attune::Error&) {
      return;
    }
  }
}

}  // namespace

// A table that is accepted reads back from its own text; both separators and the decimal comma; both readers. A column
// that passes as one of decimal commas is one of numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool comma = (data[0] & 1) != 0;
  const char* const path = (data[0] & 2) != 0 ? "fuzz.tsv" : "fuzz.csv";
  const attune::Dialect dialect{.separator = comma ? ';' : '\0', .decimal = comma ? ',' : '.'};
  check_agreement(text, path, dialect);
  try {
    const attune::Table table = attune::parse_table(text, path, dialect);
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
