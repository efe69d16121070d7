#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "attune/bold/contrast.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/fit.hpp"
#include "attune/coupling/neural.hpp"
#include "attune/table/table.hpp"

namespace attune::coupling {

/// The model of a generalised psychophysiological interaction of one seed in one run (McLaren et al. 2012): every
/// condition's response, an interaction `ppi_<condition>` per condition (the seed's neural signal times the condition's
/// centred boxcar, convolved with the response), the seed's series, and the nuisance columns. A coefficient of an
/// interaction is by how much the slope of a target's signal on the seed's changes while the condition lasts.
struct PpiModel {
  bold::Design design;
  std::vector<std::string> conditions;
  NeuralSignal seed;
};

inline constexpr const char* kInteraction = "ppi_";
inline constexpr const char* kSeedColumn = "seed";

/// A seed whose neural signal explains a smaller share of its series has nothing that could interact.
inline constexpr double kLeastExplained = 0.05;

/// Models of any seed of one run: the deconvolution is prepared once.
class PpiModels {
 public:
  /// Errors are those of `make_design`; a model without events, and a finite impulse response, are analysis errors.
  PpiModels(std::span<const bold::Event> events, const bold::FrameTimes& frames, const Table* confounds,
            const bold::DesignOptions& options);
  /// `seed`: a value per volume of the run. A seed with missing values in the frames kept, or without variance, or
  /// whose neural signal explains less than `kLeastExplained`, is an analysis error; so is a model with no fewer
  /// columns than frames.
  PpiModel operator()(const Eigen::Ref<const Eigen::VectorXd>& seed) const;

  const bold::Design& task() const { return task_; }

 private:
  std::vector<bold::Event> events_;
  bold::Design task_;
  NeuralTime time_;
  Deconvolution deconvolution_;
};

/// A contrast of conditions as the same contrast of their interactions.
bold::Contrast of_interactions(const bold::Contrast& contrast);

}  // namespace attune::coupling
