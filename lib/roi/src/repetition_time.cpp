#include "attune/roi/repetition_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"
#include "attune/bids/metadata.hpp"
#include "entity.hpp"

namespace attune::roi {

std::filesystem::path sidecar_of(const std::filesystem::path& image) {
  return image.parent_path() / (stem_of(image) + ".json");
}

std::optional<Seconds> checked_repetition_time(const ImageHeader& header,
                                               const std::optional<std::filesystem::path>& sidecar,
                                               const std::optional<Seconds>& stated) {
  constexpr double kShare = 0.01, kSeconds = 0.01;
  if (stated) {
    if (!(stated->count() > 0.0))
      throw usage_error(fmt::format("--repetition-time is {} s, expected more than 0", format_double(stated->count())));
    return stated;
  }
  const std::filesystem::path path = sidecar.value_or(sidecar_of(header.path));
  if (!sidecar && !std::filesystem::is_regular_file(path)) return header.repetition_time;
  const std::optional<double> written = bids::read_metadata(path).number("RepetitionTime");
  if (!written) {
    if (sidecar) throw input_error(path, "has no RepetitionTime");
    return header.repetition_time;
  }
  if (!(*written > 0.0))
    throw input_error(path, fmt::format("RepetitionTime is {}, expected seconds above 0", format_double(*written)));
  if (!header.repetition_time) return Seconds(*written);
  const double in_header = header.repetition_time->count();
  if (std::abs(in_header - *written) > std::max(kSeconds, kShare * *written))
    throw input_error(header.path,
                      fmt::format("the header's repetition time is {} s, RepetitionTime in {} is {} s; say which is "
                                  "right with --repetition-time",
                                  format_double(in_header), path.string(), format_double(*written)));
  return Seconds(*written);
}

}  // namespace attune::roi
