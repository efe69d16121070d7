#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "attune/parallel/stream.hpp"

namespace attune::simulate {

/// Something wrong with a participant's data that an analysis must find.
enum class Defect {
  none,
  motion,            ///< mean framewise displacement above 0.5 mm
  artefacts,         ///< more than half of the trials with movement artefacts of several hundred microvolts
  missing_interview  ///< no attachment classification
};
/// "none" as "n/a", "motion", "artefacts", "missing interview".
std::string name_of(Defect defect);

/// One simulated person.
struct Participant {
  std::string id;  ///< "sub-01"
  bool secure = true;
  std::string aai;  ///< code of the attachment interview: "F3", "Ds1", "E2", "U/Ds1"; "n/a" if missing
  int age = 0;      ///< years
  std::string sex;
  double anxiety = 0, avoidance = 0;  ///< true attachment dimensions, 1 to 7
  std::array<int, 36> ecrr{};         ///< answers to the ECR-R as given, before reversal
  Defect defect = Defect::none;
};

/// What a study needs to know to draw its participants.
struct SampleOptions {
  std::array<std::size_t, 2> counts{12, 12};  ///< secure, insecure
  bool only_women = false;
  bool defects = true;  ///< one participant of each group of at least 6 has a defect
  Defect defect_of_secure = Defect::none;
  Defect defect_of_insecure = Defect::none;
};

/// Draws participants in random order of group. The same seed gives the same people.
std::vector<Participant> draw_participants(const SampleOptions& options, parallel::Seed seed);

/// True if the ECR-R item (from 1) is worded the other way round, so that its score is 8 less the answer.
bool is_reversed(std::size_t item);

}  // namespace attune::simulate
