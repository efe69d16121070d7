// Any bytes are pairs of neighbours or an input error; neighbours are mutual, in order, and none is its own.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/scalp/adjacency.hpp"
#include "attune/table/delimited.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace attune;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const Table table = parse_table(text, "fuzz.tsv");
    std::vector<std::string> channels = table.has("channel") ? table.text("channel") : std::vector<std::string>{"Cz"};
    std::sort(channels.begin(), channels.end());
    channels.erase(std::unique(channels.begin(), channels.end()), channels.end());
    const scalp::Adjacency adjacency = scalp::adjacency_from_table(table, channels);
    for (std::size_t a = 0; a < channels.size(); ++a) {
      const auto& list = adjacency.neighbours.at(a);
      if (!std::is_sorted(list.begin(), list.end())) std::abort();
      for (const Eigen::Index b : list) {
        const auto& back = adjacency.neighbours.at(static_cast<std::size_t>(b));
        if (b == static_cast<Eigen::Index>(a) ||
            !std::binary_search(back.begin(), back.end(), static_cast<Eigen::Index>(a)))
          std::abort();
      }
    }
    if (to_table(adjacency).rows() < channels.size() / 2) std::abort();
    static_cast<void>(adjacency.warnings());
  } catch (const Error& error) {
    if (error.fault() != Fault::input) std::abort();
  }
  return 0;
}
