#include "attune/statsmodel/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_refused.hpp"
#include "model_text.hpp"
#include "shared_data.hpp"

namespace attune::statsmodel {
namespace {

using test::edited;
using test::model_text;
using ::testing::ElementsAre;

StatsModel parse(const std::string& text) { return parse_stats_model(text, "m.json"); }

/// Expects an input error with these parts after an edit of the model.
void refused(const std::string& what, const std::string& with, const std::vector<std::string>& parts) {
  test::expect_refused(Fault::input, parts, [&] { parse(edited(model_text(), what, with)); });
}

TEST(StatsModel, ReadsEveryPart) {
  const StatsModel model = parse(model_text());
  EXPECT_EQ(model.name, "faces");
  ASSERT_EQ(model.nodes.size(), 3u);
  const Node& run = model.nodes[0];
  EXPECT_EQ(run.level, Level::run);
  EXPECT_THAT(run.group_by, ElementsAre("subject", "run"));
  ASSERT_EQ(run.instructions.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<Factor>(run.instructions[0].operation));
  EXPECT_EQ(std::get<Convolve>(run.instructions[1].operation).response.kind, bold::ResponseKind::spm);
  ASSERT_EQ(run.x.size(), 3u);
  EXPECT_TRUE(run.x[0].intercept());
  EXPECT_TRUE(run.x[1].pattern());
  EXPECT_EQ(run.options.high_pass_hz, 0.0078);
  ASSERT_EQ(run.contrasts.size(), 1u);
  EXPECT_THAT(run.contrasts[0].weights, ElementsAre(ElementsAre(1, -1)));
  EXPECT_EQ(model.nodes[1].type, ModelType::meta);
  EXPECT_FALSE(model.nodes[2].dummy_contrasts->contrasts.has_value());
}

TEST(StatsModel, WithoutEdgesNodesFollowOneAnother) {
  const StatsModel model = parse(model_text());
  ASSERT_EQ(model.edges.size(), 2u);
  EXPECT_EQ(model.edges[1].source, 1u);
  EXPECT_EQ(model.edges[1].destination, 2u);
  EXPECT_THAT(model.order, ElementsAre(0, 1, 2));
}

TEST(StatsModel, EdgesPutSourcesFirst) {
  const std::string text = edited(model_text(), "\n]\n}", R"(
],
"Edges": [{"Source": "subject", "Destination": "dataset", "Filter": {"contrast": ["faces"]}},
{"Source": "run", "Destination": "subject"}]
})");
  const StatsModel model = parse(text);
  EXPECT_THAT(model.order, ElementsAre(0, 1, 2));
  EXPECT_EQ(model.edges[0].filter[0].first, "contrast");
}

TEST(StatsModel, ExampleModelsOfTheSpecificationAreRead) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/bids/stats_models");
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    EXPECT_NO_THROW(read_stats_model(entry.path())) << entry.path();
    ++count;
  }
  EXPECT_EQ(count, 3);
}

TEST(StatsModel, DescriptionsMayStandAnywhere) {
  EXPECT_NO_THROW(parse(edited(model_text(), R"("Type": "glm",)", R"("Type": "glm", "Description": "x",)")));
  EXPECT_NO_THROW(parse(edited(model_text(), R"({"Name": "Factor",)", R"({"Name": "Factor", "Description": "x",)")));
  EXPECT_NO_THROW(parse(edited(model_text(), R"("Test": "t"}
]})",
                               R"("Test": "t", "Description": "x"}
]})")));
}

TEST(StatsModel, SettingsForOtherSoftwareArePassedOverAndTold) {
  const StatsModel model =
      parse(edited(model_text(), R"("Type": "glm",)", R"("Type": "glm", "Software": {"FSL": {"a": 1}},)"));
  ASSERT_EQ(model.warnings.size(), 1u);
  EXPECT_THAT(model.warnings[0], ::testing::HasSubstr("m.json:12: /Nodes/0/Model/Software/FSL: settings for other"));
}

TEST(StatsModel, UnknownKeysAreRefusedWithPlaceAndNearestKey) {
  refused(R"("Input")", R"("Inputs")", {"m.json:5: /Inputs: ", "has no key 'Inputs'; did you mean 'Input'?"});
  refused(R"("GroupBy": ["subject", "run"])", R"("Groupby": ["subject", "run"])",
          {"m.json:7: /Nodes/0/Groupby: a node has no key 'Groupby'; did you mean 'GroupBy'?"});
  refused(R"("Transformer":)", R"("Transformr":)", {"/Nodes/0/Transformations/Transformr", "'Transformer'"});
  refused(R"("Type": "glm",)", R"("Typ": "glm",)", {"m.json:12: /Nodes/0/Model/Typ", "did you mean 'Type'?"});
  refused("HighPassFilterCutoffHz", "HighPassCutoffHz", {"/Nodes/0/Model/Options/HighPassCutoffHz", "no key"});
  refused(R"("Weights")", R"("Weight")", {"m.json:16: /Nodes/0/Contrasts/0/Weight", "did you mean 'Weights'?"});
  refused(R"("DummyContrasts": {"Test")", R"("DummyContrasts": {"Tests")", {"/Nodes/1/DummyContrasts/Tests"});
  refused(R"("Model": "spm",)", R"("Modl": "spm",)",
          {"m.json:10: /Nodes/0/Transformations/Instructions/1/Modl", "the transformation Convolve", "'Model'"});
  refused(R"({"task")", R"({"tsk")", {"/Input/tsk", "did you mean 'task'?"});
}

TEST(StatsModel, KeysThatAreNotExecutedAreRefusedByName) {
  refused(R"("Type": "glm",)", R"("Type": "glm", "Formula": "1 + a",)", {"/Nodes/0/Model/Formula", "does not execute"});
  refused(R"({"HighPass)", R"({"ReplaceVariables": {"a": 1}, "HighPass)", {"ReplaceVariables", "does not execute"});
  refused(R"("Name": "Factor")", R"("Name": "Orthogonalize")", {"Orthogonalize", "attune does not execute it"});
  refused("pybids-transforms-v1", "other-v2", {"Transformer", "'other-v2'", "pybids-transforms-v1"});
  refused(R"({"Name": "Factor")", R"({"GroupBy": "a", "Name": "Factor")", {"'GroupBy'", "does not execute"});
}

TEST(StatsModel, UnknownTransformationsAreRefused) {
  refused(R"("Name": "Factor")", R"("Name": "Factr")", {"there is no transformation 'Factr'; did you mean 'Factor'?"});
}

TEST(StatsModel, BrokenJsonIsRefusedWithItsLine) {
  refused(R"("Test": "t"}
]},)",
          R"("Test": "t"
]},)",
          {"m.json:17: ", "is not what JSON expects here"});
  test::expect_refused(Fault::input, {"m.json:1: ", "ends here before it is complete"}, [] { parse("{"); });
  test::expect_refused(Fault::input, {"is array, expected a BIDS Stats Model"}, [] { parse("[]"); });
  test::expect_refused(Fault::input, {"nested deeper than 64"}, [] { parse(std::string(100, '[')); });
}

TEST(StatsModel, RepeatedKeysAreRefusedWithTheirLine) {
  refused(R"("X": [1,)", R"("Type": "meta", "X": [1,)",
          {"m.json:13: /Nodes/0/Model/Type: the key 'Type' is there twice"});
}

TEST(StatsModel, NeededKeysAreMissed) {
  refused(R"("Name": "faces",
)",
          "", {"lacks 'Name', which is needed"});
  refused(R"(, "GroupBy": ["contrast"])", "", {"/Nodes/2: lacks 'GroupBy'"});
  refused(R"(, "Test": "t"}
]})",
          R"(}
]})",
          {"/Nodes/0/Contrasts/0: lacks 'Test'"});
}

TEST(StatsModel, LevelsTypesAndTestsAreOfTheirLists) {
  refused(R"("Level": "Subject")", R"("Level": "subject")", {"/Nodes/1/Level: is 'subject'; did you mean 'Subject'?"});
  refused(R"("Type": "meta")", R"("Type": "mixed")", {"/Nodes/1/Model/Type: is 'mixed'"});
  refused(R"("Type": "glm")", R"("Type": "meta")", {"is meta at level Run"});
  refused(R"("Test": "t"}
])",
          R"("Test": "z"}
])",
          {"/Nodes/0/Contrasts/0/Test: is 'z'"});
  refused(R"("1.0.0")", R"("2.0.0")", {"/BIDSModelVersion: is '2.0.0'", "1.x"});
}

TEST(StatsModel, WeightsFitTheirConditions) {
  refused("[1, -1]", "[1]", {"has 1 weights for the 2 conditions"});
  refused("[1, -1]", "[0, 0]", {"has only weights of 0"});
  refused("[1, -1]", R"(["1/0", 1])", {"'1/0' is no weight"});
  refused("[1, -1]", R"(["a", 1])", {"'a' is no weight"});
  refused("[1, -1]", "[[1, -1]]", {"has rows of weights, but Test is t"});
  EXPECT_EQ(parse(edited(model_text(), "[1, -1]", R"(["1/4", "-0.5"])")).nodes[0].contrasts[0].weights[0][0], 0.25);
  const std::string f = edited(edited(model_text(), "[1, -1]", "[[1, 0], [0, 1]]"), R"("Test": "t")", R"("Test": "F")");
  EXPECT_EQ(parse(f).nodes[0].contrasts[0].weights.size(), 2u);
}

TEST(StatsModel, ConditionsAreInX) {
  refused(R"("trial_type.house"])", R"("trans_y"])",
          {"m.json:16: /Nodes/0/Contrasts/0: 'trans_y' is not in X of the node; did you mean 'trans_x'?"});
  refused(R"("DummyContrasts": {"Test")", R"("DummyContrasts": {"Contrasts": ["age"], "Test")", {"'age' is not in X"});
  refused(R"("trial_type.house"])", "2]", {"is the number 2; the only number here is 1"});
}

TEST(StatsModel, NamesAreUnique) {
  refused("\"t\"}\n]},", R"("t"},
{"Name": "faces", "ConditionList": [1], "Weights": [1], "Test": "t"}
]},)",
          {"m.json:17", "a contrast 'faces' is there already"});
  refused(R"("Name": "dataset")", R"("Name": "run")", {"a node 'run' is there already"});
  refused(R"("trans_x"])", R"("trans_x", "trans_x"])", {"'trans_x' is in X twice"});
  refused(R"(["subject", "run"])", R"(["run", "run"])", {"'run' is in GroupBy twice"});
}

TEST(StatsModel, EdgesGoSomewhere) {
  const auto with_edges = [](const std::string& edges) {
    return edited(model_text(), "\n]\n}", "\n],\n\"Edges\": [" + edges + "]\n}");
  };
  const auto refused_edges = [&](const std::string& edges, const std::vector<std::string>& parts) {
    test::expect_refused(Fault::input, parts, [&] { parse(with_edges(edges)); });
  };
  refused_edges(R"({"Source": "rum", "Destination": "subject"})", {"/Edges/0/Source: there is no node 'rum'", "'run'"});
  refused_edges(R"({"Source": "run", "Destination": "run"})", {"leads from a node to itself"});
  refused_edges(R"({"Source": "run", "Destination": "subject"})", {"no edge leads to 'dataset'"});
  refused_edges(R"({"Source": "dataset", "Destination": "subject"})", {"from level Dataset down to level Subject"});
  refused_edges(R"({"Source": "subject", "Destination": "run"})", {"takes images"});
  refused_edges(R"({"Source": "run", "Destination": "subject", "Filter": {"contrst": ["a"]}})", {"'contrst'"});
}

TEST(StatsModel, NodesOfOneLevelMayNotFormACircle) {
  std::string text = edited(model_text(), R"("Level": "Dataset")", R"("Level": "Subject")");
  text = edited(text, "\n]\n}", R"(
],
"Edges": [{"Source": "run", "Destination": "subject"}, {"Source": "subject", "Destination": "dataset"},
{"Source": "dataset", "Destination": "subject"}]
})");
  test::expect_refused(Fault::input, {"the edges lead in a circle"}, [&] { parse(text); });
}

TEST(StatsModel, ARunNeedsAnIntercept) {
  refused(R"("X": [1, "trial_type.*")", R"("X": ["trial_type.*")", {"/Nodes/0/Model/X: lacks 1, the intercept"});
}

TEST(StatsModel, OptionsAreForRuns) {
  refused(R"("X": [1]}, "DummyContrasts")", R"("X": [1], "Options": {}}, "DummyContrasts")",
          {"/Nodes/1/Model/Options: has no effect at level Subject"});
  refused("0.0078", "0", {"a cut-off is above 0"});
  refused("0.0078", R"(0.0078, "LowPassFilterCutoffHz": 0.001)", {"nothing would be left"});
  refused("0.0078", R"(0.0078, "Aggregate": "median")", {"/Aggregate: is 'median'"});
  refused("0.0078", R"(0.0078, "Mask": {})", {"/Mask: is empty"});
}

TEST(StatsModel, ResponsesAreKnown) {
  refused(R"("Model": "spm")", R"("Model": "afni")", {"'afni' is no response that attune has"});
  refused(R"("Model": "spm")", R"("Model": "fir")", {"needs FirDelays"});
  refused(R"("Model": "spm")", R"("Model": "fir", "FirDelays": [0, 2])", {"/FirDelays/1: is 2; delays are 0, 1, 2"});
  refused(R"("Model": "spm")", R"("Model": "spm", "Dispersion": true)", {"needs the time derivative too"});
  refused(R"("Model": "spm")", R"("Model": "spm", "FirDelays": [0])", {"is for Model \"fir\" only"});
  const StatsModel model =
      parse(edited(model_text(), R"("X": [1,)", R"("HRF": {"Variables": ["trans_x"], "Model": "Glover + derivative"},
"X": [1,)"));
  EXPECT_EQ(model.nodes[0].hrf->response.kind, bold::ResponseKind::glover);
  EXPECT_TRUE(model.nodes[0].hrf->response.time_derivative);
  refused(R"("X": [1,)", R"("HRF": {"Variables": ["a"], "Model": "spm"},
"X": [1,)",
          {"'a' is not in X"});
  refused(R"("X": [1,)", R"("HRF": {"Variables": ["trans_x"], "Model": "spm", "Parameters": {"peak": 5}},
"X": [1,)",
          {"/Parameters/peak"});
}

TEST(StatsModel, InstructionsAreWholeBeforeTheyAreRun) {
  const auto instruction = [](const std::string& text, const std::vector<std::string>& parts) {
    refused(R"({"Name": "Factor", "Input": ["trial_type"]})", text, parts);
  };
  instruction(R"({"Name": "Factor"})", {"lacks 'Input'"});
  instruction(R"({"Name": "Factor", "Input": []})", {"/Input: is empty"});
  instruction(R"({"Name": "Factor", "Input": "a", "Output": "b"})", {"Factor names its outputs itself"});
  instruction(R"({"Name": "Factor", "Input": "a", "RefLevel": "x"})", {"has no effect without Constraint"});
  instruction(R"({"Name": "Copy", "Input": "a"})", {"Copy lacks Output"});
  instruction(R"({"Name": "Product", "Input": ["a", "b"], "Output": ["c", "d"]})", {"2 names for 1 outputs"});
  instruction(R"({"Name": "Demean", "Input": ["a*"], "Output": ["c"]})", {"Input holds a pattern"});
  instruction(R"({"Name": "Sum", "Input": ["a", "b"], "Weights": [1], "Output": "c"})", {"1 weights for 2 inputs"});
  instruction(R"({"Name": "Power", "Input": "a"})", {"lacks 'Value'"});
  instruction(R"({"Name": "Threshold", "Input": "a", "Above": 1})", {"/Above: is number, expected true or false"});
  instruction(R"({"Name": "Replace", "Input": "a", "Replace": {}})", {"/Replace: is empty"});
  instruction(R"({"Name": "Assign", "Input": "a", "Target": "b", "TargetAttr": "length"})", {"'length'"});
  instruction(R"({"Name": "Scale", "Input": "a", "ReplaceNa": "never"})", {"'never'"});
  instruction("3", {"is no object with a Name"});
}

TEST(StatsModel, ConvolutionIsForRuns) {
  refused(R"("Model": {"Type": "meta")", R"("Transformations": {"Transformer": "pybids-transforms-v1",
"Instructions": [{"Name": "Convolve", "Input": "a"}]}, "Model": {"Type": "meta")",
          {"Convolve is for the level Run"});
}

TEST(StatsModel, PatternsKnowStarsAndMarks) {
  const auto fits = [](const char* pattern, const char* name) { return matches(Term{pattern, {}}, name); };
  EXPECT_TRUE(fits("trial_type.*", "trial_type.face"));
  EXPECT_TRUE(fits("a_comp_cor_0?", "a_comp_cor_03"));
  EXPECT_FALSE(fits("a_comp_cor_0?", "a_comp_cor_0"));
  EXPECT_TRUE(fits("*", ""));
  EXPECT_TRUE(fits("a*b*c", "axxbyybc"));
  EXPECT_FALSE(fits("a*b", "axbc"));
  EXPECT_FALSE(fits("face", "faces"));
}

}  // namespace
}  // namespace attune::statsmodel
