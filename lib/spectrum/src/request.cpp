#include "attune/spectrum/request.hpp"

#include "attune/eeg/epoch_files.hpp"

namespace attune::spectrum {
namespace {

ReadSignals read_trials(const std::filesystem::path& path, const SignalsRequest& request) {
  TrialParts parts = request.trials;
  parts.channels = request.channels;
  eeg::Epochs epochs = eeg::read_epochs(path);
  epochs.source = path;
  ReadSignals out;
  out.signals = signals_of(std::move(epochs), parts);
  out.inputs = {path};
  return out;
}

ReadSignals read_continuous(const std::filesystem::path& path, const SignalsRequest& request) {
  preprocess::EpochRequest cleaning = request.cleaning;
  cleaning.recording = path;
  preprocess::CleanedRecording cleaned = preprocess::clean(cleaning);
  RecordingParts parts = request.recording;
  parts.channels = request.channels;
  ReadSignals out;
  out.inputs = std::move(cleaned.inputs);
  out.warnings = std::move(cleaned.warnings);
  out.signals = signals_of(std::move(cleaned.prepared.recording), parts);
  out.prepared = std::move(cleaned.prepared);
  out.prepared.recording = {};
  return out;
}

}  // namespace

ReadSignals read_signals(const std::filesystem::path& path, const SignalsRequest& request) {
  ReadSignals out = path.extension() == ".h5" ? read_trials(path, request) : read_continuous(path, request);
  if (!request.montage.empty()) place(out.signals, scalp::montage(request.montage));
  out.warnings.insert(out.warnings.end(), out.signals.warnings.begin(), out.signals.warnings.end());
  if (request.csd) to_current_source_density(out.signals);
  return out;
}

void read_into(MeasureOptions& options, const MeasureRequest& request) {
  options.kinds.clear();
  for (const std::string& name : request.measures) options.kinds.push_back(kind_of(name));
  options.bands = request.bands.empty() ? band_set(request.band_set) : std::vector<Band>{};
  for (const std::string& text : request.bands) options.bands.push_back(parse_band(text));
  options.pairs.clear();
  for (const std::string& text : request.pairs) options.pairs.push_back(parse_sides(text));
  options.total = parse_band("total:" + request.total);
  options.fit_range = parse_band("fit:" + request.fit_range);
}

}  // namespace attune::spectrum
