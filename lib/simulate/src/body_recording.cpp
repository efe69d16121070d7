#include "body_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <iterator>
#include <numbers>
#include <string>

#include "attune/gzip/sink.hpp"
#include "attune/table/delimited.hpp"

namespace attune::simulate {
namespace {

constexpr double kCardiacHz = 250, kSlowHz = 25;
constexpr double kConditionS = 150, kConditionSmallS = 60, kLeadS = 5, kTailS = 10;
constexpr double kEcgNoiseMv = 0.02, kBeltNoise = 0.02, kConductanceNoise = 0.002;
constexpr double kJitterMs = 12;  // of single intervals, beside the breath
// Tau of a skin conductance response, rising and falling, and the smallest and typical height.
constexpr double kRiseS = 0.7, kFallS = 2.0, kSmallestScr = 0.08, kTypicalScr = 0.25;
constexpr double kLooseShare = 0.7;  // of the second condition without an electrode

/// One wave of a beat: place after the R peak as a part of the root of the interval, width in seconds, millivolts.
struct BeatWave {
  double place_s, width_s, height_mv;
};
constexpr std::array<BeatWave, 5> kBeat{BeatWave{-0.17, 0.022, 0.12}, BeatWave{-0.028, 0.008, -0.10},
                                        BeatWave{0, 0.010, 1.1}, BeatWave{0.028, 0.009, -0.22},
                                        BeatWave{0.27, 0.045, 0.28}};

std::size_t samples_of(double seconds, double hertz) { return static_cast<std::size_t>(std::lround(seconds * hertz)); }

/// Which condition it is at a time; before the first it is the first, after the last the last.
std::size_t condition_at(const BodyRecording& body, double time) { return time < body.onset_s[1] ? 0 : 1; }

/// Phase of the breath, in turns, at every slow sample.
std::vector<double> breath_phase(const BodyRecording& recording, const Body& body, std::size_t samples,
                                 parallel::Stream& stream) {
  std::vector<double> phase(samples);
  double at = stream.uniform(), pace = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    phase[i] = at;
    const double time = static_cast<double>(i) / kSlowHz;
    const double hertz = body[condition_at(recording, time)].breaths_per_minute / 60;
    // Breaths differ by some 8 % from one to the next.
    pace += (-pace / 3.0 + 0.06 * stream.normal() * std::sqrt(kSlowHz / 3.0)) / kSlowHz;
    at += hertz * (1 + std::clamp(pace, -0.25, 0.25)) / kSlowHz;
  }
  return phase;
}

double phase_at(const std::vector<double>& phase, double time) {
  const double place = std::clamp(time * kSlowHz, 0.0, static_cast<double>(phase.size() - 1));
  const auto below = std::min(static_cast<std::size_t>(place), phase.size() - 2);
  const double part = place - static_cast<double>(below);
  return phase[below] + part * (phase[below + 1] - phase[below]);
}

std::vector<double> draw_beats(const BodyRecording& recording, const Body& body, const std::vector<double>& phase,
                               double end_s, parallel::Stream& stream) {
  std::vector<double> beats;
  double time = 0.4 + 0.3 * stream.uniform();
  while (time < end_s) {
    beats.push_back(time);
    const BodyState& state = body[condition_at(recording, time)];
    // The interval is shortest when the breath is in.
    const double swing = -state.rsa_ms * std::sin(2 * std::numbers::pi * phase_at(phase, time));
    time += std::clamp(state.heart_period_ms + swing + kJitterMs * stream.normal(), 400.0, 1600.0) / 1000;
  }
  return beats;
}

std::vector<double> draw_ecg(const std::vector<double>& beats, const std::vector<double>& phase, std::size_t samples,
                             parallel::Stream& stream) {
  std::vector<double> ecg(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const double turn = 2 * std::numbers::pi * phase_at(phase, static_cast<double>(i) / kCardiacHz);
    ecg[i] = 0.08 * std::sin(turn) + kEcgNoiseMv * stream.normal();
  }
  for (const double beat : beats)
    for (const BeatWave& wave : kBeat) {
      const double centre = beat + wave.place_s;
      const double reach = 5 * wave.width_s;
      const auto first = static_cast<std::ptrdiff_t>(std::ceil((centre - reach) * kCardiacHz));
      const auto last = static_cast<std::ptrdiff_t>(std::floor((centre + reach) * kCardiacHz));
      for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(first, 0); i <= last && i < std::ssize(ecg); ++i) {
        const double z = (static_cast<double>(i) / kCardiacHz - centre) / wave.width_s;
        ecg[static_cast<std::size_t>(i)] += wave.height_mv * std::exp(-0.5 * z * z);
      }
    }
  return ecg;
}

/// A loose electrode swings far beyond the beats.
void loosen(std::vector<double>& ecg, double from_s, double to_s, parallel::Stream& stream) {
  double value = 0;
  for (std::size_t i = samples_of(from_s, kCardiacHz); i < std::min(ecg.size(), samples_of(to_s, kCardiacHz)); ++i) {
    value = 0.9 * value + stream.normal();
    ecg[i] = 2.5 * value;
  }
}

std::vector<double> draw_conductance(const BodyRecording& recording, const Body& body, std::size_t samples,
                                     parallel::Stream& stream) {
  std::vector<double> out(samples);
  double level = 3 + 2 * stream.uniform(), drift = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    drift += (-drift / 40 + 0.002 * stream.normal() * std::sqrt(kSlowHz)) / kSlowHz;
    level += drift / kSlowHz;
    out[i] = level + kConductanceNoise * stream.normal();
  }
  // The Bateman function, which is highest at log(fall / rise) / (1 / rise - 1 / fall).
  const double top = std::log(kFallS / kRiseS) / (1 / kRiseS - 1 / kFallS);
  const double height = std::exp(-top / kFallS) - std::exp(-top / kRiseS);
  for (std::size_t condition = 0; condition < 2; ++condition) {
    const double seconds = recording.duration_s[condition], rate = body[condition].scr_per_minute;
    const auto count = static_cast<std::size_t>(std::lround(seconds * rate / 60));
    for (std::size_t k = 0; k < count; ++k) {
      // Spread out, so that responses do not hide one another: each within its own stretch of the condition.
      const double slot = (seconds - 6) / static_cast<double>(count);
      const double onset = recording.onset_s[condition] + slot * (static_cast<double>(k) + 0.6 * stream.uniform());
      const double size = std::max(kSmallestScr, kTypicalScr * std::exp(0.4 * stream.normal()));
      for (std::size_t i = samples_of(onset, kSlowHz) + 1; i < samples; ++i) {
        const double t = static_cast<double>(i) / kSlowHz - onset;
        if (t > 15 * kFallS) break;
        out[i] += size / height * (std::exp(-t / kFallS) - std::exp(-t / kRiseS));
      }
    }
  }
  return out;
}

struct SidecarColumn {
  const char *name, *units, *description;
};

std::string sidecar(double hertz, std::initializer_list<SidecarColumn> columns) {
  std::string names, about;
  for (const SidecarColumn& column : columns) {
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", column.name);
    about += fmt::format(",\n  \"{}\": {{\"Description\": \"{}\", \"Units\": \"{}\"}}", column.name, column.description,
                         column.units);
  }
  return fmt::format("{{\n  \"Columns\": [{}],\n  \"SamplingFrequency\": {},\n  \"StartTime\": 0{}\n}}\n", names, hertz,
                     about);
}

void append(std::string& text, double value, int digits, char end) {
  fmt::format_to(std::back_inserter(text), "{:.{}f}{}", value, digits, end);
}

}  // namespace

BodyRecording draw_body_recording(const Participant& person, const Body& body, const StudyOptions& options,
                                  parallel::Stream stream) {
  BodyRecording out;
  out.cardiac_hz = kCardiacHz;
  out.slow_hz = kSlowHz;
  const double length = options.small ? kConditionSmallS : kConditionS;
  out.onset_s = {kLeadS, kLeadS + length};
  out.duration_s = {length, length};
  const double end = kLeadS + 2 * length + kTailS;
  const std::size_t slow = samples_of(end, kSlowHz);
  const std::vector<double> phase = breath_phase(out, body, slow, stream);
  const std::vector<double> beats = draw_beats(out, body, phase, end, stream);
  out.ecg_mv = draw_ecg(beats, phase, samples_of(end, kCardiacHz), stream);
  for (const double turn : phase)
    out.respiration.push_back(std::sin(2 * std::numbers::pi * turn) + kBeltNoise * stream.normal());
  out.conductance_us = draw_conductance(out, body, slow, stream);
  if (person.defect == Defect::artefacts)
    loosen(out.ecg_mv, out.onset_s[1], out.onset_s[1] + kLooseShare * length, stream);
  return out;
}

void write_body_recording(const std::filesystem::path& study, const Participant& person, const BodyRecording& body,
                          Overwrite overwrite) {
  const std::filesystem::path folder = study / person.id / "beh";
  const std::string stem = person.id + "_task-separation_";
  std::string cardiac, slow;
  for (const double value : body.ecg_mv) append(cardiac, value, 4, '\n');
  for (std::size_t i = 0; i < body.respiration.size(); ++i) {
    append(slow, body.respiration[i], 4, '\t');
    append(slow, body.conductance_us[i], 4, '\n');
  }
  write_gzip_text(folder / (stem + "recording-cardiac_physio.tsv.gz"), cardiac, overwrite);
  write_text(folder / (stem + "recording-cardiac_physio.json"),
             sidecar(body.cardiac_hz, {{"cardiac", "mV", "ECG, lead II"}}), overwrite);
  write_gzip_text(folder / (stem + "recording-slow_physio.tsv.gz"), slow, overwrite);
  write_text(folder / (stem + "recording-slow_physio.json"),
             sidecar(body.slow_hz,
                     {{"respiratory", "arbitrary", "belt around the chest"}, {"skin", "uS", "skin conductance"}}),
             overwrite);
  Table events;
  events.add("onset", Column::Numbers(body.onset_s.begin(), body.onset_s.end()));
  events.add("duration", Column::Numbers(body.duration_s.begin(), body.duration_s.end()));
  Column::Text types;
  for (const std::string_view name : kSeparationNames) types.emplace_back(name);
  events.add("trial_type", std::move(types));
  write_table(folder / (stem + "events.tsv"), events, overwrite);
}

}  // namespace attune::simulate
