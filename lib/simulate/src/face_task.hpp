#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/bold/events.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/simulate/participants.hpp"
#include "attune/simulate/study.hpp"
#include "attune/simulate/truth.hpp"

namespace attune::simulate {

constexpr std::size_t kFaceConditions = 6;
constexpr std::array<std::string_view, kFaceConditions> kFaceConditionNames{
    "own_happy", "own_neutral", "own_sad", "unknown_happy", "unknown_neutral", "unknown_sad"};

/// Timing of the run: faces of 2 s with gaps of 2 to 6 s (Strathearn et al. 2008), volumes every 2 s, slice times
/// corrected to the middle of the volume.
struct FaceTask {
  std::size_t repeats = 15;  ///< of each condition
  Seconds face{2};
  Seconds first_onset{6};
  Seconds mean_gap{4}, gap_spread{2};
  Seconds repetition_time{2};
  Seconds slice_reference{1};
  Seconds tail{14};  ///< recording after the last gap

  std::int64_t volumes() const;
};
FaceTask face_task(bool small);

/// Events in an order of their own for each participant: blocks of all six conditions, shuffled; the gaps are evenly
/// spread over their range, shuffled, so that every run lasts equally long.
std::vector<bold::Event> face_events(const FaceTask& task, parallel::Stream& stream);

/// True percent signal change of one participant: regions x conditions, peak of the answer to one face.
using FaceResponses = std::vector<std::array<double, kFaceConditions>>;

/// Population means of a region in a group.
std::array<double, kFaceConditions> mean_responses(const std::string& region, bool secure, Arm arm);
/// Draws a participant's responses around the means of the group.
FaceResponses draw_responses(const std::vector<std::string>& regions, bool secure, Arm arm, parallel::Stream& stream);

/// The effects planted in every region, and in the mean of left and right where there are both
/// ("ventral_striatum_happy" at "ventral_striatum_L,ventral_striatum_R"): own less unknown, by emotion.
std::vector<PlantedEffect> face_effects(const std::vector<std::string>& regions, Arm arm,
                                        const std::vector<FaceResponses>& participants);

}  // namespace attune::simulate
