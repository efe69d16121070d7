// A line of layout and any table text are averages, or a usage or input error.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/eeg/wide_table.hpp"
#include "attune/table/delimited.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  try {
    const attune::eeg::WideLayout layout = attune::eeg::parse_layout(text.substr(0, line));
    const attune::Table table = attune::parse_table(text.substr(std::min(line + 1, text.size())), "fuzz.csv");
    for (const attune::eeg::Evoked& evoked : attune::eeg::evoked_from_wide_table(table, layout)) {
      const bool fits = evoked.average.cols() == evoked.times.samples &&
                        evoked.average.rows() == static_cast<Eigen::Index>(evoked.channels.size());
      if (!fits || !(std::abs(evoked.times.offset) <= 0.5 + 1e-6)) std::abort();
    }
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input && error.fault() != attune::Fault::usage) std::abort();
  }
  return 0;
}
