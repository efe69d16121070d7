// Any text is either an expression, which can then be evaluated, or a usage error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/eeg/event_query.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  attune::eeg::Event event;
  event.sample = 12.5;
  event.type = "square";
  event.fields = {{"position", "2"}, {"side", "left"}};
  try {
    const auto query = attune::eeg::EventQuery::parse(text);
    query.matches(event, attune::Hertz(128));
    if (query.fields().empty()) std::abort();
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::usage) std::abort();
  }
  try {
    attune::eeg::parse_condition(text);
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::usage) std::abort();
  }
  return 0;
}
