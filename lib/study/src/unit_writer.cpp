#include "attune/base/files.hpp"
#include "attune/bids/derivatives.hpp"
#include "attune/store/provenance.hpp"
#include "attune/table/delimited.hpp"
#include "unit_work.hpp"

namespace attune::study {

UnitWriter::UnitWriter(std::filesystem::path output, bids::File source, std::string description)
    : output_(std::move(output)), source_(std::move(source)), description_(std::move(description)) {}

std::filesystem::path UnitWriter::path(const std::string& suffix, const std::string& extension) const {
  return bids::derivative_path(source_, output_, {{"desc", description_}}, suffix, extension);
}

void UnitWriter::table(const std::string& suffix, const Table& table, const std::vector<ColumnMeaning>& meanings) {
  const std::filesystem::path file = path(suffix, ".tsv");
  write_table(file, table, Overwrite::allow);
  note(file);
  if (meanings.empty()) return;
  store::write_sidecar(file, meanings, Overwrite::allow);
  note(store::sidecar_path(file));
}

void UnitWriter::text(const std::string& suffix, const std::string& extension, const std::string& content) {
  const std::filesystem::path file = path(suffix, extension);
  write_text(file, content, Overwrite::allow);
  note(file);
}

void UnitWriter::note(const std::filesystem::path& path) { written_.push_back(path); }

UnitWriter writer_of(const std::filesystem::path& output, const Unit& unit) {
  const char* description = unit.modality == "fmri" ? "roi" : unit.modality == "eeg" ? "erp" : "body";
  return {output, unit.file, description};
}

Measure measure_of(const Unit& unit) {
  Measure row;
  row.participant_id = "sub-" + unit.file.participant();
  row.session = unit.file.session();
  row.task = unit.file.task();
  row.run = unit.file.run();
  row.modality = unit.modality;
  row.source = unit.file.relative.generic_string();
  return row;
}

Exclusion exclusion_of(const Unit& unit) {
  Exclusion row;
  row.participant_id = "sub-" + unit.file.participant();
  row.session = unit.file.session();
  row.task = unit.file.task();
  row.run = unit.file.run();
  return row;
}

}  // namespace attune::study
