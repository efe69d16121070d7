// Any bytes are annotations in order of time, or an input error.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "attune/base/error.hpp"
#include "attune/physio/wfdb.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  try {
    const auto all = attune::physio::parse_wfdb_annotations(bytes, "fuzz.atr", attune::Hertz(250));
    if (all.size() > size / 2) std::abort();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool ordered = all[i].sample >= (i == 0 ? 0 : all[i - 1].sample);
      if (!ordered || all[i].symbol.empty()) std::abort();
    }
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input) std::abort();
  }
  return 0;
}
