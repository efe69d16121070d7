#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "attune/bids/dataset.hpp"
#include "attune/cli/command.hpp"
#include "attune/eeg/recording_summary.hpp"
#include "attune/store/container.hpp"
#include "attune/volume/summary.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::vector<std::filesystem::path> paths;
  std::string analyze_side;
  bool assume_ras = false;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Say what an image, a table, a recording, a container or a BIDS dataset holds.")
      .group("look")
      .describe(
          "Images: the header as it is used and a summary of all voxels, which also proves that the data are complete. "
          "Tables: one row per column. Others: one row. Dates, names and free text of headers are not shown.")
      .inputs("path", a.paths, "files or BIDS folders")
      .choice("analyze-side", a.analyze_side, {"neurological", "radiological"},
              "first voxel of ANALYZE at the patient's left (neurological) or right")
      .flag("assume-ras", a.assume_ras, "axes point right, anterior, superior where an image does not say")
      .output(a.out, "what was found, a row each")
      .example("attune inspect data-samples/group.tsv", "the columns of a table, their types and missing cells");
}

std::vector<ColumnMeaning> meanings() {
  return {{"file", "the file or folder", ""},
          {"shape", "voxels along the three axes, then volumes", ""},
          {"voxel_size_mm", "distance of neighbouring voxels", "mm"},
          {"affine_source", "the field that places the voxels", ""},
          {"repetition_time_s", "time between volumes by the header", "s"}};
}

Record image_record(const std::filesystem::path& path, const Arguments& a, cli::Session& session) {
  ImageOptions options{.analyze_side = {}, .assume_ras = a.assume_ras};
  if (a.analyze_side == "radiological") options.analyze_side = AnalyzeSide::radiological;
  if (a.analyze_side == "neurological") options.analyze_side = AnalyzeSide::neurological;
  const ImageHeader header = read_image_header(path, options);
  session.warn(header.warnings);
  const ImageSummary data = summarise(header);
  session.input(header.data_path, data.sha256);
  const auto& [ni, nj, nk] = header.grid.shape;
  const auto letters = header.grid.orientation();
  const auto sizes = header.grid.voxel_size_mm();
  Record out{{"file", path.string()},
             {"format", header.format},
             {"shape", std::vector<std::int64_t>{ni, nj, nk, header.volumes}},
             {"voxel_size_mm", std::vector<double>(sizes.begin(), sizes.end())},
             {"type", name_of(header.type)},
             {"orientation", std::string(letters.begin(), letters.end())},
             {"affine_source", header.affine_source},
             {"space", header.description},
             {"slope", header.slope},
             {"intercept", header.intercept}};
  if (header.repetition_time) out.emplace_back("repetition_time_s", header.repetition_time->count());
  out.insert(out.end(), {{"min", data.min},
                         {"max", data.max},
                         {"mean", data.mean},
                         {"finite", data.finite},
                         {"nan", data.nan},
                         {"zeros", data.zeros},
                         {"warnings", static_cast<std::int64_t>(header.warnings.size())}});
  return out;
}

void add_table(const std::filesystem::path& path, cli::Session& session, std::vector<Record>& records) {
  const Table table = session.read_table(path);
  for (const std::string& name : table.names()) {
    const auto cells = table.text(name);
    records.push_back({{"file", path.string()},
                       {"format", std::string("table")},
                       {"rows", static_cast<std::int64_t>(table.rows())},
                       {"column", name},
                       {"type", std::string(table.is_numeric(name) ? "number" : "text")},
                       {"missing", static_cast<std::int64_t>(std::count(cells.begin(), cells.end(), "n/a"))}});
  }
}

void add_recording(const std::filesystem::path& path, cli::Session& session, std::vector<Record>& records) {
  const eeg::Recording recording = eeg::read_recording(path);
  session.warn(recording.warnings);
  for (const auto& file : recording.files) session.input(file);
  records.push_back(eeg::summarise(recording));
  records.back().insert(records.back().begin(), {"file", path.string()});
}

void run(const Arguments& a, cli::Session& session) {
  session.check_output(a.out);
  std::vector<Record> records;
  for (const std::filesystem::path& path : a.paths) {
    const std::string extension = path.extension().string();
    if (std::filesystem::is_directory(path))
      records.push_back(bids::summarise(bids::Dataset(path)));
    else if (extension == ".tsv" || extension == ".csv" || extension == ".txt")
      add_table(path, session, records);
    else if (extension == ".vhdr" || extension == ".set")
      add_recording(path, session, records);
    else if (store::is_container(path))
      records.push_back(store::summarise(path));
    else
      records.push_back(image_record(path, a, session));
  }
  session.write(a.out, records, meanings());
}

const cli::Command<Arguments> command{"inspect", declare, run};

}  // namespace
