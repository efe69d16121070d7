#include <fmt/format.h>

#include "attune/base/nearest_name.hpp"
#include "attune/spectrum/measure.hpp"

namespace attune::spectrum {
namespace {

struct KindName {
  Kind kind;
  const char* name;
};
constexpr KindName kKinds[] = {{Kind::power, "power"},
                               {Kind::density, "density"},
                               {Kind::log_power, "log_power"},
                               {Kind::relative_power, "relative_power"},
                               {Kind::peak_frequency, "peak_frequency"},
                               {Kind::peak_height, "peak_height"},
                               {Kind::centre, "centre"},
                               {Kind::asymmetry, "asymmetry"},
                               {Kind::exponent, "exponent"},
                               {Kind::offset, "offset"}};

// The number at the end of an electrode's name; 0 without one.
int number_in(const std::string& name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  int number = 0;
  for (std::size_t i = end == std::string::npos ? 0 : end + 1; i < name.size(); ++i)
    number = (10 * number + (name[i] - '0')) % 1000;
  return number;
}

}  // namespace

std::string name_of(Kind kind) {
  for (const KindName& known : kKinds)
    if (known.kind == kind) return known.name;
  throw Error(Fault::internal, "a measure without a name");
}

Kind kind_of(std::string_view name) {
  for (const KindName& known : kKinds)
    if (known.name == name) return known.kind;
  throw usage_error(fmt::format("there is no measure {}{}", in_quotes(name), suggestion(name, kind_names())));
}

std::vector<std::string> kind_names() {
  std::vector<std::string> out;
  for (const KindName& known : kKinds) out.emplace_back(known.name);
  return out;
}

bool has_band(Kind kind) { return kind != Kind::exponent && kind != Kind::offset; }

Pair parse_pair(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos || slash == 0 || slash + 1 == text.size() || text.find('/', slash + 1) != text.npos)
    throw usage_error(fmt::format("pair {}: expected two channels, as F4/F3", in_quotes(text)));
  return {std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

Pair parse_sides(std::string_view text) {
  const Pair out = parse_pair(text);
  if (number_in(out.first) % 2 == 1 && number_in(out.second) > 0 && number_in(out.second) % 2 == 0)
    throw usage_error(fmt::format("pair {}: odd numbers are on the left; write RIGHT/LEFT, {}/{}", in_quotes(text),
                                  out.second, out.first));
  return out;
}

}  // namespace attune::spectrum
