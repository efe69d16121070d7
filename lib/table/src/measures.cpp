#include "attune/table/measures.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune {
namespace {

struct TextField {
  const char* name;
  std::string Measure::*member;
};
constexpr TextField kBefore[] = {{"participant_id", &Measure::participant_id},
                                 {"session", &Measure::session},
                                 {"task", &Measure::task},
                                 {"run", &Measure::run},
                                 {"modality", &Measure::modality},
                                 {"measure", &Measure::measure},
                                 {"site", &Measure::site},
                                 {"condition", &Measure::condition}};
constexpr TextField kAfter[] = {{"excluded", &Measure::excluded}, {"source", &Measure::source}};

Column::Text texts(const std::vector<Measure>& measures, std::string Measure::*member) {
  Column::Text out;
  for (const Measure& m : measures) out.push_back((m.*member).empty() ? "n/a" : m.*member);
  return out;
}

std::string present(const std::string& cell) { return is_missing(cell) ? "" : cell; }

}  // namespace

Table to_table(const std::vector<Measure>& measures) {
  Table table;
  for (const TextField& field : kBefore) table.add(field.name, texts(measures, field.member));
  Column::Numbers values, qualities;
  Column::Text counts;
  for (const Measure& m : measures) {
    values.push_back(m.value);
    qualities.push_back(m.quality);
    counts.push_back(m.n ? fmt::format("{}", *m.n) : "n/a");
  }
  table.add("value", std::move(values));
  table.add("unit", texts(measures, &Measure::unit));
  table.add("n", std::move(counts));
  table.add("quality", std::move(qualities));
  for (const TextField& field : kAfter) table.add(field.name, texts(measures, field.member));
  return table;
}

std::vector<Measure> to_measures(const Table& table) {
  std::vector<Measure> out(table.rows());
  const auto fill = [&](const TextField& field) {
    const Column& column = table.column(field.name);
    for (std::size_t row = 0; row < out.size(); ++row) out[row].*field.member = present(column.cell(row));
  };
  for (const TextField& field : kBefore) fill(field);
  for (const TextField& field : kAfter) fill(field);
  fill({"unit", &Measure::unit});
  const std::vector<double> values = table.numbers("value");
  const std::vector<double> qualities = table.numbers("quality");
  const std::vector<std::string> counts = table.text("n");
  for (std::size_t row = 0; row < out.size(); ++row) {
    out[row].value = values[row];
    out[row].quality = qualities[row];
    if (is_missing(counts[row])) continue;
    out[row].n = parse_integer(counts[row]);
    if (!out[row].n) table.throw_at(row, "n", fmt::format("{} is not a whole number", in_quotes(counts[row])));
  }
  return out;
}

std::vector<ColumnMeaning> measure_meanings(const std::string& quality, const std::string& counted) {
  return {{"participant_id", "participant, as in participants.tsv", ""},
          {"session", "BIDS session label", ""},
          {"task", "BIDS task label", ""},
          {"run", "BIDS run index", ""},
          {"modality", "fmri, eeg, physio or behaviour", ""},
          {"measure", "what was measured", ""},
          {"site", "region, channel or instrument", ""},
          {"condition", "trial type or contrast", ""},
          {"value", "the number, in the row's unit", "see unit"},
          {"unit", "unit of value", ""},
          {"n", counted, "count"},
          {"quality", quality, ""},
          {"excluded", "n/a, or why there is no value", ""},
          {"source", "file that was measured", ""}};
}

}  // namespace attune
