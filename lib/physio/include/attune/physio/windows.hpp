#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/physio/recording.hpp"

namespace attune::physio {

/// A part of a recording that is measured on its own: [from, to) on the clock of the events.
struct Window {
  std::string condition;  ///< of the event, or the name given to the whole recording; empty: no condition
  Seconds from{0}, to{0};
  std::size_t number = 1;  ///< counts from 1 among the windows of its condition
};

/// Which parts: around events, in successive epochs, or the whole.
struct WindowRequest {
  std::vector<std::string> conditions{};  ///< types of events; empty: no events are used (the whole recording)
  /// Relative to the onset; absent: from the onset to the end of the event. Without conditions on the clock of the
  /// events, absent: from the start to the end of the recording.
  std::optional<Seconds> from{}, to{};
  std::optional<Seconds> epoch{};  ///< cut every part into epochs of this length; a shorter rest is left out
  std::string condition{};         ///< name of the whole recording
};

/// Input errors, with the nearest name: a condition that no event has, no events at all. Usage errors: no condition,
/// one given twice.
void require_conditions(const Recording& recording, std::span<const std::string> conditions);

/// The windows of every condition, conditions in order of their first window.
std::vector<std::vector<Window>> by_condition(std::span<const Window> windows);

/// The windows in order of time. Usage errors: `from` not before `to`, an epoch that is no length. Input errors: a
/// condition that no event has (the nearest one is named); an event without a duration where `to` is absent; no part
/// that is as long as an epoch.
/// The whole recording is where its channels have samples, or the channel called `channel` where there is one of that
/// name: the channels of a wristband end at times of their own.
std::vector<Window> windows_of(const Recording& recording, const WindowRequest& request,
                               const std::string& channel = {});

}  // namespace attune::physio
