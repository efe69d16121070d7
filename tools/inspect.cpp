#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "attune/bids/dataset.hpp"
#include "attune/cli/command.hpp"
#include "attune/recordings/inspection.hpp"
#include "attune/store/container.hpp"
#include "attune/volume/image_name.hpp"
#include "attune/volume/summary.hpp"

namespace {
using namespace attune;

struct Arguments {
  std::vector<std::filesystem::path> paths;
  std::string analyze_side;
  bool assume_ras = false, show_identity = false;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Say what an image, a table, a recording, a container or a BIDS dataset holds.")
      .group("look")
      .describe(
          "Images: the header as it is used and a summary of all voxels, which also proves that the data are complete. "
          "Recordings: what they hold, their BIDS tables, how events.tsv and markers compare, and channels in a wrong "
          "unit, railed, flat or lost (docs/recordings.md). Dates, names and free text of headers are not shown. One "
          "row per property, tables alone one per column; JSON has an object per file (tables: per column).")
      .inputs("path", a.paths, "files or BIDS folders")
      .choice("analyze-side", a.analyze_side, {"neurological", "radiological"},
              "first voxel of ANALYZE at the patient's left (neurological) or right")
      .flag("assume-ras", a.assume_ras, "axes point right, anterior, superior where an image does not say")
      .flag("show-identity", a.show_identity, "show what a recording's header says of person and date")
      .output(a.out, "what was found, a row each")
      .example("attune inspect data-samples/group.tsv", "the columns of a table, their types and missing cells");
}

const std::vector<ColumnMeaning> kMeanings = {{"property", "what is said; its name ends in the unit", ""}};

Record image_record(const std::filesystem::path& path, const Arguments& a, cli::Session& session) {
  const ImageOptions options{.analyze_side = parse_analyze_side(a.analyze_side), .assume_ras = a.assume_ras};
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
                         {"not_a_number", data.nan},
                         {"zeros", data.zeros},
                         {"warnings", static_cast<std::int64_t>(header.warnings.size())}});
  return out;
}

bool is_table(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path) || recordings::is_recording(path)) return false;
  const std::string extension = path.extension().string();
  return extension == ".tsv" || extension == ".csv" || extension == ".txt";
}

Record about(const std::filesystem::path& path, Record record) {
  std::erase_if(record, [](const auto& field) { return field.first == "file"; });
  record.insert(record.begin(), {"file", path.string()});
  return record;
}

[[noreturn]] void refuse(const std::filesystem::path& path) {
  const bool empty = size_of_file(path) == 0, container = path.extension() == ".h5";
  const std::string what = empty ? "is empty" : container ? "is no container of attune" : "is of no known kind";
  const std::string kinds =
      "; inspect reads images (.nii, .nii.gz, .hdr, .img), tables (.tsv, .csv, .txt), recordings "
      "(.vhdr, .edf, .bdf, .set, .fif, .cnt, physio.tsv.gz, .hea, OpenSignals), containers (.h5) and BIDS folders";
  throw input_error(path, what + kinds);
}

void run(const Arguments& a, cli::Session& session) {
  session.check_output(a.out);
  std::vector<Record> records;
  for (const std::filesystem::path& path : a.paths) {
    if (is_table(path)) {
      for (const Record& column : summarise(session.read_table(path))) records.push_back(about(path, column));
    } else if (recordings::is_recording(path)) {
      const auto found = recordings::inspect(path, session.options().format == "json", a.show_identity);
      session.warn(found.warnings);
      for (const auto& file : found.files) session.input(file);
      records.push_back(about(path, found.record));
    } else if (std::filesystem::is_directory(path)) {
      records.push_back(about(path, bids::summarise(bids::Dataset(path))));
    } else if (store::is_container(path)) {
      records.push_back(about(path, store::summarise(path)));
    } else {
      if (!is_image_file(path)) refuse(path);
      records.push_back(image_record(path, a, session));
    }
  }
  const bool only_tables = std::all_of(a.paths.begin(), a.paths.end(), is_table);
  if (session.options().format == "json" || only_tables) return session.write(a.out, records, kMeanings);
  session.write(a.out, to_property_table(records, "file"), kMeanings);
}

const cli::Command<Arguments> command{"inspect", declare, run};

}  // namespace
