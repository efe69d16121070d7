#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "attune/glm/options.hpp"
#include "attune/glm/regional.hpp"
#include "attune/glm/voxel_maps.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/roi/extract.hpp"
#include "attune/store/container.hpp"
#include "attune/store/provenance.hpp"
#include "attune/table/measures.hpp"

namespace attune::glm {

/// Everything `attune glm` is asked for, in words.
struct FirstLevelWords {
  RunWords runs;
  ModelWords model;
  std::vector<std::string> designs;  ///< finished design tables, one per run
  roi::AtlasRequest atlas;
  std::string summary = "mean";
  roi::ExtractOptions extract;
  std::string participant_id;
  std::string trials = "none";  ///< none, lsa, lss
  bool voxels = false, run_maps = false, residuals = false;
};

/// Outputs that a command line names.
struct NamedOutputs {
  bool measures = false, series = false, design = false, folder = false, stats_model = false;
};

/// An output that the request does not make, and trial-wise betas without a table to go to, are usage errors.
void check_outputs(const FirstLevelWords& words, const NamedOutputs& named);

/// What the regional model gives, ready to be written.
struct FirstLevelResult {
  Table estimates;
  Table measures;
  RegionalResult regional;  ///< what `series_container` and `design_table` are made of, where they are asked for
  std::string model;        ///< JSON: every choice that was made
  std::vector<store::InputFile> inputs;
  Warnings warnings;
};

FirstLevelResult run_first_level(const FirstLevelWords& words, parallel::Threads threads,
                                 const parallel::Progress& progress = {});
VoxelResult run_voxels(const FirstLevelWords& words, parallel::Threads threads,
                       const parallel::Progress& progress = {});

/// Meanings of the columns of the measures table.
std::vector<ColumnMeaning> first_level_measure_meanings();

/// Puts the model under the key "Model" of a JSON sidecar that was just written.
void add_model(const std::filesystem::path& sidecar, const std::string& model);

/// What `attune glm --help` says about definitions.
std::vector<const char*> help_paragraphs();
/// Command lines that run from the project's folder, and what they show.
std::vector<std::pair<const char*, const char*>> help_examples();
std::vector<const char*> help_references();

}  // namespace attune::glm
