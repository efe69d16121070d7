#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace attune::study {

/// A claim of the literature or the press, put so that a test can answer it.
struct Claim {
  std::filesystem::path path;  ///< relative to the study file
  std::string name;            ///< the file's name without ending
  std::string claim;           ///< a sentence
  std::string source;
  std::string test;      ///< name in the study
  std::string estimand;  ///< what is estimated, in words
  std::string unit;
  bool positive = true;  ///< the side of zero on which the estimate lies if the claim is right
  bool none = false;     ///< the claim is that there is no effect: only equivalence supports it, which needs a `sesoi`
  std::string sesoi;     ///< smallest effect that would matter: in the unit, or in d; empty: as in the test
  std::optional<double> at_least;  ///< the claimed size, in the unit and without sign; absent: any size
  std::string effect;              ///< simulated studies: the planted effect (truth.tsv) that decides it; may be empty
  std::string sha256;
};

/// "positive", "negative" or "none".
std::string direction_of(const Claim& claim);

/// Reads a claim file; errors as in `read_study`.
Claim read_claim(const std::filesystem::path& path);
Claim parse_claim(std::string_view text, const std::filesystem::path& path);

}  // namespace attune::study
