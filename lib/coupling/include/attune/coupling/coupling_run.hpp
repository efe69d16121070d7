#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attune/coupling/clean.hpp"
#include "attune/coupling/layer.hpp"
#include "attune/coupling/pairs.hpp"
#include "attune/glm/options.hpp"
#include "attune/glm/run.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/roi/extract.hpp"
#include "attune/store/container.hpp"
#include "attune/store/provenance.hpp"

namespace attune::coupling {

/// Everything `attune coupling` is asked for, in words.
struct CouplingWords {
  glm::RunWords runs;
  glm::ModelWords model;  ///< response, conditions, drift, confounds, censoring
  roi::AtlasRequest atlas;
  std::string summary = "mean";
  roi::ExtractOptions extract;
  std::string participant_id;
  std::string kind = "pearson";  ///< a `Kind`, beta-series or ppi
  std::string trials = "lss";    ///< of beta series: lss or lsa
  std::string filter = "cosine";
  std::optional<Hertz> low_pass;
  bool whiten = false, remove_task = false;
  std::vector<std::string> seeds, pairs, contrasts;
  std::optional<std::filesystem::path> matrices;  ///< folder for square matrices
  std::optional<std::filesystem::path> maps;      ///< folder for maps of every voxel's coupling with the seeds
};

/// The same, understood.
struct CouplingRequest {
  enum class What { correlation, beta_series, ppi };
  What what = What::correlation;
  Kind kind = Kind::pearson;
  bold::TrialMethod trials = bold::TrialMethod::separate;
  CleanOptions clean;
  bool remove_task = false;
  std::vector<std::string> seeds, pairs, contrasts;
  std::vector<glm::RunFiles> runs;
  glm::RunOptions run_options;
  std::optional<roi::AtlasRequest> atlas;
  roi::ExtractOptions extract;
  std::string participant_id;
  parallel::Threads threads;
};
/// Unknown words, and words that do not go together, are usage errors.
CouplingRequest understood(const CouplingWords& words, parallel::Threads threads);

/// A run with its series.
struct ReadRun {
  glm::Run run;
  roi::RegionSeries series;
};

/// Its answer.
struct CouplingResult {
  std::vector<ReadRun> runs;
  std::vector<std::string> regions;
  std::vector<RegionPair> pairs;
  std::vector<Layer> layers;  ///< of runs, then joined
  std::string measure;        ///< coupling_z, coupling_partial_z, .., beta_series_z, ppi
  std::string meaning;        ///< one sentence: what the value is and how the series were cleaned
  std::vector<store::InputFile> inputs;
  Warnings warnings;
};

/// Reads the runs, cleans them, couples their regions, and joins runs of one participant, session and task. Runs with
/// other regions than the first, and two runs with the same labels, are input errors. No value at all is an analysis
/// error with the first reason.
CouplingResult run_coupling(const CouplingRequest& request, const parallel::Progress& progress = {});

/// The square matrices, each with the name of its file: `sub-01_task-rest_stat-pearson_relmat.tsv` of correlations. Of
/// the joined runs where there are several. Two of one name are a usage error.
std::vector<std::pair<std::string, Table>> matrices(const CouplingResult& result, const CouplingRequest& request);

/// Everything for HDF5: value, se, df, p and r, each coupling x region x region, and a table that says what each is.
store::Container to_container(const CouplingResult& result);

/// The measures table, and the meanings of its columns.
Table measures_table(const CouplingResult& result);
std::vector<ColumnMeaning> coupling_meanings(const CouplingResult& result);

/// What `attune coupling --help` says about definitions.
std::vector<const char*> help_paragraphs();

}  // namespace attune::coupling
