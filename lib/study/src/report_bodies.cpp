#include <fmt/format.h>

#include "attune/base/files.hpp"
#include "attune/report/page.hpp"
#include "attune/study/unit_messages.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

constexpr std::uintmax_t kLargestDrawing = 1 << 22;

/// The drawings that a run left, below the name of the run.
report::Markup drawings_of(const Finished& finished, const UnitRecord& record) {
  report::Markup content;
  for (const store::InputFile& output : record.outputs) {
    if (output.path.extension() != ".svg") continue;
    const std::string svg = read_text(finished.folder / output.path, kLargestDrawing);
    content += report::figure(svg, "", output.path.generic_string());
  }
  return content;
}

}  // namespace

report::Markup bodies_part(const Finished& finished) {
  if (!finished.study.physio) return {};
  report::Markup content =
      report::paragraph("What was found in each recording: look for beats, breaths and responses that are none.");
  for (const UnitRecord& record : finished.records) {
    const report::Markup drawings = drawings_of(finished, record);
    if (!drawings.html().empty()) content += details(short_name(record.unit), drawings);
  }
  return report::section("recordings", "Heart, breath and skin", content);
}

}  // namespace attune::study
