#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/physio/marks.hpp"
#include "attune/physio/recording.hpp"
#include "attune/physio/windows.hpp"
#include "attune/table/measures.hpp"

namespace attune::body {

/// Names of everything that `measure` knows of heart, breath and skin: mean_nn, rmssd, ..., breath_rate, ..., scl, ...
std::vector<std::string> measure_names();
/// Unit of a measure of that name; anything else is a usage error that names the nearest one.
std::string unit_of(std::string_view measure);

struct Request {
  std::vector<std::string> measures{};  ///< empty: the usual ones of every channel there is
  std::string bands = "adult";          ///< of heart rate variability: adult, child, infant
  double max_artefact = 0.2;            ///< a condition with a larger share of artefacts has no value, with the reason
  std::string label = "recording";      ///< of the drawings, unique within a page
  bool decompose = false;               ///< draw cvxEDA's parts even if none of them is measured
  parallel::Threads threads{};
};

/// A picture of one channel.
struct Drawing {
  std::string name;  ///< tachogram, breath, skin
  std::string title;
  std::string svg;
};

struct Answer {
  std::vector<Measure> rows;        ///< without participant, session, task, run and source
  std::vector<physio::Mark> marks;  ///< beats, breaths and skin conductance responses by time
  std::vector<Drawing> drawings;
  Warnings warnings;
};

/// Measures one recording: the heart where there is an ECG (or else a pulse wave), the breath where there is a
/// respiration channel, the skin where there is one of conductance, on one clock, each as its own command does by
/// default. A measure that is asked for and needs a channel that is not there is an input error that lists those there
/// are; with none asked for, what there is is measured, and no such channel at all is an input error. A channel that
/// has no answer (off throughout, sampled too slowly) leaves its measures without a value, with the reason, and the
/// others go on. cvxEDA runs where one of its measures is asked for.
Answer measure(const physio::Recording& recording, std::span<const physio::Window> windows, const Request& request);

}  // namespace attune::body
