#include <fmt/format.h>

#include <algorithm>

#include "attune/artefact/components.hpp"
#include "attune/artefact/eog_regression.hpp"
#include "attune/artefact/ica_recording.hpp"
#include "work.hpp"

namespace attune::preprocess {
namespace {

// Components to take out: of the kinds that are named, or by the number they have in the table.
std::vector<Eigen::Index> chosen(const Parameters& parameters, const artefact::Judgement& judgement) {
  std::vector<Eigen::Index> components;
  for (const std::string& word : parameters.list("remove")) {
    if (word == "none") continue;
    bool known = word == "eye" || word == "muscle" || word == "line" || word == "electrode";
    for (const artefact::JudgedComponent& judged : judgement.components) {
      const bool by_kind = word == "eye" ? judged.remove : artefact::name_of(judged.kind) == word;
      const bool by_number = word == fmt::format("{}", judged.component);
      known = known || by_number;
      if (by_kind || by_number) components.push_back(judged.component);
    }
    if (!known)
      parameters.fail("remove", fmt::format("names neither eye, muscle, line, electrode, none nor one of {} components",
                                            judgement.components.size()));
  }
  std::sort(components.begin(), components.end());
  components.erase(std::unique(components.begin(), components.end()), components.end());
  return components;
}

// How the good scalp channels are mixed when these components are taken out.
void follow_rank(Situation& situation, const artefact::Ica& ica, const std::vector<Eigen::Index>& components) {
  const std::vector<Eigen::Index> rows = artefact::rows_of(situation.recording, ica);
  const auto count = static_cast<Eigen::Index>(situation.recording.channels.size());
  const auto channels = static_cast<Eigen::Index>(rows.size());
  Eigen::MatrixXd keep = Eigen::MatrixXd::Identity(channels, channels);
  for (const Eigen::Index component : components) keep -= ica.mixing.col(component) * ica.unmixing.row(component);
  Eigen::MatrixXd mixing = Eigen::MatrixXd::Identity(count, count);
  for (Eigen::Index i = 0; i < channels; ++i)
    for (Eigen::Index k = 0; k < channels; ++k)
      mixing(rows[static_cast<std::size_t>(i)], rows[static_cast<std::size_t>(k)]) = keep(i, k);
  situation.rank.mix(mixing);
}

void clean_by_ica(Situation& situation, const Parameters& parameters, StepRecord& record) {
  eeg::Recording& recording = situation.recording;
  const parallel::Threads threads = situation.around.threads;
  artefact::RecordingIcaOptions options;
  options.ica.method = artefact::parse_ica_method(parameters.text("method"));
  options.highpass = Hertz(parameters.positive("highpass"));
  const Eigen::Index followed = situation.rank.of_rows(eeg::good_scalp_channels(recording));
  options.ica.seed = situation.around.seed;
  if (parameters.has("components")) options.ica.components = parameters.whole("components", 1, 10000);
  const artefact::Ica ica = artefact::fit_ica(recording, options, threads);
  if (ica.whitening.rank.rank != followed)
    situation.warn(
        {fmt::format("{}: the ICA has the {} independent signals that the data show, though the steps before it "
                     "leave {}; look whether one of them had been done already when the recording was exported",
                     describe(recording.path), ica.whitening.rank.rank, followed)});
  artefact::JudgeOptions judging;
  judging.eog = parameters.list("eog");
  const artefact::Judgement judgement = artefact::judge_components(recording, ica, judging, threads);
  const std::vector<Eigen::Index> components = chosen(parameters, judgement);
  record.tables.emplace_back("components", artefact::to_table(judgement));
  record.tables.emplace_back("topographies", artefact::topographies(recording, ica));
  follow_rank(situation, ica, components);
  const artefact::RemovalReport removal = artefact::remove_components(recording, ica, components, threads);
  record.tables.emplace_back("changes", artefact::to_table(removal));
  std::vector<std::int64_t> numbers;
  std::vector<std::string> reasons;
  for (const artefact::JudgedComponent& judged : judgement.components) {
    if (std::find(components.begin(), components.end(), judged.component) == components.end()) continue;
    numbers.push_back(judged.component);
    reasons.push_back(judged.reason.empty() ? "as declared" : judged.reason);
  }
  record.effect.emplace_back("components", static_cast<std::int64_t>(judgement.components.size()));
  record.effect.emplace_back("iterations", static_cast<std::int64_t>(ica.iterations));
  record.effect.emplace_back("converged", ica.converged);
  record.effect.emplace_back("removed", numbers);
  record.effect.emplace_back("reasons", reasons);
  situation.warn(ica.warnings);
  situation.warn(judgement.warnings);
}

void regress(Situation& situation, const Parameters& parameters, StepRecord& record) {
  artefact::RegressionOptions options;
  options.method = artefact::parse_regression_method(parameters.text("method"));
  options.eog = parameters.list("eog");
  options.vertical = parameters.text("vertical");
  options.conditions = situation.around.epochs.conditions;
  options.from = situation.around.epochs.from;
  options.to = situation.around.epochs.to;
  // The trials are those that will be cut: every event comes later by the shift.
  std::vector<eeg::Event>& events = situation.recording.events;
  const std::vector<eeg::Event> as_recorded = events;
  const double shift = Seconds(situation.around.epochs.shift).count() * situation.recording.sampling_frequency.value();
  for (eeg::Event& event : events) event.sample += shift;
  const artefact::RegressionReport report =
      artefact::regress_eog(situation.recording, options, situation.around.threads);
  events = as_recorded;
  record.tables.emplace_back("weights", artefact::weights_table(report));
  record.tables.emplace_back("changes", artefact::changes_table(report));
  record.effect.emplace_back("eog", report.sources);
  record.effect.emplace_back("blinks", static_cast<std::int64_t>(report.blinks.blinks.size()));
  record.effect.emplace_back("trials", static_cast<std::int64_t>(report.trials));
  situation.warn(report.warnings);
}

}  // namespace

std::vector<StepKind> eye_kinds() {
  return {
      {{"ica",
        "takes out independent components, fitted on a high-passed copy of the good scalp channels with the rank they "
        "have; each is judged, with the reason, by its correlation with the eyes, its topography, kurtosis and "
        "spectrum",
        {{"method", "picard", "or infomax (extended), fastica"},
         {"highpass", "1", "of the copy, Hz"},
         {"components", "", "how many (without: as many as the rank)"},
         {"eog", "", "channels or differences A-B (without: by type or name, else Fp1, Fpz, Fp2)"},
         {"remove", "eye",
          "kinds to take out: eye, muscle, line, electrode, none, or numbers as in the table, joined by +"}}},
       nullptr,
       clean_by_ica},
      {{"regress-eog",
        "takes the eyes out by regression on their channels; gratton: the average response is removed from the trials "
        "before the weights are found, blinks have weights of their own",
        {{"method", "gratton", "or plain"},
         {"eog", "", "channels or differences A-B joined by + (without: by type or name)"},
         {"vertical", "", "the one on which blinks are looked for (without: the first)"}}},
       nullptr,
       regress}};
}

}  // namespace attune::preprocess
