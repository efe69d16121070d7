#include "attune/roi/space.hpp"

#include <fmt/format.h>

#include "entity.hpp"
#include "text_lines.hpp"

namespace attune::roi {

std::string declared_space(const ImageHeader& header) {
  constexpr int kTalairach = 3, kMni = 4;
  for (const char* key : {"space", "tpl"}) {
    const std::string value = entity_of(header.path, key);
    if (!value.empty()) return value;
  }
  int code = 0;
  if (header.affine_source.starts_with("sform")) code = header.sform_code;
  if (header.affine_source.starts_with("qform")) code = header.qform_code;
  if (code == kMni) return "MNI";
  if (code == kTalairach) return "Talairach";
  return "";
}

bool spaces_agree(std::string_view a, std::string_view b) {
  const std::string left = lower_case(a), right = lower_case(b);
  if (left == right) return true;
  return (left == "mni" && right.starts_with("mni")) || (right == "mni" && left.starts_with("mni"));
}

Warnings check_spaces(const std::string& atlas_name, std::string_view atlas_space, const ImageHeader& image,
                      const SpaceOptions& options) {
  if (options.same_space) return {};
  const std::string of_atlas = options.atlas_space.empty() ? std::string(atlas_space) : options.atlas_space;
  const std::string of_image = options.image_space.empty() ? declared_space(image) : options.image_space;
  if (of_atlas.empty() && of_image.empty())
    return {
        fmt::format("neither {} nor the image says in which space it is; they are taken to agree "
                    "(--same-space says so)",
                    atlas_name)};
  if (of_image.empty())
    throw input_error(image.path, fmt::format("does not say in which space it is, {} is in {}; say --space NAME, or "
                                              "--same-space if they agree",
                                              atlas_name, of_atlas));
  if (of_atlas.empty())
    throw input_error(image.path, fmt::format("is in space {}, {} does not say in which it is; say which (roi: "
                                              "--atlas-space, atlas: --space), or --same-space if they agree",
                                              of_image, atlas_name));
  if (!spaces_agree(of_atlas, of_image))
    throw input_error(image.path, fmt::format("is in space {}, {} in {}; use an atlas in the image's space, or "
                                              "--same-space if they agree",
                                              of_image, atlas_name, of_atlas));
  return {};
}

}  // namespace attune::roi
