#include "attune/cli/command.hpp"
#include "attune/cluster/request.hpp"
#include "attune/scalp/adjacency.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  cluster::Request request;
  std::optional<std::filesystem::path> points, neighbours, figure, heads;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  cluster::Request& r = a.request;
  tool.synopsis("Test a difference at all channels and times at once, by clusters and permutation.")
      .group("eeg")
      .describe(
          "Compares two groups (--participants, --by, --levels A,B; Welch's or the pooled t, people exchanged), or "
          "asks "
          "whether a condition or a difference of conditions within people is 0 (without --by; signs flipped, the "
          "paired t). Points whose own p is at most --forming-p (halved for each tail; Welch with its own degrees of "
          "freedom at each point) and that are neighbours make a cluster, positive and negative ones apart. Its size "
          "is the sum of |t|; its p the share of arrangements whose largest cluster is as large: of either sign "
          "(--two-sided largest) or of its own, doubled. All arrangements are taken where they are few enough, and "
          "p = k/m; else p = (k + 1)/(m + 1).")
      .describe(
          "A small p says that the difference is not nothing; it does not say where or when it is. The edges of a "
          "cluster depend on the threshold and the noise: they are no latencies and no places. For latencies use "
          "attune erp.")
      .describe(
          "--method tfce replaces the threshold by the enhancement of Smith & Nichols, integrated exactly between the "
          "values of the points; each point then has a p of its own.")
      .describe(
          "Neighbours: Delaunay triangulation of the electrodes on a flat map, pairs farther apart than --longest "
          "medians cut; or a table with the columns channel and neighbour. Channels that somebody lacks or has bad are "
          "not tested, which a warning tells.")
      .example(
          "attune cluster data-samples/eeg/words-averages.tsv --condition rejection --participants "
          "data-samples/eeg/words-people.tsv --by group --levels insecure,secure --montage 10-10 --figure clusters.svg",
          "whether two groups differ anywhere from 0 to 500 ms at six channels")
      .example(
          "attune cluster data-samples/eeg/words-averages.tsv --condition rejection --from 200 --channels CPz --method "
          "tfce",
          "whether one channel differs from 0, without a threshold")
      .reference(
          "Maris & Oostenveld (2007). Nonparametric statistical testing of EEG- and MEG-data. J Neurosci Methods 164.")
      .reference(
          "Sassenhagen & Draschkow (2019). Cluster-based permutation tests do not establish significance of effect "
          "latency or location. Psychophysiology 56:e13335.")
      .reference("Smith & Nichols (2009). Threshold-free cluster enhancement. NeuroImage 44.")
      .inputs("files", a.files, "averages of everybody: .h5, .tsv of attune eeg; arrays of attune spectrum wavelets")
      .option("condition", r.condition, "condition to test")
      .option("difference", r.difference, "NAME=A-B, a difference of conditions within people, to test")
      .option("participants", r.participants, "table of the participants with their groups")
      .option("by", r.grouping.by, "column of the groups")
      .option("levels", r.grouping.levels, "the two groups A,B; the difference is A - B")
      .choice("test", r.test, {"welch", "student"}, "the t of two groups")
      .option("from", r.selection.from, "first time to test")
      .option("to", r.selection.to, "last time to test")
      .option("lowest", r.selection.lowest, "lowest frequency to test, of arrays in time and frequency")
      .option("highest", r.selection.highest, "highest frequency to test")
      .choice("array", r.array, {"power", "inter_trial_coherence"}, "which of these arrays")
      .option("channels", r.selection.channels, "channels to test (default: all)")
      .option("montage", r.montage, "standard montage that holds the channels: 10-10, biosemi-64, ...")
      .option("electrodes", r.electrodes, "file of the electrodes' positions instead")
      .option("longest", r.edges.longest, "medians of the distance between neighbours beyond which a pair is none")
      .option("adjacency", r.adjacency, "table of neighbours instead: columns channel and neighbour")
      .choice("method", r.method, {"mass", "tfce"}, "clusters beyond a threshold, or threshold-free enhancement")
      .option("forming-p", r.options.forming_p, "p of a point beyond which it is part of a cluster")
      .option("min-neighbours", r.options.least_neighbours, "neighbouring channels beyond the threshold a point needs")
      .within(0, 1000)
      .option("height-power", r.options.enhancement.height, "H of the enhancement")
      .option("extent-power", r.options.enhancement.extent, "E of the enhancement")
      .option("alpha", r.options.alpha, "p at or below which clusters are outlined, and enhanced points gathered")
      .choice("alternative", r.alternative, {"two-sided", "greater", "less"}, "greater: A above B alone")
      .choice("two-sided", r.two_sided, {"largest", "doubled"},
              "how two signs share a p: the largest cluster of either, "
              "or of its own sign and p doubled")
      .option("permutations", r.options.permutations, "arrangements")
      .within(1, 10'000'000)
      .output(a.out, "write the test and its clusters")
      .option("points", a.points, "write t, cluster and p of every channel and time (TSV)")
      .option("neighbours", a.neighbours, "write the pairs of neighbours that were used (TSV)")
      .option("figure", a.figure, "draw t of channels by times with the clusters outlined (SVG)")
      .option("heads", a.heads, "draw t over the scalp at the peaks of clusters (SVG)");
}

void run(const Arguments& a, cli::Session& session) {
  cluster::Request request = a.request;
  request.options.seed = session.seed();
  request.options.threads = session.threads();
  request.options.progress = session.progress("permutations");
  request.heads = a.heads.has_value();
  static_cast<void>(question_of(request));
  for (const auto& path : {a.out.path, a.points, a.neighbours}) session.check_output({path});
  for (const auto& path : {a.figure, a.heads}) session.check_figure(path);
  std::vector<cluster::AverageFile> files;
  for (const std::filesystem::path& path : a.files) {
    session.input(path);
    files.push_back(cluster::read_averages(path, request.array));
  }
  for (const std::filesystem::path& path : request.files()) session.input(path);
  const cluster::Answer answer = cluster::answer(request, files);
  session.warn(answer.people.warnings);
  session.warn(answer.electrodes.warnings);
  session.write(a.out, to_document(answer.result, answer.people, answer.question), cluster::cluster_meanings());
  if (a.points) session.write({a.points}, point_table(answer.result, answer.people), cluster::point_meanings());
  if (a.neighbours) session.write({a.neighbours}, to_table(answer.electrodes.adjacency), {});
  if (a.figure) session.write_figure(a.figure, draw_map(answer.result, answer.people, answer.question));
  if (a.heads)
    session.write_figure(a.heads, draw_heads(answer.result, answer.people, answer.electrodes, answer.question));
}

const cli::Command<Arguments> command{"cluster", declare, run};

}  // namespace
}  // namespace attune
