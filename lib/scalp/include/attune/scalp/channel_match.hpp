#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/scalp/montage.hpp"

namespace attune::scalp {

/// How a channel's name was understood.
enum class MatchKind {
  exact,      ///< letter for letter
  spelling,   ///< but for upper and lower case
  old_name,   ///< T3, T4, T5, T6 are T7, T8, P7, P8; O9 and O10 are I1 and I2
  decorated,  ///< within more text: "EEG Fp1-Ref", "Fp1."
  input,      ///< an amplifier's input: A1 of a BioSemi cap whose order of inputs is published, "EEG 001" of a net
  ambiguous,  ///< fits, but another channel fits the same electrode as well or better: not matched
  unmatched
};
/// "exact", "spelling", "old name", "decorated", "input", "ambiguous", "unmatched".
std::string_view name_of(MatchKind kind);

/// What became of one channel.
struct ChannelMatch {
  std::string channel;
  MatchKind kind = MatchKind::unmatched;
  std::optional<Eigen::Index> electrode;  ///< row of the montage; absent for `ambiguous` and `unmatched`
  std::string name;                       ///< the electrode's name; of an ambiguous one, the electrode it fits
};

/// What became of every channel, in their order.
struct Match {
  std::string montage;
  std::vector<ChannelMatch> channels;

  /// Names of the channels without an electrode.
  std::vector<std::string> unmatched() const;
  /// One line for the record: "30 of 32 channels are in 10-10 (28 exact, 2 spelling: FPz is Fpz, ...); not: EOG1,
  /// EOG2".
  std::string summary() const;
  /// One position per channel; NaN for the unmatched.
  Positions positions(const Montage& montage) const;
};

/// Finds each channel's electrode. A name is tried, in this order, letter for letter; without regard to case; as an old
/// name; with what surrounds an electrode's name taken off (a leading "EEG", "EEG_", "Chan", a reference after "-", ":"
/// or "_" such as "-Ref", "-LE", "-A1", "-M2", "-Av", dots and blanks); as an input: "E001", "EEG 001", "EEG1" or "1"
/// of a HydroCel net, and A1 ... B32 of `biosemi-16`, `-32` and `-64` unless some other channel carries an electrode's
/// name. Two channels for one electrode: the plainer way of matching wins and the other is `ambiguous`; equally plain
/// ones both are. Channels of a bipolar derivation ("Fp1-F7") match nothing.
Match match(std::span<const std::string> channels, const Montage& montage);

/// The standard montage that fits most channels (the first in the order of `montage_names` if several do), or nothing
/// if fewer than half of them fit any. A suggestion for a message, never a choice made silently.
std::optional<std::string> likely_montage(std::span<const std::string> channels);

}  // namespace attune::scalp
