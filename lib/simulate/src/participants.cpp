#include "attune/simulate/participants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include "attune/base/error.hpp"

namespace attune::simulate {

namespace {

// Means of the attachment dimensions (1 to 7) in the two groups, their spread and their correlation: community samples
// of the ECR-R lie near 3.6 and 2.9 with standard deviations of about 1.2.
constexpr double kAnxietySecure = 2.9, kAnxietyInsecure = 4.1;
constexpr double kAvoidanceSecure = 2.4, kAvoidanceInsecure = 3.6;
constexpr double kDimensionSd = 0.9;
constexpr double kDimensionCorrelation = 0.4;
constexpr double kAnswerSd = 1.1;
constexpr std::array<std::size_t, 14> kReversed{9, 11, 20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36};
constexpr std::size_t kSmallestGroupWithDefect = 6;

constexpr std::array<std::string_view, 5> kSecureCodes{"F1", "F2", "F3", "F4", "F5"};
constexpr std::array<std::string_view, 8> kInsecureCodes{"Ds1", "Ds2", "Ds3", "Ds1", "E1", "E2", "U/Ds1", "U/E3"};

std::string pick(std::span<const std::string_view> codes, parallel::Stream& stream) {
  return std::string(codes[static_cast<std::size_t>(stream.below(codes.size()))]);
}

Participant draw_person(bool secure, bool only_women, parallel::Stream stream) {
  Participant person;
  person.secure = secure;
  person.aai = secure ? pick(kSecureCodes, stream) : pick(kInsecureCodes, stream);
  person.age = std::clamp(static_cast<int>(std::lround(28.0 + 5.0 * stream.normal())), 18, 45);
  person.sex = only_women || stream.uniform() < 0.5 ? "F" : "M";
  const double shared = stream.normal();
  const double own =
      kDimensionCorrelation * shared + std::sqrt(1 - kDimensionCorrelation * kDimensionCorrelation) * stream.normal();
  person.anxiety = std::clamp((secure ? kAnxietySecure : kAnxietyInsecure) + kDimensionSd * shared, 1.0, 7.0);
  person.avoidance = std::clamp((secure ? kAvoidanceSecure : kAvoidanceInsecure) + kDimensionSd * own, 1.0, 7.0);
  for (std::size_t item = 1; item <= person.ecrr.size(); ++item) {
    const double level = item <= 18 ? person.anxiety : person.avoidance;
    const int score = std::clamp(static_cast<int>(std::lround(level + kAnswerSd * stream.normal())), 1, 7);
    person.ecrr[item - 1] = is_reversed(item) ? 8 - score : score;
  }
  return person;
}

void plant_defect(std::vector<Participant>& people, bool secure, std::size_t size, Defect defect,
                  parallel::Stream& stream) {
  if (size < kSmallestGroupWithDefect || defect == Defect::none) return;
  std::size_t nth = static_cast<std::size_t>(stream.below(size));
  for (Participant& person : people) {
    if (person.secure != secure || nth-- > 0) continue;
    person.defect = defect;
    if (defect == Defect::missing_interview) person.aai = "n/a";
    return;
  }
}

}  // namespace

std::string name_of(Defect defect) {
  switch (defect) {
    case Defect::none:
      return "n/a";
    case Defect::motion:
      return "motion";
    case Defect::artefacts:
      return "artefacts";
    case Defect::missing_interview:
      return "missing interview";
  }
  throw Error(Fault::internal, "name_of: no such defect");
}

bool is_reversed(std::size_t item) { return std::find(kReversed.begin(), kReversed.end(), item) != kReversed.end(); }

std::vector<Participant> draw_participants(const SampleOptions& options, parallel::Seed seed) {
  const std::size_t total = options.counts[0] + options.counts[1];
  std::vector<char> secure(total, 0);
  std::fill_n(secure.begin(), options.counts[0], char{1});
  parallel::Stream order(seed, 0);
  parallel::shuffle(std::span<char>(secure), order);
  std::vector<Participant> people;
  for (std::size_t i = 0; i < total; ++i) {
    people.push_back(draw_person(secure[i] != 0, options.only_women, parallel::Stream(seed, i + 1)));
    people.back().id = fmt::format("sub-{:02}", i + 1);
  }
  if (options.defects) {
    plant_defect(people, true, options.counts[0], options.defect_of_secure, order);
    plant_defect(people, false, options.counts[1], options.defect_of_insecure, order);
  }
  return people;
}

}  // namespace attune::simulate
