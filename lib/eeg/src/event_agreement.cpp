#include "attune/eeg/event_agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "attune/base/number_text.hpp"

namespace attune::eeg {
namespace {

// Differences of so many rows decide on the offset; more make no difference and cost their square.
constexpr std::size_t kRowsForOffset = 1000;
constexpr double kSame = 0.5;              // samples: what rounds to the same sample
constexpr double kSecondsRounding = 1e-6;  // samples: an onset in seconds times the rate

struct Pair {
  std::size_t marker, row;
};

/// The whole number of samples that the most differences row - marker share to within the tolerance.
double common_offset(std::span<const Event> markers, std::span<const Event> rows, double tolerance, double largest) {
  std::map<std::int64_t, std::int64_t> votes;
  std::size_t first = 0;
  for (std::size_t r = 0; r < std::min(rows.size(), kRowsForOffset); ++r) {
    while (first < markers.size() && markers[first].sample < rows[r].sample - largest) ++first;
    for (std::size_t m = first; m < markers.size() && markers[m].sample <= rows[r].sample + largest; ++m)
      if (const double difference = rows[r].sample - markers[m].sample; std::abs(difference) <= largest)
        ++votes[std::llround(difference)];
  }
  const std::int64_t reach = static_cast<std::int64_t>(std::floor(tolerance));
  std::int64_t best = 0, most = -1;
  for (const auto& [offset, count] : votes) {
    std::int64_t near = 0;
    for (auto at = votes.lower_bound(offset - reach); at != votes.end() && at->first <= offset + reach; ++at)
      near += at->second;
    if (near > most || (near == most && std::abs(offset) < std::abs(best))) {
      most = near;
      best = offset;
    }
  }
  return static_cast<double>(best);
}

/// Pairs in order; a marker is passed over for its successor where that lies closer to the row.
std::vector<Pair> pairs_at(std::span<const Event> markers, std::span<const Event> rows, double offset,
                           double tolerance) {
  std::vector<Pair> out;
  std::size_t m = 0;
  for (std::size_t r = 0; r < rows.size() && m < markers.size(); ++r) {
    const double at = rows[r].sample - offset;
    while (m < markers.size() && markers[m].sample < at - tolerance) ++m;
    const bool next_row_waits = r + 1 < rows.size() && rows[r + 1].sample - offset - at < tolerance;
    while (!next_row_waits && m + 1 < markers.size() &&
           std::abs(markers[m + 1].sample - at) < std::abs(markers[m].sample - at))
      ++m;
    if (m < markers.size() && std::abs(markers[m].sample - at) <= tolerance) out.push_back({m++, r});
  }
  return out;
}

double median_difference(std::span<const Event> markers, std::span<const Event> rows, const std::vector<Pair>& pairs) {
  std::vector<double> differences;
  for (const Pair& pair : pairs) differences.push_back(rows[pair.row].sample - markers[pair.marker].sample);
  const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
  std::nth_element(differences.begin(), middle, differences.end());
  if (differences.size() % 2 == 1) return *middle;
  return (*std::max_element(differences.begin(), middle) + *middle) / 2.0;
}

/// The number at the end of "S  1", "1" or "square 12".
std::optional<std::int64_t> trailing_number(const std::string& text) {
  const std::size_t last = text.find_last_not_of("0123456789");
  return parse_integer(std::string_view(text).substr(last == std::string::npos ? 0 : last + 1));
}

std::string value_field(const Event& row) {
  for (const auto& [name, value] : row.fields)
    if (name == "value") return value;
  return {};
}

/// Pairs that are not of the commonest `to` of their `from`.
std::size_t off_majority(const std::vector<std::pair<std::string, std::string>>& labels) {
  std::map<std::string, std::map<std::string, std::size_t>> table;
  for (const auto& [from, to] : labels) ++table[from][to];
  std::size_t out = labels.size();
  for (const auto& [from, counts] : table) {
    std::size_t most = 0;
    for (const auto& [to, count] : counts) most = std::max(most, count);
    out -= most;
  }
  return out;
}

std::size_t count_types_differ(std::span<const Event> markers, std::span<const Event> rows,
                               const std::vector<Pair>& pairs) {
  std::size_t numbered = 0, other_number = 0;
  std::set<std::int64_t> codes, stated_codes;
  std::vector<std::pair<std::string, std::string>> labels, back;
  for (const Pair& pair : pairs) {
    const Event& marker = markers[pair.marker];
    const Event& row = rows[pair.row];
    const std::string value = value_field(row);
    const std::optional<std::int64_t> code = trailing_number(marker.type), stated = parse_integer(value);
    if (code && stated) {
      ++numbered;
      codes.insert(*code);
      stated_codes.insert(*stated);
      if (*code != *stated) ++other_number;
    }
    labels.emplace_back(marker.type, row.type + "\t" + value);
    back.emplace_back(row.type + "\t" + value, marker.type);
  }
  const std::size_t by_name = std::min(off_majority(labels), off_majority(back));
  if (numbered < pairs.size()) return by_name;
  // Codes that are other numbers throughout (bits that were masked, say) are a renaming, not a disagreement; the same
  // numbers in another order are one.
  return codes == stated_codes ? other_number : std::min(other_number, by_name);
}

std::vector<std::string> types_without_pair(std::span<const Event> events, const std::vector<bool>& paired) {
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (!paired[i]) ++counts[events[i].type];
  std::vector<std::string> out;
  for (const auto& [type, count] : counts) out.push_back(fmt::format("{} ({})", one_line(type), count));
  return out;
}

}  // namespace

bool EventAgreement::same() const {
  return matched == markers && matched == rows && types_differ == 0 && sample_column_differs == 0 &&
         (matched == 0 || rounding_only || (std::abs(offset_samples) <= kSame && jitter_samples <= kSame));
}

EventAgreement compare_events(std::span<const Event> markers, std::span<const Event> rows, Hertz sampling_frequency,
                              const MatchOptions& options) {
  EventAgreement out;
  out.markers = markers.size();
  out.rows = rows.size();
  out.offset_samples = out.jitter_samples = std::numeric_limits<double>::quiet_NaN();
  // Half a sample at least: positions that are rounded on one side only.
  const double tolerance = std::max(1.0, options.tolerance.count() * sampling_frequency.value());
  const double guess =
      common_offset(markers, rows, tolerance, options.largest_offset.count() * sampling_frequency.value());
  std::vector<Pair> pairs = pairs_at(markers, rows, guess, tolerance);
  if (!pairs.empty()) {
    pairs = pairs_at(markers, rows, median_difference(markers, rows, pairs), tolerance);
    out.offset_samples = median_difference(markers, rows, pairs);
    out.jitter_samples = 0.0;
    for (const Pair& pair : pairs)
      out.jitter_samples = std::max(out.jitter_samples,
                                    std::abs(rows[pair.row].sample - markers[pair.marker].sample - out.offset_samples));
  }
  out.matched = pairs.size();
  out.rounding_only = !pairs.empty() && std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
    return std::abs(rows[pair.row].sample - markers[pair.marker].sample) <= kSame + kSecondsRounding;
  });
  out.types_differ = count_types_differ(markers, rows, pairs);
  std::vector<bool> marker_paired(markers.size()), row_paired(rows.size());
  for (const Pair& pair : pairs) marker_paired[pair.marker] = row_paired[pair.row] = true;
  out.unmatched_markers = types_without_pair(markers, marker_paired);
  out.unmatched_rows = types_without_pair(rows, row_paired);
  return out;
}

void compare_sample_column(EventAgreement& agreement, const Table& table, Hertz sampling_frequency) {
  if (!table.has("sample") || !table.has("onset") || !table.is_numeric("sample")) return;
  const std::vector<double> onsets = table.numbers("onset"), samples = table.numbers("sample");
  std::size_t compared = 0, differ = 0, one_more = 0;
  for (std::size_t row = 0; row < onsets.size(); ++row) {
    if (std::isnan(onsets[row]) || std::isnan(samples[row])) continue;
    ++compared;
    const double difference = samples[row] - onsets[row] * sampling_frequency.value();
    if (std::abs(difference) > kSame) ++differ;
    if (std::abs(difference - 1.0) < kSame) ++one_more;
  }
  agreement.sample_column_from_one = compared > 0 && one_more == compared;
  agreement.sample_column_differs = agreement.sample_column_from_one ? 0 : differ;
}

Warnings describe_disagreement(const EventAgreement& agreement, const std::filesystem::path& table) {
  Warnings out;
  const auto say = [&](const std::string& what) {
    out.push_back(fmt::format("{}: {}; the table's events are used", describe(table), what));
  };
  const auto list = [](const std::vector<std::string>& types) { return fmt::format("{}", fmt::join(types, ", ")); };
  if (agreement.matched > 0 && !agreement.rounding_only && std::abs(agreement.offset_samples) > kSame)
    say(fmt::format("its onsets are {:+.4g} samples from the file's markers (median of {} pairs)",
                    agreement.offset_samples, agreement.matched));
  if (agreement.matched > 0 && !agreement.rounding_only && agreement.jitter_samples > kSame)
    say(fmt::format("its onsets and the file's markers differ by up to {:.4g} samples around their common offset",
                    agreement.jitter_samples));
  if (!agreement.unmatched_markers.empty())
    say(fmt::format("{} of {} markers of the file have no row: {}", agreement.markers - agreement.matched,
                    agreement.markers, list(agreement.unmatched_markers)));
  if (agreement.markers > 0 && !agreement.unmatched_rows.empty())
    say(fmt::format("{} of {} rows have no marker in the file: {}", agreement.rows - agreement.matched, agreement.rows,
                    list(agreement.unmatched_rows)));
  if (agreement.types_differ > 0)
    say(fmt::format("{} of {} rows are of another type than their marker", agreement.types_differ, agreement.matched));
  if (agreement.sample_column_differs > 0)
    say(fmt::format("column sample is not onset times rate in {} of {} rows", agreement.sample_column_differs,
                    agreement.rows));
  return out;
}

Record to_record(const EventAgreement& agreement) {
  // Onsets in seconds times a rate are off by some 1e-11 samples, which says nothing.
  const auto plain = [](double samples) { return std::round(samples * 1e6) / 1e6 + 0.0; };
  Record out{{"file_markers", static_cast<std::int64_t>(agreement.markers)},
             {"events_table_rows", static_cast<std::int64_t>(agreement.rows)},
             {"events_matched", static_cast<std::int64_t>(agreement.matched)},
             {"events_offset_samples", plain(agreement.offset_samples)},
             {"events_jitter_samples", plain(agreement.jitter_samples)},
             {"events_of_other_type", static_cast<std::int64_t>(agreement.types_differ)}};
  if (!agreement.unmatched_markers.empty()) out.emplace_back("markers_without_row", agreement.unmatched_markers);
  if (!agreement.unmatched_rows.empty()) out.emplace_back("rows_without_marker", agreement.unmatched_rows);
  if (agreement.sample_column_from_one) out.emplace_back("sample_column", "counts from 1");
  if (agreement.sample_column_differs > 0)
    out.emplace_back("sample_column",
                     fmt::format("differs from the onset in {} rows", agreement.sample_column_differs));
  return out;
}

}  // namespace attune::eeg
