#include "bold_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "attune/bold/hrf.hpp"
#include "attune/table/delimited.hpp"
#include "attune/volume/image.hpp"
#include "head_motion.hpp"
#include "study_files.hpp"

namespace attune::simulate {

namespace {

constexpr const char* kSpace = "MNI152NLin2009cAsym";
// Noise, in percent of the resting signal. Region means end near 0.5 %.
constexpr double kSmoothPercent = 0.55;
constexpr double kDriftPercent = 0.35;  // each of the three slow cosines of a source
constexpr double kWhitePercent = 1.2;   // of a single voxel
constexpr double kPhysiologyPercent = 0.2;
constexpr double kJerkPercent = -0.6;  // per millimetre of framewise displacement
constexpr double kRhoMean = 0.45, kRhoSd = 0.08;
constexpr double kPhysiologyRho = 0.6;
constexpr Seconds kDriftCutoff{128};
constexpr int kCompression = 1;  // noise hardly shrinks further, and this is four times as fast

// Mean of four uniform numbers of 16 bits, to unit variance: normal enough for the white noise of a voxel, and cheap.
float cheap_normal(parallel::Stream& stream) {
  const std::uint64_t bits = stream();
  const auto sum =
      static_cast<double>((bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48));
  return static_cast<float>((sum / 65536.0 - 2.0) * std::numbers::sqrt3);
}

std::vector<double> autoregressive(std::size_t length, double rho, parallel::Stream& stream) {
  std::vector<double> series(length);
  const double fresh = std::sqrt(1 - rho * rho);
  double value = stream.normal();
  for (double& entry : series) {
    entry = value;
    value = rho * value + fresh * stream.normal();
  }
  return series;
}

// Volumes x sources, percent: autoregressive noise and drift slower than the usual high-pass.
std::vector<std::vector<float>> source_series(const BoldSetting& setting, std::size_t volumes,
                                              parallel::Stream& stream) {
  const double rho = kRhoMean + kRhoSd * stream.normal();
  const double length = static_cast<double>(volumes);
  const double cycles = 2 * length * (setting.task.repetition_time / kDriftCutoff);
  std::vector<std::vector<float>> sources(volumes, std::vector<float>(setting.field.nodes));
  for (std::size_t node = 0; node < setting.field.nodes; ++node) {
    const std::vector<double> noise = autoregressive(volumes, std::min(rho, 0.8), stream);
    std::array<double, 3> drift{};
    for (double& amplitude : drift) amplitude = kDriftPercent * stream.normal();
    for (std::size_t volume = 0; volume < volumes; ++volume) {
      double value = kSmoothPercent * noise[volume];
      for (std::size_t k = 0; k < drift.size(); ++k) {
        const double order = std::min(static_cast<double>(k + 1), std::floor(cycles));
        value += drift[k] * std::cos(std::numbers::pi * order * (static_cast<double>(volume) + 0.5) / length);
      }
      sources[volume][node] = static_cast<float>(value);
    }
  }
  return sources;
}

// Volumes x regions, percent of the resting signal.
std::vector<std::vector<double>> region_signal(const FaceTask& task, std::size_t volumes,
                                               const std::vector<bold::Event>& events, const FaceResponses& responses) {
  const double peak = bold::peak_response(task.face);
  std::vector<std::vector<double>> signal(volumes, std::vector<double>(responses.size()));
  for (std::size_t volume = 0; volume < volumes; ++volume) {
    const Seconds time = task.slice_reference + static_cast<double>(volume) * task.repetition_time;
    std::array<double, kFaceConditions> height{};
    for (const bold::Event& event : events)
      for (std::size_t c = 0; c < kFaceConditions; ++c)
        if (event.trial_type == kFaceConditionNames[c])
          height[c] += bold::event_response(time - event.onset, event.duration) / peak;
    for (std::size_t region = 0; region < responses.size(); ++region)
      for (std::size_t c = 0; c < kFaceConditions; ++c) signal[volume][region] += height[c] * responses[region][c];
  }
  return signal;
}

/// What does not change from volume to volume, one per brain voxel.
struct Tissue {
  std::vector<float> resting;     ///< signal units
  std::vector<float> physiology;  ///< how much of the physiological signal the voxel shows
};

Tissue draw_tissue(const Slab& slab, double resting_signal, parallel::Stream& stream) {
  Tissue tissue;
  const double gain = 0.9 + 0.2 * stream.uniform();
  for (const std::uint32_t offset : slab.brain) {
    const WorldPoint p = slab.grid.centre(slab.grid.voxel(offset));
    const double pattern = std::cos(p.x / 9) * std::cos(p.y / 11) * std::cos(p.z / 10);
    tissue.resting.push_back(static_cast<float>(resting_signal * gain * (1 + 0.12 * pattern + 0.02 * stream.normal())));
    tissue.physiology.push_back(static_cast<float>(0.5 + stream.uniform()));
  }
  return tissue;
}

void write_volumes(const BoldSetting& setting, const std::filesystem::path& path,
                   const std::vector<bold::Event>& events, const FaceResponses& responses, const HeadMotion& motion,
                   const std::vector<double>& physiology, parallel::Stream& stream, Overwrite overwrite) {
  const Slab& slab = setting.slab;
  const std::size_t volumes = physiology.size();
  const Tissue tissue = draw_tissue(slab, setting.resting_signal, stream);
  const auto sources = source_series(setting, volumes, stream);
  const auto signal = region_signal(setting.task, volumes, events, responses);
  NiftiOptions options;
  options.type = VoxelType::int16;
  options.repetition_time = setting.task.repetition_time;
  options.compression = kCompression;
  NiftiWriter writer(path, slab.grid, static_cast<std::int64_t>(volumes), options, overwrite);
  std::vector<double> image(slab.grid.voxels(), 0.0);
  for (std::size_t volume = 0; volume < volumes; ++volume) {
    const double everywhere = kJerkPercent * motion.displacement[volume];
    const double body = kPhysiologyPercent * physiology[volume];
    for (std::size_t i = 0; i < slab.brain.size(); ++i) {
      float smooth = 0;
      for (std::size_t corner = 0; corner < 8; ++corner)
        smooth += setting.field.weights[i][corner] * sources[volume][setting.field.corners[i][corner]];
      double percent = everywhere + smooth + body * static_cast<double>(tissue.physiology[i]) +
                       kWhitePercent * static_cast<double>(cheap_normal(stream));
      if (slab.region_of_voxel[i] >= 0) percent += signal[volume][static_cast<std::size_t>(slab.region_of_voxel[i])];
      image[slab.brain[i]] = std::round(static_cast<double>(tissue.resting[i]) * (1 + percent / 100));
    }
    writer.write_volume(image);
  }
  writer.finish();
}

void write_mask(const Slab& slab, const std::filesystem::path& path, Overwrite overwrite) {
  std::vector<double> mask(slab.grid.voxels(), 0.0);
  for (const std::uint32_t offset : slab.brain) mask[offset] = 1.0;
  NiftiOptions options;
  options.type = VoxelType::uint8;
  NiftiWriter writer(path, slab.grid, 1, options, overwrite);
  writer.write_volume(mask);
  writer.finish();
}

Table events_table(const std::vector<bold::Event>& events) {
  Column::Numbers onsets;
  Column::Numbers durations;
  Column::Text types;
  Column::Text owners;
  Column::Text emotions;
  for (const bold::Event& event : events) {
    const std::size_t cut = event.trial_type.find('_');
    onsets.push_back(event.onset.count());
    durations.push_back(event.duration.count());
    types.push_back(event.trial_type);
    owners.push_back(event.trial_type.substr(0, cut));
    emotions.push_back(event.trial_type.substr(cut + 1));
  }
  Table table;
  table.add("onset", std::move(onsets));
  table.add("duration", std::move(durations));
  table.add("trial_type", std::move(types));
  table.add("owner", std::move(owners));
  table.add("emotion", std::move(emotions));
  return table;
}

}  // namespace

void write_bold_run(const BoldSetting& setting, const BoldPlaces& places, const Participant& person,
                    const std::vector<bold::Event>& events, const FaceResponses& responses, parallel::Stream stream,
                    Overwrite overwrite) {
  const FaceTask& task = setting.task;
  const std::string stem = person.id + "_task-infantface";
  const std::filesystem::path folder = places.derivative / person.id / "func";
  const std::string spatial = fmt::format("{}_space-{}_desc-", stem, kSpace);
  write_table(places.raw / person.id / "func" / (stem + "_events.tsv"), events_table(events), overwrite);
  const HeadMotion motion = draw_motion(task.volumes(), person.defect == Defect::motion, stream);
  const std::vector<double> physiology =
      autoregressive(static_cast<std::size_t>(task.volumes()), kPhysiologyRho, stream);
  write_table(folder / (stem + "_desc-confounds_timeseries.tsv"), confounds_table(motion, physiology, stream),
              overwrite);
  write_text(
      folder / (spatial + "preproc_bold.json"),
      fmt::format("{{\n  \"TaskName\": \"infantface\",\n  \"RepetitionTime\": {:.1f},\n  \"StartTime\": {:.1f},\n"
                  "  \"SliceTimingCorrected\": true,\n  \"SkullStripped\": false\n}}\n",
                  task.repetition_time.count(), task.slice_reference.count()),
      overwrite);
  write_mask(setting.slab, folder / (spatial + "brain_mask.nii.gz"), overwrite);
  write_volumes(setting, folder / (spatial + "preproc_bold.nii.gz"), events, responses, motion, physiology, stream,
                overwrite);
}

}  // namespace attune::simulate
