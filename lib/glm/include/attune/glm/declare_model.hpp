#pragma once

#include <string>
#include <vector>

#include "attune/glm/options.hpp"

namespace attune::glm {

/// Declares the options of a first-level model on a command (`cli::Tool`; this room does not see the command line), so
/// that every command that models runs spells them alike.
template <class Tool>
void declare_model(Tool& tool, ModelWords& m, std::vector<std::string>& designs) {
  bold::DesignOptions& d = m.spec.design;
  tool.choice("hrf", m.hrf, {"spm", "glover", "gamma", "fir"}, "response to an event")
      .choice("hrf-derivatives", m.derivatives, {"none", "time", "time-dispersion"}, "further regressors per condition")
      .flag("orthogonalise", d.response.orthogonalise, "make derivatives orthogonal to the response, as SPM does")
      .option("fir-bins", m.fir_bins, "fir: number of bins after the onset")
      .option("fir-width", m.fir_width, "fir: width of a bin (0: the repetition time)")
      .option("conditions", d.conditions, "trial types to model (default: all)")
      .option("modulator", m.modulators, "CONDITION_x_COLUMN: a regressor that grows with a column of the events")
      .option("stated-event", d.stated_event, "duration of the event heights refer to (default: the condition's mean)")
      .choice("drift", m.drift, {"cosine", "polynomial", "confounds", "none"}, "what takes slow drifts out")
      .option("high-pass", d.high_pass, "cosine: longest period that is kept")
      .option("polynomial-order", d.polynomial_order, "polynomial: highest order")
      .option("confounds", d.confounds, "columns, patterns (csf*), motion6 motion12 motion24 acompcorN csf_wm")
      .option("censor-fd", m.censor_fd, "leave out volumes with a framewise displacement above this, mm (0: none)")
      .option("censor-dvars", m.censor_dvars, "leave out volumes with std_dvars above this (0: none)")
      .flag("censor-outliers", d.censor_outliers, "leave out the volumes that motion_outlier columns mark")
      .option("keep-at-least", m.keep_at_least, "leave out stretches between censored volumes shorter than this")
      .option("design", designs, "a finished design matrix of each run instead: a column per regressor")
      .choice("noise", m.noise, {"arma11", "ar1", "ols"}, "correlation of the errors in time")
      .choice("df", m.degrees, {"corrected", "residual"}, "allow for the error of the estimated noise, or not")
      .choice("compat", m.compat, {"", "spm"}, "make the design as SPM12 does");
}

}  // namespace attune::glm
