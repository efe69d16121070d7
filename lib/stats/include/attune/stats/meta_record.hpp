#pragma once

#include <vector>

#include "attune/stats/meta.hpp"
#include "attune/stats/meta_studies.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// The fields of `attune meta` in their order, absent where they do not apply. `zcor` and `rr` add the summary as a
/// correlation or a risk ratio.
Record to_record(const MetaAnalysis& analysis, EffectKind kind = EffectKind::given);
/// A record for all studies (`left_out` is "none"), then one for each that was left out.
std::vector<Record> to_records(const MetaAnalysis& all, const std::vector<LeftOut>& left_out,
                               EffectKind kind = EffectKind::given);
/// Meaning of every column of these.
std::vector<ColumnMeaning> meta_meanings();

/// One record for each study: effect, variance, interval, weight, fitted value and residual.
std::vector<Record> study_records(const Studies& studies, const MetaAnalysis& analysis);
std::vector<ColumnMeaning> study_meanings();

}  // namespace attune::stats
