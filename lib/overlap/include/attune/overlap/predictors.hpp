#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/eeg/event_query.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/model/frame.hpp"

namespace attune::overlap {

/// Events that evoke a response, and what that response depends on.
struct EventModel {
  eeg::Condition events;      ///< name and choice
  std::string formula = "1";  ///< right-hand side: `1`, `1 + group * scale(rt)`, `1 + spline(rt, 5)`
};

/// `NAME`, `NAME ~ FORMULA` (events of type NAME), `NAME=EXPRESSION` or `NAME=EXPRESSION ~ FORMULA`. The formula begins
/// after the last `~` outside quotes that no quoted text follows (before quoted text it compares, as in event queries).
EventModel parse_event_model(std::string_view text);

/// `FIELD=VALUE,VALUE`: a field and where its spline is looked at. Anything else is a usage error.
std::pair<std::string, std::vector<double>> parse_places(std::string_view text);

/// Fields of a formula's splines.
std::set<std::string> spline_fields(const EventModel& model);

/// Several of `parse_places`; a field that comes twice is a usage error.
std::map<std::string, std::vector<double>> parse_all_places(const std::vector<std::string>& texts);

/// A place along a field of which no model has a spline is a usage error.
void check_places(const std::vector<EventModel>& models, const std::map<std::string, std::vector<double>>& at);

/// A response that is put together from predictors: the sum of their responses times these weights.
struct Combination {
  std::string name;
  Eigen::RowVectorXd weights;  ///< per predictor of the model
};

/// What the events of one model say about their responses.
struct Predictors {
  std::vector<std::string> names;         ///< "(Intercept)", "groupb", "rt", "spline(rt, 5)[1]"
  Eigen::MatrixXd values;                 ///< events x predictors
  std::vector<std::size_t> events;        ///< per row: index of the recording's events
  std::vector<std::size_t> incomplete;    ///< events without a value that the formula needs
  std::vector<Combination> combinations;  ///< the average event at some values of each spline's field: "rt=0.35"
  Warnings warnings;
};

struct PredictorOptions {
  /// Treatment: the intercept is the response at the first level and 0 of every number.
  model::FrameOptions frame = treatment();
  /// Values at which the response along a spline is given; by default the 10th, 50th and 90th percentile.
  std::map<std::string, std::vector<double>> at{};

  static model::FrameOptions treatment() {
    model::FrameOptions out;
    out.coding = model::Coding::treatment;
    return out;
  }
};

/// Evaluates a model's formula over its events. Fields are those of event queries (`type`, `kind`, `onset`, `duration`
/// in seconds and the event's own). Cells that are numbers throughout are numbers, others factors. `spline(x, k)` are k
/// cubic B-splines with knots at the quantiles of x, each minus its mean over the events and the last left out, so that
/// the intercept is the response averaged over them (Ehinger & Dimigen 2019, PeerJ 7:e7838). A field that no event has
/// is an input error.
Predictors predictors(const eeg::Recording& recording, const EventModel& model, const PredictorOptions& options = {});

}  // namespace attune::overlap
