// Any bytes are a label table or an input error with a message of one line; never a crash, never a region without a
// name.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/roi/label_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const attune::roi::LabelTable table = attune::roi::parse_label_table(text, "labels");
    for (const attune::roi::Label& label : table.labels)
      if (label.name.empty() || label.code.value == 0) std::abort();
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input || std::string_view(error.what()).find('\n') != std::string_view::npos)
      std::abort();
  }
  return 0;
}
