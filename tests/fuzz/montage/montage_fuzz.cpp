// Any bytes are electrode positions or an input error, whatever the file's name says they are; every channel name is
// matched or not.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/scalp/channel_match.hpp"
#include "attune/scalp/montage.hpp"
#include "temporary_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace attune;
  static const test::TemporaryFolder folder;
  static const scalp::Montage caps[] = {scalp::montage("10-10"), scalp::montage("biosemi-64"),
                                        scalp::montage("hydrocel-128")};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* name : {"a.sfp", "a.elc", "a.locs", "a.txt", "a.tsv"}) {
    try {
      write_text(folder / name, text, Overwrite::allow);
      const scalp::Montage montage = scalp::read_montage(folder / name);
      if (static_cast<std::size_t>(montage.positions.rows()) != montage.names.size()) std::abort();
      if (!montage.positions.allFinite()) std::abort();
      for (const scalp::Montage& cap : caps)
        if (scalp::match(montage.names, cap).channels.size() != montage.names.size()) std::abort();
    } catch (const Error& error) {
      if (error.fault() != Fault::input) std::abort();
    }
  }
  return 0;
}
