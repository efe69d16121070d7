#pragma once

#include <fmt/format.h>

#include <Eigen/Dense>
#include <filesystem>
#include <string>
#include <vector>

#include "attune/bold/response.hpp"
#include "attune/parallel/stream.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::test {

/// A small dataset in the form of ds000005 (mixed gambles): 8 participants, 3 runs, events with gain, loss, distance
/// from indifference and RT, and images of two regions of which the first answers to gambles and to losses. The percent
/// signal change per unit of loss is planted as
///   -(0.5 + 0.02 (age - 30) + 0.2 [female] + 0.3 [run 3])
/// which the contrast neg_loss_parametric turns around.
class GambleDataset {
 public:
  static constexpr int kParticipants = 8, kRuns = 3, kVolumes = 100, kTrials = 18;
  static constexpr double kRepetitionTime = 2.0, kDuration = 3.0, kRest = 1000.0, kNoise = 1.5;

  struct Trial {
    double onset = 0, gain = 0, loss = 0, distance = 0, response_time = 0;
  };

  GambleDataset() {
    std::filesystem::create_directories(root());
    write_file(root() / "dataset_description.json", R"({"Name": "Gambles", "BIDSVersion": "1.9.0"})");
    write_file(root() / "task-mixedgamblestask_bold.json",
               R"({"RepetitionTime": 2.0, "TaskName": "mixed gambles", "StartTime": 0.5})");
    std::string people = "participant_id\tsex\tage\n";
    for (int s = 0; s < kParticipants; ++s)
      people += fmt::format("{}\t{}\t{}\n", id(s), is_female(s) ? "F" : "M", age(s));
    write_file(root() / "participants.tsv", people);
    for (int s = 0; s < kParticipants; ++s)
      for (int r = 0; r < kRuns; ++r) write_run(s, r);
    write_toy(atlas(), grid(), 1, stored_as(VoxelType::int16),
              [](const VoxelIndex& v, std::int64_t) { return label(v); });
    write_file(folder_ / "regions.tsv", "index\tname\n1\tresponsive\n2\tsilent\n");
  }

  std::filesystem::path root() const { return folder_ / "gambles"; }
  std::filesystem::path atlas() const { return folder_ / "regions.nii.gz"; }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  std::filesystem::path func(int s) const { return root() / id(s) / "func"; }
  std::filesystem::path run_file(int s, int r, const std::string& ending) const {
    return func(s) / fmt::format("{}_task-mixedgamblestask_run-{:02}_{}", id(s), r + 1, ending);
  }

  static std::string id(int s) { return fmt::format("sub-{:02}", s + 1); }
  static bool is_female(int s) { return s % 2 == 1; }
  static int age(int s) { return 22 + (7 * s) % 19; }
  static double mean_age() {
    double sum = 0;
    for (int s = 0; s < kParticipants; ++s) sum += age(s);
    return sum / kParticipants;
  }
  /// Of neg_loss_parametric.
  static double planted(int s, int r) {
    return 0.5 + 0.02 * (age(s) - 30) + (is_female(s) ? 0.2 : 0.0) + (r == 2 ? 0.3 : 0.0);
  }
  static std::vector<Trial> trials(int s, int r) {
    parallel::Stream stream({11}, static_cast<std::uint64_t>(10 * s + r));
    std::vector<Trial> out;
    for (int i = 0; i < kTrials; ++i)
      out.push_back({4.0 + 10.0 * i + std::round(10 * stream.uniform()) / 5,
                     10.0 + 2.0 * static_cast<double>(stream.below(16)), 5.0 + static_cast<double>(stream.below(16)),
                     std::round(100 * stream.normal()) / 50, 1.0 + std::round(100 * stream.uniform()) / 100});
    return out;
  }
  static bold::FrameTimes frames() { return {kVolumes, Seconds(kRepetitionTime), Seconds(0.5)}; }
  static Grid grid() { return toy_grid(4, 3, 2, 3.0); }
  static int label(const VoxelIndex& v) { return v.i < 2 ? 1 : 2; }

 private:
  void write_run(int s, int r) const {
    std::filesystem::create_directories(func(s));
    const std::vector<Trial> trials = GambleDataset::trials(s, r);
    std::string events = "onset\tduration\ttrial_type\tdistance from indifference\tgain\tloss\tRT\n";
    for (const Trial& t : trials)
      events += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", t.onset, kDuration, t.gain > 25 ? "large" : "small",
                            t.distance, t.gain, t.loss, t.response_time);
    write_file(run_file(s, r, "events.tsv"), events);
    const Eigen::VectorXd answer = signal(s, r, trials);
    parallel::Stream noise({23}, static_cast<std::uint64_t>(10 * s + r));
    write_toy(run_file(s, r, "bold.nii.gz"), grid(), kVolumes, stored_as(VoxelType::float64),
              [&](const VoxelIndex& v, std::int64_t t) {
                return kRest + (label(v) == 1 ? answer(t) : 0.0) + kNoise * noise.normal();
              });
  }

  static Eigen::VectorXd signal(int s, int r, const std::vector<Trial>& trials) {
    const bold::Response response({}, Seconds(kRepetitionTime));
    double mean = 0;
    for (const Trial& t : trials) mean += t.loss / kTrials;
    std::vector<bold::Stimulus> all, losses;
    for (const Trial& t : trials) {
      all.push_back({Seconds(t.onset), Seconds(kDuration), 1.0});
      losses.push_back({Seconds(t.onset), Seconds(kDuration), t.loss - mean});
    }
    const double height = kRest / 100 / response.peak(Seconds(kDuration));  // coefficient for one percent
    return 1.2 * height * response.columns(all, frames()).col(0) -
           planted(s, r) * height * response.columns(losses, frames()).col(0);
  }

  TemporaryFolder folder_;
};

}  // namespace attune::test
