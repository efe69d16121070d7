// Any table text is averages or events, or an input error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/eeg/event_table.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/table/delimited.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const attune::Table table = attune::parse_table(text, "fuzz.tsv");
    if (table.has("onset")) attune::eeg::events_from_table(table, attune::Hertz(250));
    for (const attune::eeg::Evoked& evoked : attune::eeg::evoked_from_table(table))
      if (evoked.average.cols() != evoked.times.samples) std::abort();
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input) std::abort();
  }
  return 0;
}
