#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/table/record.hpp"

namespace attune::eeg {

/// A field of a recording's header that may tell who was recorded, when, or by whom.
struct IdentityField {
  std::string name;   ///< "identity_patient", "identity_date", ...
  std::string value;  ///< UTF-8, with control characters made visible
};

/// What the header of a recording says about the person, the date and the laboratory, of which no reader and no output
/// keeps anything: EDF and BDF (patient, recording, date, time), Neuroscan (patient and subject, operator, doctor,
/// referral, hospital, date, time), FIF that is not compressed (subject, experimenter, description, date), BrainVision
/// (dates of the segments). Empty fields are left out, and so are EDF+'s "X" for unknown. Other formats give nothing.
/// For `inspect` alone.
std::vector<IdentityField> header_identity(const std::filesystem::path& path);

/// The fields by name; unless `show`, their values are masked: only their lengths are told.
Record to_record(const std::vector<IdentityField>& fields, bool show);

}  // namespace attune::eeg
