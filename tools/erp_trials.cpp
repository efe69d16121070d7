#include "attune/bids/tables.hpp"
#include "attune/cli/command.hpp"
#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/singletrial/groups.hpp"
#include "attune/singletrial/image.hpp"
#include "attune/singletrial/people.hpp"
#include "attune/singletrial/responses.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::vector<std::filesystem::path> files;
  std::string component, site, response_type, by, levels;
  std::vector<std::string> channels, conditions, responses;
  Milliseconds within{3000};
  singletrial::JitterOptions options;
  std::optional<std::filesystem::path> participants, people, groups, figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Latency of every single trial: jitter apart from mean latency and amplitude.")
      .group("eeg")
      .inputs("files", a.files, "epochs of attune eeg (.h5)")
      .option("component", a.component, "NAME:FROM:TO:POLARITY, or a known name such as P3")
      .required()
      .option("channels", a.channels, "channel, or channels whose mean is taken")
      .required()
      .option("site", a.site, "name of that mean (default: the channels joined by +)")
      .option("conditions", a.conditions, "conditions to take (default: all)")
      .option("max-lag", a.options.align.max_lag, "search as far as this (default: half the window, at least 25 ms)")
      .option("low-pass", a.options.align.low_pass,
              "of template and trials (default: two cycles a window, up to 30 Hz)")
      .option("bootstraps", a.options.bootstraps, "draws of trials for standard errors; 0: none")
      .within(0, erp::kMostBootstraps)
      .repeated("responses", a.responses, "recording or events.tsv with the responses, one for each file")
      .option("response-type", a.response_type, "type of the response events (default: their column response_time)")
      .option("response-within", a.within, "the latest response after an event")
      .option("participants", a.participants, "table with the groups (participant_id)")
      .option("by", a.by, "its column of groups")
      .option("levels", a.levels, "two groups A,B to compare; differences are A - B")
      .option("people", a.people, "write one row per person and condition")
      .option("groups", a.groups, "write the comparison of the groups")
      .option("figure", a.figure, "draw the trials under each other, by response time or latency (.svg)")
      .output(a.out, "write one row per trial")
      .example(
          "attune eeg data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr --events rejection --baseline -200,0 --epochs "
          "epochs.h5 >counts.tsv && attune erp trials epochs.h5 --component N400:300:600:negative --max-lag 100 "
          "--channels CPz,Pz --people people.tsv --figure trials.svg",
          "latency of every trial's N400, how much it jitters, and the trials under each other")
      .reference("Woody (1967) Characterization of an adaptive filter. Med Biol Eng 5:539-553.")
      .reference("Jaskowski & Verleger (1999) Amplitudes and latencies of single-trial ERPs. IEEE TBME 46:987-993.")
      .reference("Laird (1978) Nonparametric maximum likelihood of a mixing distribution. JASA 73:805-811.");
  for (const std::string& paragraph : singletrial::trial_paragraphs()) tool.describe(paragraph);
}

void respond(const Arguments& a, std::size_t file, singletrial::SiteTrials& trials, cli::Session& session) {
  const std::filesystem::path path = a.responses[file];
  singletrial::Responses responses;
  if (path.extension() == ".tsv") {
    responses = singletrial::responses_of(session.read_table(path), a.response_type, path.string());
  } else {
    const eeg::Recording recording = eeg::read_bids_recording(path).recording;
    for (const std::filesystem::path& part : recording.files) session.input(part);
    responses = singletrial::responses_of(recording, a.response_type, path.string());
  }
  session.warn(singletrial::respond(trials, responses, a.within, path.string()));
}

void run(const Arguments& a, cli::Session& session) {
  if (!a.responses.empty() && a.responses.size() != a.files.size())
    throw usage_error("--responses is given once for every file of epochs, in their order");
  if (a.participants.has_value() == a.by.empty()) throw usage_error("--participants and --by go together");
  if (a.groups.has_value() == a.levels.empty() || (a.groups && a.by.empty()))
    throw usage_error("--groups and --levels go together, with --participants and --by");
  singletrial::JitterOptions options = a.options;
  options.align.component = erp::parse_component(a.component);
  options.seed = session.seed();
  options.threads = session.threads();
  for (const auto& path : {a.out.path, a.people, a.groups}) session.check_output({path});
  session.check_figure(a.figure);
  const auto compared = a.groups ? std::optional(singletrial::parse_levels(a.levels)) : std::nullopt;
  singletrial::refuse_repeated(a.files, a.conditions);
  std::optional<bids::Participants> participants;
  if (a.participants) {
    session.input(*a.participants);
    participants = bids::read_participants(*a.participants);
    session.warn(participants->warnings);
  }
  if (compared) singletrial::require_levels(*participants, a.by, *compared);
  Warnings warnings;
  std::vector<singletrial::SiteTrials> parts;
  for (std::size_t file = 0; file < a.files.size(); ++file) {
    session.input(a.files[file]);
    const eeg::Epochs epochs = eeg::read_epochs(a.files[file]);
    for (const std::string& condition : a.conditions.empty() ? epochs.conditions : a.conditions) {
      parts.push_back(singletrial::take_site(epochs, condition, a.channels, a.site, warnings));
      if (!a.responses.empty()) respond(a, file, parts.back(), session);
    }
  }
  std::vector<singletrial::Person> people =
      singletrial::analyse_people(std::move(parts), participants, a.by, options, warnings);
  const std::vector<singletrial::GroupLevel> levels = singletrial::shrink(people);
  session.warn(singletrial::warnings_of(people));
  const auto comparison = compared ? singletrial::compare_levels(people, *compared) : std::vector<Record>();
  std::string figure;
  if (a.figure) figure = report::draw(singletrial::trial_image(people, options.align, warnings));
  session.warn(warnings);
  if (a.people) session.write({a.people}, singletrial::person_records(people, levels), singletrial::person_meanings());
  if (a.groups) session.write({a.groups}, comparison, singletrial::level_meanings());
  session.write_figure(a.figure, figure);
  session.write(a.out, singletrial::trial_table(people), singletrial::trial_meanings());
}

const cli::Command<Arguments> command{"erp trials", declare, run};

}  // namespace
