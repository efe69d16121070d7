#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/simulate/participants.hpp"

namespace attune::simulate {

/// One planted effect: the true value of a measure in the two populations, and in every participant.
struct PlantedEffect {
  std::string effect;     ///< name, unique in its study
  std::string measure;    ///< as in the measures table: psc, mean_amplitude, peak_latency
  std::string site;       ///< region or channel
  std::string condition;  ///< trial type or contrast
  std::string unit;
  double secure = 0, insecure = 0;   ///< population means
  double between_sd = 0;             ///< spread of the true values between participants
  std::vector<double> participants;  ///< true values, in the participants' order
};

/// The verdict an unlimited study must reach on "the groups differ" with half a standard deviation as the smallest
/// effect of interest: "supported", "equivalent to none", or "n/a" for a difference between 0 and that, which is left
/// open.
std::string expected_verdict(const PlantedEffect& effect);

/// Writes truth.tsv and truth_participants.tsv with their sidecars.
void write_truth(const std::filesystem::path& folder, const std::string& study,
                 const std::vector<PlantedEffect>& effects, const std::vector<Participant>& people,
                 Overwrite overwrite);

}  // namespace attune::simulate
