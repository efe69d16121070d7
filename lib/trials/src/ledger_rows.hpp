#pragma once

#include <array>
#include <string>
#include <vector>

#include "attune/trials/trial_ledger.hpp"

namespace attune::trials {

/// One row of a modality's ledger.
struct LedgerRow {
  std::array<std::string, 4> labels;  ///< participant, session, task, run; empty where it does not say
  double place = 0;                   ///< seconds, or the trial number
  std::optional<double> onset_s;
  std::optional<long> number;
  std::string condition, type;
  bool kept = false;
  std::string reason;
  std::size_t modality = 0, row = 0;
};

/// The rows of a ledger; errors as `join` says.
std::vector<LedgerRow> rows_of(const ModalityLedger& ledger, std::size_t modality, Match match);

}  // namespace attune::trials
