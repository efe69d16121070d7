#include "attune/cli/command.hpp"
#include "attune/study/study_report.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::filesystem::path folder;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Write the report of a study as one self-contained HTML page.")
      .group("study")
      .describe(
          "OUT_DIR is a folder in which `attune run` finished its levels participant and group. The page says what was "
          "run, who was left out and why, shows the figures, the tests with the evidence for and against, and the "
          "verdict of every claim. It needs no network; its figures are also saved as SVG in OUT_DIR/figures.")
      .describe(
          "The report is about what the group level used: where the study file, a claim or a table changed since, it "
          "says "
          "so and stops (exit code 3). Run the group level again then.")
      .describe("Without --out the page is OUT_DIR/report.html.")
      .example(
          "attune simulate rejection-erp out/example-erp --participants 3,3 --small --force && "
          "attune run out/example-erp out/example-erp-results participant --study pipelines/rejection-erp/study.yaml "
          "&& "
          "attune run out/example-erp out/example-erp-results group --study pipelines/rejection-erp/study.yaml && "
          "attune report out/example-erp-results --force",
          "simulates, analyses and reports a small study")
      .input("out_dir", a.folder, "results of attune run")
      .output(a.out, "the page");
}

void run(const Arguments& a, cli::Session& session) {
  const cli::Output page{a.out.path.value_or(a.folder / "report.html")};
  session.check_output(page);
  const study::StudyReport report = study::make_report(a.folder);
  if (session.dry_run()) return;
  study::write_report(report, a.folder, *page.path, session.overwrite());
  for (const std::filesystem::path& input : report.inputs) session.input(input);
  session.record(*page.path);
  if (std::filesystem::absolute(*page.path).parent_path() != std::filesystem::absolute(a.folder / "x").parent_path())
    session.warn(page.path->string() + ": links to the tables work only from within " + a.folder.string());
}

const cli::Command<Arguments> command{"report", declare, run};

}  // namespace
