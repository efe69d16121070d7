#include "attune/cli/command.hpp"
#include "attune/transfer/certificate.hpp"

namespace {

using namespace attune;

struct Arguments {
  transfer::CertificateRequest request;
  std::optional<std::filesystem::path> cases, figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  transfer::CertificateRequest& r = a.request;
  tool.synopsis("Send a synthetic component through the steps of cleaning: how far do its latencies move?")
      .group("eeg")
      .describe(
          "A component without noise, known at every instant, is recorded at --rate, goes through the steps that "
          "attune "
          "eeg would take, is cut, corrected for its baseline and measured as attune erp measures it. It stands at "
          "three "
          "latencies (the middle one and an eighth of the window to either side) and eight places between two samples, "
          "each in a recording of its own. For every latency: how far it moves from that of the component itself, on "
          "average and at worst, and how much of that sampling does alone. It passes if every latency exists and moves "
          "by no more than --limit in every case; without a latency there is nothing to pass. For amplitudes: the "
          "ratio after / before. For the form: full width "
          "at "
          "half height, broadening, height and undershoot.")
      .describe(
          "Causal filters, single passes of IIR filters, high-pass filters that bend the baseline, sampling "
          "frequencies "
          "too low for a measure and events rounded to samples show here. Steps that depend on the data (ica, "
          "regress-eog, autoreject, find-bad) are refused: no component can stand for all data. The component spreads "
          "over the electrodes of the 10-20 system, so that reference and interpolate can be certified too.")
      .describe(
          "A certificate holds for its shape, width and place: narrow and early components suffer more. What fails is "
          "a warning, and an error with --strict.")
      .repeated("step", r.steps, "a step of cleaning, NAME:PARAMETER=VALUE,... as of attune eeg")
      .option("steps", r.steps_file, "file with steps, one a line")
      .option("rate", r.rate, "sampling frequency of the recording")
      .option("component", r.component, "NAME:FROM:TO:POLARITY, the window, as of attune erp")
      .choice("shape", r.shape, {"gaussian", "half-cosine"}, "how the component rises and falls")
      .option("latency", r.latency, "of its top (default: the middle of the window)")
      .option("width", r.width, "full width at half height (default: half of the window)")
      .option("channel", r.channel, "electrode of the 10-20 system where it is largest and is measured")
      .option("measure", r.measures, "what to measure")
      .option("fraction", r.measuring.fraction, "part of the area or of the peak, between 0 and 1")
      .option("from", r.epoching.from, "start of the epoch")
      .option("to", r.epoching.to, "end of the epoch")
      .option("baseline", r.baseline, "FROM,TO in ms, or none (default: from the start of the epoch to 0)")
      .option("reference", r.epoching.reference, "new reference of the epochs: average, or channel names")
      .choice("event-rounding", r.rounding, {"nearest", "truncate"}, "sample of an event between two")
      .option("limit", r.limit, "largest shift of a latency that passes")
      .option("cases", a.cases, "write every case and measure (.tsv)")
      .option("figure", a.figure, "draw the component before and after (.svg)")
      .output(a.out, "write the certificate")
      .example(
          "attune erp transfer --step filter:highpass=0.1,lowpass=30 --component P3:300:600:positive --rate 500 "
          "--format "
          "json",
          "a zero-phase filter leaves the latencies of a P3 within a millisecond")
      .example(
          "attune erp transfer --step butterworth:lowpass=30,phase=causal --component N170:110:150:negative --rate 500 "
          "--latency 130 --width 30 --figure n170.svg",
          "a causal filter delays an N170; the certificate says by how much")
      .reference("Luck (2014) An introduction to the event-related potential technique. MIT Press.")
      .reference("Tanner, Morgan-Short & Luck (2015) How inappropriate high-pass filters. Psychophysiology 52.")
      .reference("Widmann, Schroeger & Maess (2015) Digital filter design. J Neurosci Methods 250.");
}

void run(const Arguments& a, cli::Session& session) {
  transfer::CertificateRequest request = a.request;
  request.threads = session.threads();
  for (const auto& path : {a.out.path, a.cases}) session.check_output({path});
  session.check_figure(a.figure);
  if (request.steps_file) session.input(*request.steps_file);
  const transfer::Certificate certificate = transfer::certify(request);
  session.warn(certificate.warnings);
  if (a.cases) session.write({a.cases}, transfer::to_table(certificate), transfer::certificate_meanings());
  session.write_figure(a.figure, report::draw(transfer::figure(certificate)));
  session.write(a.out, transfer::to_document(certificate), transfer::certificate_meanings());
  session.warn(transfer::failures(certificate));
}

const cli::Command<Arguments> command{"erp transfer", declare, run};

}  // namespace
