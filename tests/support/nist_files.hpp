#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace attune::test {

/// Certified values and data of NIST's Statistical Reference Datasets (itl.nist.gov/div898/strd).
inline std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> out;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    out.push_back(line);
  }
  return out;
}

inline std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> out;
  for (std::string word; stream >> word;) out.push_back(word);
  return out;
}

/// The numbers after the line that begins the data as a tab-separated table; `prefix` makes the first one a word.
inline std::string nist_table(const std::vector<std::string>& lines, const std::vector<std::string>& names,
                              const std::string& prefix = "") {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) text += (i > 0 ? "\t" : "") + names[i];
  text += "\n";
  std::size_t begin = 0;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].starts_with("Data:") || lines[i] == "# Data") begin = i + 1;
  for (std::size_t i = begin; i < lines.size(); ++i) {
    const std::vector<std::string> words = words_of(lines[i]);
    const bool numbers = !words.empty() && words[0].find_first_not_of("0123456789+-.eE") == std::string::npos &&
                         words[0].find_first_of("0123456789") != std::string::npos;
    if (words.size() != names.size() || !numbers) continue;
    for (std::size_t j = 0; j < words.size(); ++j) text += (j > 0 ? "\t" : prefix) + words[j];
    text += "\n";
  }
  return text;
}

/// How many digits agree, at most 15; for a certified 0 those of the difference itself.
inline double agreeing_digits(double value, double certified) {
  constexpr double kAll = 15.0;
  if (value == certified) return kAll;
  const double error = certified == 0.0 ? std::abs(value) : std::abs(value - certified) / std::abs(certified);
  return std::min(kAll, -std::log10(error));
}

struct CertifiedRegression {
  std::vector<double> estimates, errors;
};

inline CertifiedRegression certified_regression(const std::vector<std::string>& lines) {
  CertifiedRegression out;
  for (const std::string& line : lines) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() != 3 || words[0].size() != 2 || words[0][0] != 'B') continue;
    out.estimates.push_back(std::stod(words[1]));
    out.errors.push_back(std::stod(words[2]));
  }
  return out;
}

/// The certified F; NaN if there is none.
inline double certified_f(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() >= 6 && words[0] == "Between") return std::stod(words.back());
  }
  return std::nan("");
}

}  // namespace attune::test
