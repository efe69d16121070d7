#include "word_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "attune/eeg/brainvision.hpp"
#include "attune/table/delimited.hpp"
#include "study_files.hpp"

namespace attune::simulate {

namespace {

constexpr double kSamplingHz = 256.0;
constexpr std::size_t kTrials = 60, kTrialsSmall = 12;  // per condition
constexpr double kFirstWordS = 2.0;
constexpr double kShortestGapS = 1.6, kGapSpreadS = 0.4;
constexpr double kTailS = 2.0;
constexpr double kWaveEndsS = 1.5;
constexpr double kTrialAmplitudeSd = 0.2;  // share of the amplitude, from trial to trial

constexpr double kNoiseUv = 12.0;
constexpr double kAlphaShare = 0.15;  // of the variance
constexpr double kNoiseRho = 0.95;
constexpr double kNoiseSpreadDegrees = 35.0;
constexpr double kAlphaHz = 10.0, kAlphaDamping = 0.98;
constexpr double kBlinkShare = 0.06;
constexpr double kMovementShare = 0.8;
constexpr Electrode kForehead{"Fpz", 92, 90};
constexpr Electrode kOccipital{"Oz", 92, 270};

Eigen::RowVectorXd autoregressive_row(Eigen::Index samples, parallel::Stream& stream) {
  Eigen::RowVectorXd row(samples);
  const double fresh = std::sqrt(1 - kNoiseRho * kNoiseRho);
  double value = stream.normal();
  for (Eigen::Index i = 0; i < samples; ++i) {
    row(i) = value;
    value = kNoiseRho * value + fresh * stream.normal();
  }
  return row;
}

// A resonator at 10 Hz driven by noise, to unit variance.
Eigen::RowVectorXd alpha_row(Eigen::Index samples, parallel::Stream& stream) {
  const double first = 2 * kAlphaDamping * std::cos(2 * std::numbers::pi * kAlphaHz / kSamplingHz);
  const double second = -kAlphaDamping * kAlphaDamping;
  const double variance = (1 - second) / ((1 + second) * ((1 - second) * (1 - second) - first * first));
  Eigen::RowVectorXd row(samples);
  double before = 0;
  double last = 0;
  for (Eigen::Index i = -200; i < samples; ++i) {
    const double value = first * last + second * before + stream.normal() / std::sqrt(variance);
    before = last;
    last = value;
    if (i >= 0) row(i) = value;
  }
  return row;
}

// Channels x samples, µV: neighbouring electrodes share their noise.
Eigen::MatrixXd background(const std::vector<Electrode>& electrodes, Eigen::Index samples, parallel::Stream& stream) {
  const auto channels = static_cast<Eigen::Index>(electrodes.size());
  Eigen::MatrixXd sources(channels, samples);
  Eigen::MatrixXd mixing(channels, channels);
  for (Eigen::Index i = 0; i < channels; ++i) {
    sources.row(i) = autoregressive_row(samples, stream);
    mixing.col(i) = topography(electrodes, electrodes[static_cast<std::size_t>(i)], kNoiseSpreadDegrees);
  }
  mixing.rowwise().normalize();
  const Eigen::MatrixXd noise = mixing * sources;
  const Eigen::RowVectorXd alpha = alpha_row(samples, stream);
  const Eigen::VectorXd alpha_map = topography(electrodes, kOccipital, 70);
  return kNoiseUv * (std::sqrt(1 - kAlphaShare) * noise + std::sqrt(kAlphaShare) * alpha_map * alpha);
}

// Adds a Gaussian bump around `centre_s`, `width_s` wide, with the given map over channels.
void add_bump(Eigen::MatrixXd& data, const Eigen::VectorXd& map, double centre_s, double width_s) {
  const auto low = std::max<Eigen::Index>(0, std::lround((centre_s - 5 * width_s) * kSamplingHz));
  const auto high = std::min<Eigen::Index>(data.cols(), std::lround((centre_s + 5 * width_s) * kSamplingHz) + 1);
  for (Eigen::Index i = low; i < high; ++i) {
    const double z = (static_cast<double>(i) / kSamplingHz - centre_s) / width_s;
    data.col(i) += std::exp(-0.5 * z * z) * map;
  }
}

// Channels x samples, µV, of one word from its appearance on.
Eigen::MatrixXd evoked(const std::vector<Electrode>& electrodes, const std::vector<Wave>& waves, Milliseconds delay) {
  const auto samples = static_cast<Eigen::Index>(kWaveEndsS * kSamplingHz);
  Eigen::MatrixXd response(static_cast<Eigen::Index>(electrodes.size()), samples);
  for (Eigen::Index channel = 0; channel < response.rows(); ++channel)
    for (Eigen::Index i = 0; i < samples; ++i)
      response(channel, i) = voltage(waves, electrodes[static_cast<std::size_t>(channel)],
                                     Seconds(static_cast<double>(i) / kSamplingHz) - delay);
  return response;
}

void add_artefacts(Eigen::MatrixXd& data, const std::vector<Electrode>& electrodes, double onset_s, bool restless,
                   parallel::Stream& stream) {
  if (stream.uniform() < kBlinkShare)
    add_bump(data, (150 + 80 * stream.uniform()) * topography(electrodes, kForehead, 30),
             onset_s + 0.8 * stream.uniform(), 0.07);
  if (!restless || stream.uniform() >= kMovementShare) return;
  Eigen::VectorXd map(data.rows());
  for (double& weight : map) weight = (250 + 150 * stream.uniform()) * (0.6 + 0.4 * stream.uniform());
  add_bump(data, map, onset_s + 0.1 + 0.5 * stream.uniform(), 0.08);
}

void draw_words(WordRecording& words, std::size_t per_condition, parallel::Stream& stream) {
  words.conditions.assign(2 * per_condition, 0);
  std::fill_n(words.conditions.begin(), per_condition, std::size_t{1});
  parallel::shuffle(std::span<std::size_t>(words.conditions), stream);
  double onset = kFirstWordS;
  for (std::size_t trial = 0; trial < words.conditions.size(); ++trial) {
    const double sample = std::round(onset * kSamplingHz);
    words.onsets.emplace_back(sample / kSamplingHz);
    words.recording.events.push_back(
        {sample, 1, std::string(kWordConditionNames[words.conditions[trial]]), "Stimulus", {}});
    onset += kShortestGapS + kGapSpreadS * stream.uniform();
  }
}

Table channels_table(const eeg::Recording& recording) {
  Column::Text names;
  for (const eeg::Channel& channel : recording.channels) names.push_back(channel.name);
  const std::size_t count = names.size();
  Table table;
  table.add("name", std::move(names));
  table.add("type", Column::Text(count, "EEG"));
  table.add("units", Column::Text(count, "uV"));
  table.add("sampling_frequency", Column::Numbers(count, recording.sampling_frequency.value()));
  table.add("status", Column::Text(count, "good"));
  return table;
}

Table electrodes_table(const eeg::Recording& recording) {
  Column::Text names;
  std::array<Column::Numbers, 3> places;
  for (const eeg::Channel& channel : recording.channels) {
    names.push_back(channel.name);
    places[0].push_back(rounded(channel.position->x, 3));
    places[1].push_back(rounded(channel.position->y, 3));
    places[2].push_back(rounded(channel.position->z, 3));
  }
  Table table;
  table.add("name", std::move(names));
  table.add("x", std::move(places[0]));
  table.add("y", std::move(places[1]));
  table.add("z", std::move(places[2]));
  return table;
}

Table events_table(const WordRecording& words) {
  Column::Numbers onsets;
  Column::Integers samples;
  Column::Text types;
  for (std::size_t trial = 0; trial < words.onsets.size(); ++trial) {
    onsets.push_back(words.onsets[trial].count());
    samples.push_back(std::llround(words.onsets[trial].count() * kSamplingHz));
    types.emplace_back(kWordConditionNames[words.conditions[trial]]);
  }
  Table table;
  table.add("onset", std::move(onsets));
  table.add("duration", Column::Numbers(words.onsets.size(), 0.5));
  table.add("trial_type", std::move(types));
  table.add("sample", std::move(samples));
  return table;
}

}  // namespace

WordRecording draw_recording(const Participant& person, const WordWaves& waves, const StudyOptions& options,
                             parallel::Stream stream) {
  const std::vector<Electrode> electrodes = montage(options.small);
  WordRecording words;
  words.recording.format = "BrainVision";
  words.recording.sampling_frequency = Hertz(kSamplingHz);
  for (const Electrode& electrode : electrodes) {
    eeg::Channel channel;
    channel.name = electrode.name;
    channel.stored_unit = "uV";
    channel.position = position_of(electrode);
    channel.type = "EEG";
    words.recording.channels.push_back(std::move(channel));
  }
  draw_words(words, options.small ? kTrialsSmall : kTrials, stream);
  const auto samples = static_cast<Eigen::Index>((words.onsets.back().count() + kTailS) * kSamplingHz);
  Eigen::MatrixXd data = background(electrodes, samples, stream);
  const std::array<Eigen::MatrixXd, 2> responses{evoked(electrodes, waves[0], options.monitor_delay),
                                                 evoked(electrodes, waves[1], options.monitor_delay)};
  for (std::size_t trial = 0; trial < words.onsets.size(); ++trial) {
    const Eigen::MatrixXd& response = responses[words.conditions[trial]];
    const auto start = static_cast<Eigen::Index>(std::lround(words.onsets[trial].count() * kSamplingHz));
    data.middleCols(start, response.cols()) += (1 + kTrialAmplitudeSd * stream.normal()) * response;
    add_artefacts(data, electrodes, words.onsets[trial].count(), person.defect == Defect::artefacts, stream);
  }
  words.recording.data = 1e-6 * data;
  return words;
}

void write_recording(const std::filesystem::path& study, const Participant& person, const WordRecording& words,
                     Overwrite overwrite) {
  const std::filesystem::path folder = study / person.id / "eeg";
  const std::string stem = person.id + "_task-rejectwords_";
  write_table(folder / (stem + "channels.tsv"), channels_table(words.recording), overwrite);
  write_table(folder / (stem + "events.tsv"), events_table(words), overwrite);
  write_table(folder / (person.id + "_electrodes.tsv"), electrodes_table(words.recording), overwrite);
  write_text(folder / (person.id + "_coordsystem.json"),
             "{\n  \"EEGCoordinateSystem\": \"CapTrak\",\n  \"EEGCoordinateUnits\": \"mm\"\n}\n", overwrite);
  write_text(folder / (stem + "eeg.json"),
             fmt::format("{{\n  \"TaskName\": \"rejectwords\",\n  \"SamplingFrequency\": {},\n"
                         "  \"EEGReference\": \"linked mastoids\",\n  \"PowerLineFrequency\": 50,\n"
                         "  \"SoftwareFilters\": \"n/a\",\n  \"EEGChannelCount\": {},\n"
                         "  \"RecordingType\": \"continuous\"\n}}\n",
                         kSamplingHz, words.recording.channels.size()),
             overwrite);
  eeg::BrainVisionOptions options;
  options.encoding = eeg::BrainVisionEncoding::int16;
  write_brainvision(folder / (stem + "eeg.vhdr"), words.recording, options, overwrite);
}

}  // namespace attune::simulate
