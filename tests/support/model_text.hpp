#pragma once

#include <gtest/gtest.h>

#include <string>

namespace attune::test {

/// A BIDS Stats Model of three levels, one thing per line so that lines of messages can be counted.
inline std::string model_text() {
  return R"({
"Name": "faces",
"BIDSModelVersion": "1.0.0",
"Description": "a test",
"Input": {"task": ["faces"]},
"Nodes": [
{"Level": "Run", "Name": "run", "GroupBy": ["subject", "run"],
"Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [
{"Name": "Factor", "Input": ["trial_type"]},
{"Name": "Convolve", "Model": "spm", "Input": ["trial_type.*"]}
]},
"Model": {"Type": "glm",
"X": [1, "trial_type.*", "trans_x"],
"Options": {"HighPassFilterCutoffHz": 0.0078}},
"Contrasts": [
{"Name": "faces", "ConditionList": ["trial_type.face", "trial_type.house"], "Weights": [1, -1], "Test": "t"}
]},
{"Level": "Subject", "Name": "subject", "GroupBy": ["subject", "contrast"],
"Model": {"Type": "meta", "X": [1]}, "DummyContrasts": {"Test": "t"}},
{"Level": "Dataset", "Name": "dataset", "GroupBy": ["contrast"],
"Model": {"Type": "glm", "X": [1]}, "DummyContrasts": {"Test": "t"}}
]
})";
}

/// The text with the first `what` replaced; a text without it is a test that proves nothing.
inline std::string edited(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace attune::test
