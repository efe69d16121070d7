#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/erp/measure.hpp"
#include "attune/report/lines.hpp"
#include "attune/table/document.hpp"
#include "attune/transfer/synthetic_component.hpp"

namespace attune::transfer {

/// A chain of processing, and the component that is sent through it.
struct CertificateRequest {
  std::vector<std::string> steps;                   ///< as `preprocess::parse_step` takes them
  std::optional<std::filesystem::path> steps_file;  ///< more of them, before those: one a line
  Hertz rate{500};                                  ///< of the recording, 50 to 20,000 Hz
  std::string channel = "Pz";                       ///< where the component is largest and is measured (10-20 name)
  std::string component = "P3:300:600:positive";    ///< as `erp::parse_component` takes it: the window of the measures
  std::string shape = "gaussian";
  std::optional<Milliseconds> latency;  ///< without it the middle of the window
  std::optional<Milliseconds> width;    ///< full width at half height; without it half of the window
  std::vector<std::string> measures{"fractional_area_latency", "fractional_peak_onset", "fractional_peak_offset",
                                    "peak_latency", "mean_amplitude"};
  erp::MeasureOptions measuring;     ///< how they are read: fraction, neighbourhood, ...
  eeg::EpochOptions epoching;        ///< from, to, reference, shift; conditions and channels are set here
  std::string baseline;              ///< FROM,TO in ms, none, or empty: from the start of the epoch to 0
  std::string rounding = "nearest";  ///< sample of an event between two; or truncate
  Milliseconds limit{1};             ///< the largest shift of a latency that passes
  parallel::Threads threads;
};

/// One measure of one place of the component, without and with the chain.
struct TransferCase {
  std::string measure;
  double latency_ms = 0;  ///< of the component, after its event
  double subsample = 0;   ///< where its event lies between two samples of the result, in [0, 1)
  double ideal = 0;       ///< the measure of the component itself, sampled at 16 kHz or more; uV, ms or uV*ms
  double recorded = 0;    ///< of the recording, before any step
  double after = 0;       ///< after the steps; NaN with its reason
  std::string reason;     ///< why there is no value after the steps
};

/// What the chain does to the component's form; means over all cases but where it says the largest.
struct TransferForm {
  Hertz rate_after;
  double width_before_ms = 0, width_after_ms = 0;  ///< full width at half height
  double height_ratio = 0;                         ///< of the tops, after / before
  double undershoot_percent = 0;  ///< largest excursion to the other side in the epoch, of the top after; the largest
};

/// What became of the component.
struct Certificate {
  CertificateRequest request;
  SyntheticComponent component;  ///< the middle one
  std::vector<TransferCase> cases;
  TransferForm form;
  std::vector<std::string> steps;   ///< the steps as declared
  std::vector<std::string> report;  ///< what each said it did
  /// The middle one, at the times of the result, volts.
  std::vector<double> times_ms, wave_before, wave_after;
  Warnings warnings;
};

/// Sends the component through the chain at three latencies (the middle one, and an eighth of the window to either
/// side) and eight places between two samples, with the event at another sample each time, each alone in a recording
/// without noise that is longer than the filters, and measures it before and after. Every latency's shift is judged
/// against the component itself, so that sampling counts too. Linear chains alone can be certified: steps that depend
/// on the data (ica, regress-eog, autoreject, find-bad) are usage errors, as are a component that leaves the epoch, a
/// rate out of bounds and a limit that is not above 0. Where the component's top leaves the window no latency has a
/// value: what is left in the window is ripple. Cases in which the component itself does not have a measure say nothing
/// about the chain: they are counted and do not pass; a measure that exists in none is an analysis error.
Certificate certify(const CertificateRequest& request);

/// Part `measures`: for latencies shift_mean_ms, shift_low_ms, shift_high_ms, largest_ms, sampling_ms (the largest that
/// sampling alone makes) and passes; for amplitudes ratio_mean, ratio_low, ratio_high. Part `form`. The whole: passes.
Document to_document(const Certificate& certificate);
/// A row for every case and measure.
Table to_table(const Certificate& certificate);
std::vector<ColumnMeaning> certificate_meanings();

/// The largest absolute shift of a latency; NaN if the chain leaves a case without a value.
double largest_shift(const Certificate& certificate, const std::string& measure);
/// True if every latency has a value in every case, of the component itself and after the steps, and moves by no more
/// than the limit. Nothing if no latency is measured: amplitudes have no limit to pass.
std::optional<bool> passes(const Certificate& certificate);
/// What fails, a line each; empty if it passes.
Warnings failures(const Certificate& certificate);

/// The component before and after.
report::LinesFigure figure(const Certificate& certificate);

}  // namespace attune::transfer
