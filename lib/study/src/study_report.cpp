#include "attune/study/study_report.hpp"

#include <fmt/format.h>

#include "attune/base/version.hpp"
#include "attune/report/page.hpp"
#include "report_parts.hpp"

namespace attune::study {

StudyReport make_report(const std::filesystem::path& output) {
  const Finished finished = read_finished(output);
  StudyReport result;
  const std::vector<DrawnFigure> figures = draw_figures(finished);
  for (const DrawnFigure& figure : figures) result.figures.emplace_back(figure.file, figure.svg);
  report::Page page;
  page.title = fmt::format("{}: report", finished.study.name);
  page.eyebrow = fmt::format("{} \u00b7 attune {}", finished.study.name, version());
  page.question = finished.study.question;
  page.body = lead_part(finished) + claims_part(finished) + figures_part(figures) + bodies_part(finished) +
              tests_part(finished) + exclusions_part(finished) + checks_part(finished) + plan_part(finished) +
              methods_part(finished) + record_part(finished);
  page.footer =
      "This page needs no network and runs no script; its links lead to the tables beside it. A verdict is about these "
      "data and this test, not about the world.";
  result.html = report::to_html(page);
  result.inputs = finished.inputs;
  return result;
}

void write_report(const StudyReport& report, const std::filesystem::path& output, const std::filesystem::path& page,
                  Overwrite overwrite) {
  write_text(page, report.html, overwrite);
  for (const auto& [file, svg] : report.figures) write_text(output / file, svg, Overwrite::allow);
}

}  // namespace attune::study
