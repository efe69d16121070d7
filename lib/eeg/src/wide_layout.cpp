// The text form of the layout of a wide table.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/base/split.hpp"
#include "attune/eeg/wide_table.hpp"

namespace attune::eeg {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  WideLayout parse() {
    const std::size_t colon = text_.find(':');
    const std::string kind(text_.substr(0, colon));
    if (kind != "waveforms" && kind != "times") throw refuse("waveforms:... or times:...");
    if (kind == "times") out_.rows = WideLayout::Rows::times;
    if (colon != std::string_view::npos)
      for (const std::string& pair : split(text_.substr(colon + 1), ',')) take(pair);
    check();
    return out_;
  }

 private:
  Error refuse(const std::string& expected) const {
    return usage_error(fmt::format("layout {}: expected {}", in_quotes(text_), expected));
  }
  bool is_times() const { return out_.rows == WideLayout::Rows::times; }

  double number(const std::string& key, const std::string& value) const {
    const auto parsed = parse_double(value);
    if (!parsed || !std::isfinite(*parsed)) throw refuse(fmt::format("a number for {}, not {}", key, in_quotes(value)));
    return *parsed;
  }

  void take(const std::string& pair) {
    const std::size_t equals = pair.find('=');
    const std::string key = pair.substr(0, equals);
    if (equals == std::string::npos || equals + 1 == pair.size()) throw refuse("KEY=VALUE, not " + in_quotes(pair));
    const std::string value = pair.substr(equals + 1);
    if (std::count(seen_.begin(), seen_.end(), key) > 0) throw refuse(key + " once");
    seen_.push_back(key);
    const std::array<std::pair<const char*, std::string*>, 7> plain{
        {{"participant", &out_.participant},
         {"session", &out_.session},
         {"task", &out_.task},
         {"run", &out_.run},
         {"trials", &out_.trials},
         {"unit", &out_.unit},
         {is_times() ? "time" : "channel", is_times() ? &out_.time : &out_.channel}}};
    const auto found = std::find_if(plain.begin(), plain.end(), [&](const auto& entry) { return entry.first == key; });
    if (found != plain.end())
      *found->second = value;
    else if (key == "condition")
      out_.condition = split(value, '+');
    else if (key == "ignore")
      out_.ignore = split(value, '+');
    else if (key == "rate")
      out_.rate = Hertz(number(key, value));
    else if (key == "first" && !is_times())
      out_.first = Milliseconds(number(key, value));
    else if (key == "channel_name" && !is_times())
      out_.channel_name = value;
    else if (key == "time_unit" && is_times() && (value == "ms" || value == "s"))
      out_.milliseconds_per_unit = value == "s" ? 1000 : 1;
    else
      throw unknown(key);
  }

  Error unknown(const std::string& key) const {
    std::vector<std::string> known{"participant", "session", "task", "run", "condition",
                                   "trials",      "ignore",  "unit", "rate"};
    const std::vector<std::string> own = is_times() ? std::vector<std::string>{"time", "time_unit"}
                                                    : std::vector<std::string>{"channel", "channel_name", "first"};
    known.insert(known.end(), own.begin(), own.end());
    return usage_error(fmt::format("layout {}: unknown key or value of {}{}", in_quotes(text_), in_quotes(key),
                                   suggestion(key, known)));
  }

  void check() const {
    constexpr std::array kUnits{"V", "mV", "uV", "nV"};
    if (std::find(kUnits.begin(), kUnits.end(), out_.unit) == kUnits.end()) throw refuse("unit=V, mV, uV or nV");
    if (out_.rate && !(out_.rate->value() > 0 && out_.rate->value() < 1e9)) throw refuse("a rate above 0 Hz");
    if (is_times() && out_.time.empty()) throw refuse("time=COLUMN");
    if (is_times()) return;
    if (out_.channel.empty() == out_.channel_name.empty()) throw refuse("channel=COLUMN or channel_name=NAME");
    if (out_.rate.has_value() != out_.first.has_value())
      throw refuse("rate=HZ and first=MS, or neither where the columns are named by their times");
  }

  std::string_view text_;
  WideLayout out_;
  std::vector<std::string> seen_;
};

}  // namespace

std::string layout_definition() {
  return "Averages that other software wrote as a wide table take --layout waveforms:KEY=VALUE,... (a row a waveform; "
         "channel=COLUMN or channel_name=NAME, and rate=HZ,first=MS unless the columns are named by their times) or "
         "times:time=COLUMN,... (a row a time, a column a channel; time_unit=s if not ms); keys for both: participant, "
         "session, task, run, "
         "condition (columns joined by +), trials, ignore, unit.";
}

WideLayout parse_layout(std::string_view text) { return Parser(text).parse(); }

}  // namespace attune::eeg
