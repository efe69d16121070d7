#include "attune/base/distinct_files.hpp"
#include "attune/base/number_text.hpp"
#include "attune/cli/command.hpp"
#include "attune/spectrum/request.hpp"
#include "attune/spectrum/time_frequency.hpp"
#include "attune/spectrum/wavelets.hpp"
#include "attune/store/container.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  spectrum::SignalsRequest from;
  std::vector<std::string> cycles{"5"}, regions, pairs, baseline;
  std::string frequencies = "4:30:1", mode = "none";
  std::optional<std::filesystem::path> arrays;
  spectrum::WaveletOptions options;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Measure power, inter-trial coherence and phase-locking in time and frequency.").group("eeg");
  for (const std::string& paragraph : spectrum::wavelet_paragraphs()) tool.describe(paragraph);
  tool.example(
          "attune eeg data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr --events rejection,acceptance --from -600 --to "
          "1000 --epochs epochs.h5 >counts.tsv && attune spectrum wavelets epochs.h5 --channels Pz,CPz --mode db "
          "--baseline -300,-100 --frequencies 6:20:2 --region alpha:8:12:200:600 --pairs Pz/CPz",
          "change of alpha power after the event, its coherence, and phase-locking of two channels")
      .reference(
          "Tallon-Baudry & Bertrand (1999). Oscillatory gamma activity in humans and its role in object "
          "representation. Trends Cogn Sci 3:151-162.")
      .reference(
          "Vinck, Oostenveld, van Wingerden, Battaglia & Pennartz (2011). An improved index of "
          "phase-synchronization. NeuroImage 55:1548-1565.")
      .inputs("files", a.files, "epochs of attune eeg (.h5)")
      .option("conditions", a.from.trials.conditions, "conditions to measure (default: all)")
      .option("channels", a.from.channels, "channels (default: all scalp channels)")
      .option("frequencies", a.frequencies, "FIRST:LAST:STEP or a list, Hz")
      .option("cycles", a.cycles, "cycles of the wavelet: one number, or one a frequency")
      .choice("mode", a.mode, {"none", "ratio", "db", "percent", "zscore"}, "what is made of power by the baseline")
      .option("baseline", a.baseline, "FROM,TO in ms, half-open")
      .flag("keep-edges", a.options.keep_edges, "give values where a wavelet reaches beyond the trial")
      .repeated("region", a.regions, "NAME:LOW:HIGH:FROM:TO in Hz and ms, a part to measure")
      .option("pairs", a.pairs, "pairs of channels for phase-locking, as F3/Cz")
      .flag("csd", a.from.csd, "measure the current source density instead of the potential")
      .option("montage", a.from.montage, "positions for --csd, such as 10-10")
      .option("confidence", a.options.confidence, "of the intervals")
      .option("arrays", a.arrays, "write power and coherence of every time and frequency (HDF5; one file of epochs)")
      .output(a.out, "write the measures table");
}

eeg::Span baseline_of(const std::vector<std::string>& ends) {
  const auto from = parse_double(ends.front()), to = parse_double(ends.back());
  if (ends.size() != 2 || !from || !to) throw usage_error("--baseline: expected FROM,TO in ms, as -300,-100");
  return {Milliseconds(*from), Milliseconds(*to)};
}

spectrum::WaveletOptions options_of(const Arguments& a, const cli::Session& session) {
  spectrum::WaveletOptions options = a.options;
  options.frequencies = spectrum::parse_frequencies(a.frequencies);
  options.cycles.clear();
  for (const std::string& text : a.cycles) {
    const auto cycles = parse_double(text);
    if (!cycles) throw usage_error("--cycles: " + in_quotes(text) + " is not a number, as 5");
    options.cycles.push_back(*cycles);
  }
  options.mode = spectrum::baseline_mode_of(a.mode);
  if (!a.baseline.empty()) options.baseline = baseline_of(a.baseline);
  for (const std::string& text : a.regions) options.regions.push_back(spectrum::parse_region(text));
  for (const std::string& text : a.pairs) options.pairs.push_back(spectrum::parse_pair(text));
  options.threads = session.threads();
  return options;
}

void run(const Arguments& a, cli::Session& session) {
  const spectrum::WaveletOptions options = options_of(a, session);
  if (options.regions.empty() && !a.arrays) throw usage_error("expected --region to measure, or --arrays to write");
  if (a.arrays && a.files.size() != 1)
    throw usage_error("--arrays is about one file of epochs; give them one at a time");
  require_distinct(a.files);
  for (const auto& path : {a.arrays, a.out.path}) session.check_output({path});
  std::vector<spectrum::Row> rows;
  for (const std::filesystem::path& path : a.files) {
    session.input(path);
    const spectrum::Signals signals = spectrum::read_signals(path, a.from).signals;
    const auto found = spectrum::time_frequency(signals, options);
    const auto phases = spectrum::phase_locking(signals, options);
    for (spectrum::Row& row : spectrum::to_rows(signals, options, found, phases)) rows.push_back(std::move(row));
    if (!a.arrays || session.dry_run()) continue;
    store::write_container(*a.arrays, spectrum::to_container(signals, options, found), session.overwrite());
    session.record(*a.arrays);
  }
  session.write(a.out, spectrum::to_table(rows), spectrum::row_meanings(options.confidence, "trials"));
}

const cli::Command<Arguments> command{"spectrum wavelets", declare, run};

}  // namespace
}  // namespace attune
