#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/evoked.hpp"

namespace attune::erp {

/// A difference of two conditions. Either may be the name of a difference that was given before it.
struct Difference {
  std::string name;
  std::string formula;  ///< "A-B"; names may contain hyphens, so it is taken apart where the conditions are known
};
/// `NAME=A-B`; anything else is a usage error.
Difference parse_difference(std::string_view text);

/// The input error of a condition that somebody does not have: whoever compares many people counts them.
class MissingCondition : public Error {
 public:
  MissingCondition(const std::string& message, std::string condition)
      : Error(Fault::input, message), condition_(std::move(condition)) {}
  const std::string& condition() const { return condition_; }

 private:
  std::string condition_;
};

/// Contralateral minus ipsilateral, averaged over sides: of an event on the left (a stimulus or a response) the right
/// electrode is contralateral. N2pc: Luck & Hillyard 1994; LRP, the same by double subtraction: Coles 1989.
struct Lateralisation {
  std::string name;
  std::string left, right;  ///< conditions (or differences) whose event is on the left and on the right
};
/// `NAME=LEFT,RIGHT`; anything else is a usage error.
Lateralisation parse_lateralisation(std::string_view text);

/// Two electrodes that mirror each other.
struct ElectrodePair {
  std::string left, right;
};
/// `PO7/PO8`, left first; anything else, and an electrode paired with itself, is a usage error.
ElectrodePair parse_pair(std::string_view text);

/// Which waveforms are looked at.
struct WaveChoice {
  std::vector<std::string> channels;  ///< empty: all, in file order; unknown names are input errors
  bool combine = false;               ///< the mean of the channels as one site, named "Pz+CPz"; of the pairs likewise
  std::string site;                   ///< name of the combined site, if it has one of its own
  std::vector<Difference> differences;
  std::vector<Lateralisation> lateralisations;
  std::vector<ElectrodePair> pairs;  ///< the sites of the lateralisations, named "PO7/PO8"
  bool field_power = false;          ///< global field power as one more site, named "GFP"
  bool only_derived = false;         ///< leave the single conditions out
};

/// A channel or a pair that is named twice, and so would weigh twice in a mean, is a usage error.
void check_named_once(const WaveChoice& choice);

/// `choice` with what these texts ask for besides; see the three parsers.
WaveChoice with_derived(WaveChoice choice, std::span<const std::string> differences,
                        std::span<const std::string> lateralisations, std::span<const std::string> pairs);

/// One channel of one condition, and its part in a wave.
struct Term {
  std::size_t condition = 0;  ///< index into the averages
  Eigen::Index channel = 0;   ///< row of the average
  double weight = 1;
};

/// A waveform made from averages: the weighted sum of its terms, or the spatial standard deviation of such sums over
/// channels. A single channel is a wave of one term.
struct Wave {
  std::string condition;  ///< of a row of the measures table: the condition's name or that of what was derived
  std::string site;
  std::vector<Term> terms;
  bool field_power = false;  ///< terms of one channel are added, then the SD over channels is taken (see `resolve`)
  std::string unusable;      ///< why there is no waveform: "no trials", "bad channel"; empty if there is one
  bool is_derived() const { return field_power || conditions().size() > 1; }
  /// The conditions that take part, ascending, each once.
  std::vector<std::size_t> conditions() const;
};

/// The waves of one participant that `choice` asks for: conditions in their order, then differences, then
/// lateralisations; within each the sites in order of the choice, GFP last. A bad channel (a row of NaN in a condition
/// that takes part) makes its site unusable, or is left out of a mean or of the GFP, which a warning tells; a pair
/// needs both electrodes. Channels of the GFP are the good scalp channels (`eeg::is_scalp`), which take at least two.
/// With several conditions in a wave, all averages must have the same channels and times (input error). Names that are
/// not there are input errors that suggest the nearest (of conditions a MissingCondition); a formula that can be read
/// in two ways, a name that is taken, a channel named twice and a lateralisation without pairs are usage errors.
/// `where` names the file.
std::vector<Wave> choose_waves(std::span<const eeg::Evoked> averages, const WaveChoice& choice,
                               const std::string& where, Warnings& warnings);

/// The part of one condition in a wave, from one average or one trial (channels x samples): one row, or one row a
/// channel for a field power. Linear, so the reduced mean of trials is the mean of reduced trials.
Eigen::MatrixXd reduce(const Wave& wave, std::size_t condition, const Eigen::Ref<const Eigen::MatrixXd>& data);
/// The waveform from the sum of the parts of all conditions: the row itself, or the SD over its rows with the number of
/// channels in the denominator, which makes it independent of the reference (Lehmann & Skrandies 1980). NaN in, NaN
/// out.
Eigen::RowVectorXd resolve(const Wave& wave, const Eigen::Ref<const Eigen::MatrixXd>& sum);

/// The waveform of the averages themselves, volts; empty if the wave is unusable.
Eigen::RowVectorXd waveform_of(const Wave& wave, std::span<const eeg::Evoked> averages);

}  // namespace attune::erp
