#include "attune/heart/bands.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/base/split.hpp"

namespace attune::heart {

Bands band_set(std::string_view name) {
  const Band vlf{Hertz(0.0033), Hertz(0.04)}, young{Hertz(0.24), Hertz(1.04)};
  if (name == "adult")
    return {"adult", vlf, {Hertz(0.04), Hertz(0.15)}, {Hertz(0.15), Hertz(0.40)}, {Hertz(0.12), Hertz(0.40)}, Hertz(2)};
  if (name == "child") return {"child", vlf, {Hertz(0.04), Hertz(0.15)}, {Hertz(0.15), Hertz(0.60)}, young, Hertz(5)};
  if (name == "infant") return {"infant", vlf, {Hertz(0.04), Hertz(0.24)}, young, young, Hertz(5)};
  const std::vector<std::string> known{"adult", "child", "infant"};
  throw usage_error(fmt::format("there is no set of bands {}{}", in_quotes(name), suggestion(name, known)));
}

void replace(Bands& bands, std::span<const std::string> texts) {
  for (const std::string& text : texts) {
    const auto refuse = [&](std::string_view what) {
      return usage_error(
          fmt::format("band {}: {}; expected NAME:LOW:HIGH in Hz, NAME being vlf, lf, hf or rsa, as "
                      "hf:0.15:0.5",
                      in_quotes(text), what));
    };
    const std::vector<std::string> parts = split(text, ':');
    if (parts.size() != 3) throw refuse("has no name, low and high end");
    const auto low = parse_double(parts[1]), high = parse_double(parts[2]);
    if (!low || !high || !std::isfinite(*low) || !std::isfinite(*high)) throw refuse("an end is not a number");
    if (!(*low > 0) || !(*high > *low)) throw refuse("the high end does not lie above the low one, above 0");
    const Band band{Hertz(*low), Hertz(*high)};
    if (parts[0] == "vlf")
      bands.vlf = band;
    else if (parts[0] == "lf")
      bands.lf = band;
    else if (parts[0] == "hf")
      bands.hf = band;
    else if (parts[0] == "rsa")
      bands.rsa = band;
    else
      throw refuse("there is no such band");
  }
  if (bands.rsa.high.value() >= 0.5 * bands.rsa_rate.value())
    throw usage_error(
        fmt::format("the rsa band ends at {:g} Hz, and {} intervals are sampled at {:g} Hz; expected less "
                    "than {:g} Hz, or another --bands",
                    bands.rsa.high.value(), bands.name, bands.rsa_rate.value(), 0.5 * bands.rsa_rate.value()));
  if (bands.lf.low.value() < bands.vlf.high.value() || bands.hf.low.value() < bands.lf.high.value())
    throw usage_error(
        fmt::format("the bands vlf to {:g} Hz, lf {:g} to {:g} Hz and hf from {:g} Hz overlap or are out "
                    "of order",
                    bands.vlf.high.value(), bands.lf.low.value(), bands.lf.high.value(), bands.hf.low.value()));
}

}  // namespace attune::heart
