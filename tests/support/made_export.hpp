#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace attune::test {

/// A number as a program with a German locale writes it: a comma, and no zero before it.
inline std::string with_comma(double value) {
  std::string text = fmt::format("{}", value);
  std::replace(text.begin(), text.end(), '.', ',');
  if (text.starts_with("0,")) text.erase(0, 1);
  if (text.starts_with("-0,")) text.erase(1, 1);
  return text;
}

/// A questionnaire of twelve invented people as a spreadsheet saves it: byte-order mark, semicolons, CRLF, decimal
/// commas, ",5", and two classes that do not exist: 5 and 2 (people 11 and 12).
inline std::string made_questionnaire() {
  std::string out = "\xef\xbb\xbfParticipant;Age;class_number;class;Secure;Preoccupied\r\n";
  for (int id = 1; id <= 12; ++id) {
    const int number = id > 10 ? 5 : 1 + id % 4;
    const int secure = id > 10 ? 2 : number == 1 ? 1 : 0;
    out += fmt::format("{};{};{};{};{};{}\r\n", id, with_comma(20.25 + id), number, secure,
                       with_comma(0.5 * (id % 7) - 1.5), with_comma(id % 2 == 0 ? 0.5 : -0.5));
  }
  return out;
}

/// Trials of the same people, comma-separated: points in what was measured, quoted decimal commas in what was joined
/// from the questionnaire. Person 3 has no happy face, person 4 one trial without a value.
inline std::string made_trials() {
  std::string out = "Name,trial,Emotion,dilation,class,Age\r\n";
  for (int id = 1; id <= 12; ++id)
    for (int trial = 1; trial <= 6; ++trial) {
      const bool sad = trial % 2 == 1;
      if (id == 3 && !sad) continue;
      const int secure = id > 10 ? 2 : id % 4 == 0 ? 1 : 0;
      const double value = 0.125 * (id % 5) + (sad ? 0.0625 : -0.03125) * trial;
      out += fmt::format("{},{},{},{},{},\"{}\"\r\n", id, trial, sad ? "sad" : "happy",
                         id == 4 && trial == 5 ? "" : fmt::format("{}", value), secure, with_comma(20.25 + id));
    }
  return out;
}

}  // namespace attune::test
