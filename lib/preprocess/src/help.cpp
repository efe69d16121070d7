#include "attune/preprocess/cleaned_epochs.hpp"

namespace attune::preprocess {

std::vector<std::string> help_paragraphs() {
  std::vector<std::string> paragraphs{
      "Reads BrainVision, EDF, BDF, EEGLAB, FIF, Neuroscan CNT and text with a declared layout. An event's epoch goes "
      "from the sample nearest to --from to "
      "the one nearest to --to around the sample nearest to the event. The mean of the baseline, half-open "
      "[from, to) after each end has gone to its nearest sample, is subtracted. A trial is dropped if it "
      "reaches outside the data, crosses a boundary of the recording, is not finite, or fails --reject-uv or "
      "--flat-uv; the ledger lists every trial, kept or dropped, with reason, channel and value.",
      "Conditions: --events names types, one condition each; --condition NAME=EXPRESSION chooses by "
      "expression, for example near=type == 'square' && position == 1. Fields are type, kind, onset, duration "
      "(seconds) and any other the file has; comparisons are ==, !=, <, <=, >, >=, ~ (pattern with * and ?) "
      "and in ('a', 'b'); they combine with &&, || and !. Without either, every type is a condition.",
      "Cleaning: --step NAME:PARAMETER=VALUE,... is done on the continuous data, in the order given; the items of "
      "a "
      "list are joined by +. --steps FILE holds steps, one a line. Each is recorded with its parameters and effect "
      "in the sidecar of the averages and, with --steps-dir, with all it found.",
      "The averages are a table (one row per condition, channel and time, uV) or, if --out ends in .h5, an "
      "HDF5 file. With --epochs and without --out, standard output gets the number of trials per condition."};
  for (std::string& step : step_paragraphs()) paragraphs.push_back(std::move(step));
  return paragraphs;
}

}  // namespace attune::preprocess
