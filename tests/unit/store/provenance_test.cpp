#include "attune/store/provenance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "attune/base/hash.hpp"
#include "attune/base/version.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune::store {
namespace {

Provenance example() {
  Provenance p;
  p.command = "roi";
  p.arguments = {"image.nii.gz", "--atlas", "core", "a \"quoted\" one"};
  p.seed = 2009;
  p.threads = 4;
  p.instruction_set = "x86-64";
  p.inputs = {{"image.nii.gz", sha256_of("abc"), 3}};
  p.warnings = 2;
  p.wall_seconds = 0.25;
  p.peak_memory_bytes = 1 << 20;
  return p;
}

TEST(Provenance, RecordsWhatMadeTheOutput) {
  const test::TemporaryFolder folder;
  write_provenance(folder / "result.tsv", example(), Overwrite::refuse);
  const auto json = nlohmann::json::parse(read_text(folder / "result.tsv.provenance.json"));
  EXPECT_EQ(json["Output"], "result.tsv");
  EXPECT_EQ(json["Command"], "roi");
  EXPECT_EQ(json["Arguments"][3], "a \"quoted\" one");
  EXPECT_EQ(json["Seed"], 2009);
  EXPECT_EQ(json["AttuneVersion"], std::string(version()));
  EXPECT_EQ(json["Inputs"][0]["SHA256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(json["Inputs"][0]["Bytes"], 3);
  EXPECT_EQ(json["WallSeconds"], 0.25);
  EXPECT_EQ(json["PeakMemoryBytes"], 1 << 20);
  EXPECT_EQ(json["Warnings"], 2);
  for (const Library& library : libraries())
    EXPECT_EQ(json["Libraries"][std::string(library.name)], std::string(library.version));
}

TEST(Provenance, IsWrittenForPathsThatAreNotUtf8) {
  const test::TemporaryFolder folder;
  Provenance p = example();
  p.arguments = {"\xff\xfe.nii"};
  write_provenance(folder / "r.tsv", p, Overwrite::refuse);
  EXPECT_TRUE(nlohmann::json::accept(read_text(folder / "r.tsv.provenance.json")));
  test::error_of(Fault::output, [&] { write_provenance(folder / "r.tsv", p, Overwrite::refuse); });
}

TEST(Provenance, StandsBesideItsOutput) {
  EXPECT_EQ(provenance_path("a/result.tsv"), "a/result.tsv.provenance.json");
  EXPECT_EQ(provenance_path("series.tsv.gz"), "series.tsv.gz.provenance.json");
  EXPECT_EQ(provenance_path("mask.nii.gz"), "mask.nii.gz.provenance.json");
  EXPECT_EQ(sidecar_path("a/result.tsv"), "a/result.json");
}

TEST(Sidecar, SaysWhatEachColumnMeans) {
  const test::TemporaryFolder folder;
  write_sidecar(folder / "t.tsv", {{"latency_ms", "50 % area latency", "ms"}, {"n", "trials", ""}}, Overwrite::refuse);
  const auto json = nlohmann::ordered_json::parse(read_text(folder / "t.json"));
  EXPECT_EQ(json.begin().key(), "latency_ms");
  EXPECT_EQ(json["latency_ms"]["Units"], "ms");
  EXPECT_EQ(json["n"]["Description"], "trials");
  EXPECT_FALSE(json["n"].contains("Units"));
}

TEST(Provenance, ReadsBackCommandArgumentsAndInputsWithTheirRoles) {
  const test::TemporaryFolder folder;
  Provenance p = example();
  p.inputs.push_back({"atlas.nii.gz", "ab", 7, "atlas"});
  write_provenance(folder / "r.tsv", p, Overwrite::refuse);
  const std::optional<Provenance> read = read_provenance(folder / "r.tsv");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->command, p.command);
  EXPECT_EQ(read->arguments, p.arguments);
  ASSERT_EQ(read->inputs.size(), p.inputs.size());
  EXPECT_EQ(read->inputs.front().sha256, p.inputs.front().sha256);
  EXPECT_EQ(read->inputs.front().role, "");
  EXPECT_EQ(read->inputs.back().role, "atlas");
  EXPECT_EQ(read->inputs.back().bytes, 7U);
}

TEST(Provenance, OfAnOlderVersionHasNoRolesAndOfNobodyIsNothing) {
  const test::TemporaryFolder folder;
  EXPECT_FALSE(read_provenance(folder / "r.tsv"));
  write_text(folder / "r.tsv.provenance.json", R"({"Command": "roi", "Inputs": [{"Path": "a.nii"}]})",
             Overwrite::refuse);
  EXPECT_EQ(read_provenance(folder / "r.tsv")->inputs.front().role, "");
  write_text(folder / "r.tsv.provenance.json", "[1]", Overwrite::allow);
  EXPECT_THROW(read_provenance(folder / "r.tsv"), Error);
}

}  // namespace
}  // namespace attune::store
