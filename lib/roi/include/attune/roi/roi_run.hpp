#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attune/roi/atlas.hpp"
#include "attune/roi/extract.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::roi {

/// Everything `attune roi` is asked for.
struct RoiRequest {
  std::vector<std::filesystem::path> images;  ///< any number of 3D images, or one 4D image
  AtlasRequest atlas;
  ExtractOptions extract;
  std::string condition;                         ///< of the measures rows
  std::string unit;                              ///< of the values, if known
  std::optional<Table> participants;             ///< whose image is whose: participant_id (or subject) and image
  std::optional<std::filesystem::path> sidecar;  ///< 4D: JSON with RepetitionTime
  std::optional<Seconds> repetition_time;        ///< 4D: the right one, if header and sidecar disagree
};

/// Its answer.
struct RoiResult {
  bool series = false;  ///< a 4D image: `table` has one column per region and one row per volume; else measures rows
  Table table;
  std::vector<ColumnMeaning> meanings;
  Table coverage;              ///< one row per image and region
  std::string series_sidecar;  ///< 4D: JSON text with RepetitionTime, SamplingFrequency and the columns
  std::vector<std::filesystem::path> atlas_inputs;                    ///< the files that say where the regions are
  std::vector<std::pair<std::filesystem::path, std::string>> inputs;  ///< images; SHA-256 (empty: not taken yet)
  Warnings warnings;
};

/// Reads the atlas once and every image in turn. Participants come from the table (the row whose path shares most of
/// its end with the image's), from sub- in the name, or from the file name, with folders where file names are the same.
/// One 4D image among several, two images of the same participant, session, task, run and condition, or values of
/// which none exists, are errors.
RoiResult run_roi(const RoiRequest& request, const parallel::Progress& progress = {});

/// What the columns of the coverage table mean.
std::vector<ColumnMeaning> coverage_meanings();

/// `images` as short as they can be told apart: without the folders they share; one image is its file name.
std::vector<std::string> short_names(const std::vector<std::filesystem::path>& images);

}  // namespace attune::roi
