#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/bids/dataset.hpp"
#include "attune/bold/fit.hpp"
#include "attune/glm/frame_times.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/roi/extract.hpp"
#include "attune/statsmodel/estimates.hpp"
#include "attune/store/provenance.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"
#include "attune/volume/grid.hpp"

namespace attune::statsmodel {

/// In which unit effects go from runs upwards.
enum class EffectUnit {
  percent,  ///< percent signal change: comparable between runs and participants
  image     ///< as the image has it, per unit of the design's columns
};
/// "percent" or "image"; another name is a usage error.
EffectUnit effect_unit(std::string_view name);

/// Everything that executing a model takes.
struct Request {
  std::filesystem::path model;                       ///< `*_smdl.json`
  std::filesystem::path dataset;                     ///< BIDS: events, participants.tsv, and images if there are no
  std::optional<std::filesystem::path> derivatives;  ///< preprocessed images, confounds and masks
  std::optional<roi::AtlasRequest> atlas;            ///< regions, where the model has no Options.Mask with Aggregate
  bool voxels = false;                               ///< a model of every voxel instead of regions
  std::vector<std::string> participants;             ///< labels, with or without "sub-"; empty: all
  std::string space;                                 ///< `space-` of the images; empty: as Input says, or the only one
  std::optional<bold::NoiseModel> noise;             ///< default: arma11 for regions, ar1 for voxels
  bold::DegreesOfFreedom degrees = bold::FitOptions{}.degrees;
  EffectUnit unit = EffectUnit::percent;
  glm::TimingOptions timing;
  roi::ExtractOptions extract;                  ///< `summary` and `mask` give way to Options.Aggregate and Options.Mask
  std::size_t memory = std::size_t{512} << 20;  ///< bytes of voxels held at once
  parallel::Threads threads;
};

/// What one node gave.
struct NodeResult {
  std::string node;
  Level level = Level::run;
  Table table;                          ///< see `to_table`; without rows for voxels
  std::vector<ColumnMeaning> meanings;  ///< of its columns
  std::string choices;                  ///< JSON text: the node and every choice that was made
  std::vector<Estimates> estimates;     ///< the same in memory
};

/// The design of one run for one node.
struct DesignRecord {
  std::string node;
  bids::File image;
  Table table;          ///< one row per volume
  std::string choices;  ///< JSON text: frame times, columns and their heights
};

struct Result {
  StatsModel model;
  std::vector<NodeResult> nodes;  ///< in the order of execution
  std::vector<DesignRecord> designs;
  Table measures;  ///< participants' estimates of the last nodes below level Dataset
  std::vector<ColumnMeaning> measure_meanings;
  std::optional<Grid> grid;  ///< of voxels
  std::vector<store::InputFile> inputs;
  Warnings warnings;
};

/// Executes a BIDS Stats Model: every node of level Run on every image of `Input` (`bold::fit` per region or
/// `bold::MassFit` per voxel), then the nodes above by `fit_groups`. Images are `*_bold.nii[.gz]` of the derivatives
/// (`desc-preproc` where there are such), else of the dataset. Regions: the labels of Options.Mask with Aggregate
/// `mean` or `pca` (the first eigenvariate, in image units); else those of the atlas, within Options.Mask or the brain
/// mask beside the image; else voxels, if asked for or if Options.Mask stands alone. Input errors name run and place; a
/// run that cannot be modelled (too few volumes, a contrast that it cannot tell) has rows without numbers that say why.
/// The same bytes for any number of threads.
Result run(const Request& request, const parallel::Progress& progress = {});

/// Writes the result as a derivative dataset: `model-<name>_smdl.json`, `node-<node>_estimates.tsv` and `.json`,
/// `measures.tsv`, per run `sub-X/func/.._desc-<node>_design.tsv`, and for voxels
/// `node-<node>/[sub-X_].._contrast-<c>_stat-<effect|variance|t|p|F>_statmap.nii.gz`. Returns the files.
std::vector<std::filesystem::path> write_result(const Result& result, const std::filesystem::path& folder,
                                                Overwrite overwrite);

}  // namespace attune::statsmodel
