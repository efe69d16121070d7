#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "attune/volume/image.hpp"

namespace attune::roi {

/// What the user says about spaces where the files are silent or wrong.
struct SpaceOptions {
  std::string image_space{};  ///< empty: as the image says
  std::string atlas_space{};  ///< empty: as the atlas says
  bool same_space = false;    ///< atlas and image agree, whatever they say
};

/// The space an image declares: its BIDS `space-` (or `tpl-`) entity, else "MNI" or "Talairach" by the code of the
/// affine in use. Empty for scanner or aligned coordinates and for ANALYZE: those do not say.
std::string declared_space(const ImageHeader& header);

/// True for equal names (without regard to case), and for plain "MNI" beside any MNI template.
bool spaces_agree(std::string_view a, std::string_view b);

/// Refuses (input error) an atlas and an image that declare different spaces, or of which only one declares any, unless
/// `same_space`. Returns a warning if neither says.
Warnings check_spaces(const std::string& atlas_name, std::string_view atlas_space, const ImageHeader& image,
                      const SpaceOptions& options);

}  // namespace attune::roi
