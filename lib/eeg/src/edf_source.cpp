#include "edf_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "attune/base/number_text.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "edf_annotations.hpp"
#include "edf_header.hpp"
#include "edf_timing.hpp"
#include "finish_recording.hpp"
#include "held_source.hpp"
#include "mapped_source.hpp"
#include "status_events.hpp"

namespace attune::eeg {
namespace {

template <class T>
void append(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// Everything of a file that its recordings share.
struct EdfFile {
  std::filesystem::path path;
  std::shared_ptr<const MappedFile> file;
  EdfHeader header;
  EdfAnnotations annotations;
  EdfTiming timing;
  StatusEvents status;
  double status_per_record = 0.0;
};

double shortest_sample(const EdfHeader& header) {
  std::int64_t most = 1;
  for (const EdfSignal& signal : header.signals)
    if (!signal.is_annotation) most = std::max(most, signal.per_record);
  return header.record_duration.count() / static_cast<double>(most);
}

StoredSamples stored_samples(const EdfFile& edf, std::int64_t per_record) {
  StoredSamples out;
  out.bytes = edf.file->bytes().subspan(edf.header.header_bytes);
  out.format = edf.header.is_bdf ? SampleFormat::int24 : SampleFormat::int16;
  out.per_record = static_cast<Eigen::Index>(per_record);
  out.samples = static_cast<Eigen::Index>(edf.header.records) * out.per_record;
  out.record_bytes = edf.header.record_bytes;
  out.stride = bytes_per_sample(out.format);
  return out;
}

StatusEvents read_status(const EdfFile& edf, const EdfSignal& signal, std::uint32_t mask) {
  StoredSamples stored = stored_samples(edf, signal.per_record);
  stored.channels.push_back({signal.offset, 1.0, 0.0, true});
  std::vector<std::uint32_t> words(static_cast<std::size_t>(stored.samples));
  std::vector<double> part(1 << 12);
  for (std::size_t at = 0; at < words.size(); at += part.size()) {
    const std::size_t count = std::min(part.size(), words.size() - at);
    decode(stored, {static_cast<Eigen::Index>(at), static_cast<Eigen::Index>(count), 0, 1}, part.data(),
           static_cast<Eigen::Index>(count), 1);
    std::transform(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(count),
                   words.begin() + static_cast<std::ptrdiff_t>(at),
                   [](double word) { return static_cast<std::uint32_t>(word); });
  }
  const Hertz rate(static_cast<double>(signal.per_record) / edf.timing.record_s);
  return status_events(words, mask, rate, edf.path);
}

EdfFile read_file(const std::filesystem::path& path, const ReadOptions& options) {
  EdfFile out;
  out.path = path;
  out.file = std::make_shared<const MappedFile>(path);
  out.header = parse_edf_header(out.file->bytes(), path);
  out.annotations = read_annotations(out.file->bytes(), out.header, path);
  out.timing = time_records(out.header, out.annotations, shortest_sample(out.header), path);
  for (const EdfSignal& signal : out.header.signals)
    if (signal.is_word && out.status_per_record == 0.0) {
      out.status = read_status(out, signal, options.trigger_mask);
      out.status_per_record = static_cast<double>(signal.per_record);
    }
  return out;
}

/// A position to the whole sample that it is written for: times have few digits.
double snapped(double sample, double digit_samples) {
  constexpr double kMost = 0.01;  // of a sample: no more than writing costs
  const double whole = std::round(sample);
  return std::abs(sample - whole) <= std::min(kMost, digit_samples) + 1e-9 * std::abs(whole) ? whole : sample;
}

/// What marks that pieces were joined, in the words of BrainVision and EEGLAB.
bool is_boundary(std::string_view text) {
  return text == "New Segment" || text.starts_with("New Segment/") || text == "boundary";
}

/// Annotations at the samples of a recording with `per_record` of them; those in gaps have none.
void add_annotations(const EdfFile& edf, double per_record, Recording& out) {
  const double rate = out.sampling_frequency.value();
  std::size_t in_gaps = 0;
  std::string first_in_gap;
  for (const EdfAnnotation& text : edf.annotations.texts) {
    const double seconds = text.onset.seconds - edf.timing.first_s;
    const EdfPlace place = place_of(edf.timing, edf.header.records, seconds, 0.5 / rate);
    if (place.in_gap) {
      if (in_gaps++ == 0) first_in_gap = fmt::format("{} at {} s", in_quotes(text.text), format_double(seconds));
      continue;
    }
    const double sample =
        static_cast<double>(place.record) * per_record + snapped(place.within_s * rate, text.onset.digit * rate);
    if (is_boundary(text.text)) {
      out.boundaries.push_back(sample);
      continue;
    }
    Event event;
    event.sample = sample;
    event.duration_samples = text.duration_s * rate;
    event.type = text.text;
    event.kind = "Annotation";
    out.events.push_back(std::move(event));
  }
  if (in_gaps > 0)
    out.warnings.push_back(
        fmt::format("{}: {} of {} annotations lie in gaps, where nothing was recorded, and are left "
                    "out (the first is {})",
                    describe(edf.path), in_gaps, edf.annotations.texts.size(), first_in_gap));
}

void add_status(const EdfFile& edf, double per_record, Recording& out) {
  if (edf.status_per_record == 0.0) return;
  const double step = per_record / edf.status_per_record;
  for (Event event : edf.status.events) {
    event.sample *= step;
    out.events.push_back(std::move(event));
  }
  for (const double boundary : edf.status.boundaries) out.boundaries.push_back(boundary * step);
}

/// The true times of the segments of a file with gaps.
void add_segment_starts(const EdfFile& edf, double per_record, Recording& out) {
  if (edf.timing.gaps.empty()) return;
  out.segment_starts.emplace_back(0.0);
  for (const double boundary : out.boundaries) {
    const double record = std::floor(boundary / per_record);
    out.segment_starts.emplace_back(edf.timing.start_of(static_cast<std::int64_t>(record)) +
                                    (boundary - record * per_record) / out.sampling_frequency.value());
  }
}

Recording header_of(const EdfFile& edf) {
  Recording out;
  out.path = edf.path;
  out.files = {edf.path};
  out.format = edf.header.format;
  append(out.warnings, edf.header.warnings);
  append(out.warnings, edf.timing.warnings);
  append(out.warnings, edf.status.warnings);
  append(out.notes, edf.timing.notes);
  append(out.notes, edf.status.notes);
  if (edf.header.format == "BDF" && edf.status_per_record > 0.0)
    out.notes.push_back("BioSemi records without a reference: choose one before amplitudes are compared");
  return out;
}

std::unique_ptr<Source> make_source(const EdfFile& edf, std::int64_t per_record) {
  Recording out = header_of(edf);
  out.sampling_frequency = Hertz(static_cast<double>(per_record) / edf.timing.record_s);
  StoredSamples stored = stored_samples(edf, per_record);
  for (const EdfSignal& signal : edf.header.signals) {
    if (signal.is_annotation || signal.per_record != per_record) continue;
    Channel channel;
    channel.name = signal.label;
    channel.unit = signal.unit;
    channel.stored_unit = signal.stored_unit;
    channel.type = signal.type;
    channel.bad = !signal.is_scaled;
    out.channels.push_back(std::move(channel));
    stored.channels.push_back({signal.offset, signal.scale, signal.shift, signal.is_word});
  }
  const auto samples_per_record = static_cast<double>(per_record);
  for (const std::int64_t record : edf.timing.gaps)
    out.boundaries.push_back(static_cast<double>(record) * samples_per_record);
  add_annotations(edf, samples_per_record, out);
  add_status(edf, samples_per_record, out);
  finish_header(out, stored.samples);
  add_segment_starts(edf, samples_per_record, out);
  return std::make_unique<MappedSource>(std::move(out), edf.file, std::move(stored));
}

/// A file of annotations alone: no channels; positions are seconds.
std::unique_ptr<Source> make_annotations(const EdfFile& edf) {
  Recording out = header_of(edf);
  out.sampling_frequency = Hertz(1.0);
  out.notes.push_back("holds annotations and no samples; the positions of events are seconds");
  add_annotations(edf, 1.0, out);
  std::stable_sort(out.events.begin(), out.events.end(),
                   [](const Event& a, const Event& b) { return a.sample < b.sample; });
  return std::make_unique<HeldSource>(std::move(out));
}

/// Sampling frequencies (as samples per record) in the order of sources: the one with most EEG channels, then the
/// others as they come.
std::vector<std::int64_t> rates_of(const EdfHeader& header) {
  struct Tally {
    std::int64_t per_record;
    std::size_t named_eeg, scalp, channels;
  };
  std::vector<Tally> tallies;
  for (const EdfSignal& signal : header.signals) {
    if (signal.is_annotation) continue;
    auto at = std::find_if(tallies.begin(), tallies.end(),
                           [&](const Tally& tally) { return tally.per_record == signal.per_record; });
    if (at == tallies.end()) at = tallies.insert(tallies.end(), {signal.per_record, 0, 0, 0});
    Channel channel;
    channel.name = signal.label;
    channel.unit = signal.unit;
    channel.type = signal.type;
    if (signal.type == "EEG") ++at->named_eeg;
    if (is_scalp(channel)) ++at->scalp;
    ++at->channels;
  }
  const auto best = std::max_element(tallies.begin(), tallies.end(), [](const Tally& a, const Tally& b) {
    return std::tie(a.named_eeg, a.scalp, a.channels) < std::tie(b.named_eeg, b.scalp, b.channels);
  });
  if (best != tallies.end()) std::rotate(tallies.begin(), best, best + 1);
  std::vector<std::int64_t> out;
  for (const Tally& tally : tallies) out.push_back(tally.per_record);
  return out;
}

}  // namespace

std::vector<std::unique_ptr<Source>> open_edf(const std::filesystem::path& path, const ReadOptions& options) {
  const EdfFile edf = read_file(path, options);
  std::vector<std::unique_ptr<Source>> out;
  const std::vector<std::int64_t> rates = rates_of(edf.header);
  for (const std::int64_t per_record : rates) out.push_back(make_source(edf, per_record));
  if (rates.empty()) out.push_back(make_annotations(edf));
  return out;
}

}  // namespace attune::eeg
