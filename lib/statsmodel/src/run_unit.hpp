#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "attune/bids/dataset.hpp"
#include "attune/statsmodel/run.hpp"
#include "attune/statsmodel/run_design.hpp"
#include "attune/volume/image.hpp"

namespace attune::statsmodel {

/// The raw dataset and, where there is one, the derivatives.
struct Datasets {
  bids::Dataset raw;
  std::optional<bids::Dataset> derivatives;
  const bids::Dataset& images() const { return derivatives ? *derivatives : raw; }
};

/// One image and what belongs to it.
struct RunUnit {
  bids::File image;
  std::map<std::string, std::string> entities;  ///< by long names
  ImageHeader header;
  RunTables tables;
  std::string timing;                               ///< where the frame times come from
  std::optional<std::filesystem::path> brain_mask;  ///< desc-brain_mask beside the image
  std::vector<store::InputFile> inputs;
  Warnings warnings;
};

/// The images that the model's Input and the request ask for, in order. None, and several versions of one run, are
/// input errors.
std::vector<bids::File> find_images(const StatsModel& model, const Request& request, const Datasets& datasets);

/// Header, timing, events and confounds of an image.
RunUnit read_unit(const bids::File& image, const Request& request, const Datasets& datasets);

/// The file that Options.Mask means for an image: of the participant, with the entities of the filter, none of which
/// the image has otherwise; of several the one that shares most entities with the image. None and several of the same
/// rank are input errors.
std::filesystem::path find_mask(const StatsModel& model, const Node& node, const bids::File& image,
                                const Datasets& datasets);

}  // namespace attune::statsmodel
