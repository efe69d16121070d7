#pragma once

#include <cmath>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/meta.hpp"

namespace attune::test {

/// k studies whose true effects vary with variance tau2 around `mean`; sampling variances are uniform in 0.02 .. 0.2,
/// as those of g with 20 to 200 participants.
struct StudyField {
  std::size_t k = 10;
  double tau2 = 0.1, mean = 0.0;
};

/// Shares of meta-analyses that find an effect (p < .05), whose interval covers the mean, and whose prediction interval
/// holds the true effect of one more study.
struct MetaShares {
  double significant = 0.0, covers = 0.0, predicts = 0.0;
};

inline stats::Studies drawn_studies(const StudyField& field, parallel::Stream& stream) {
  stats::Studies out;
  for (std::size_t i = 0; i < field.k; ++i) {
    out.names.push_back("s");
    out.variances.push_back(0.02 + 0.18 * stream.uniform());
    const double truth = field.mean + std::sqrt(field.tau2) * stream.normal();
    out.effects.push_back(truth + std::sqrt(out.variances.back()) * stream.normal());
  }
  return out;
}

inline MetaShares shares_of_meta(const StudyField& field, std::size_t analyses, const stats::MetaOptions& options) {
  std::vector<MetaShares> chunks((analyses + 99) / 100);
  parallel::for_chunks(analyses, 100, {}, [&](std::size_t begin, std::size_t end) {
    MetaShares& sum = chunks[begin / 100];
    for (std::size_t i = begin; i < end; ++i) {
      parallel::Stream stream({1986}, i);
      const stats::MetaAnalysis m = stats::analyse_studies(drawn_studies(field, stream), options);
      const double next = field.mean + std::sqrt(field.tau2) * stream.normal();
      sum.significant += m.overall.p < 0.05 ? 1.0 : 0.0;
      sum.covers += m.overall.interval.low <= field.mean && field.mean <= m.overall.interval.high ? 1.0 : 0.0;
      if (m.prediction) sum.predicts += m.prediction->low <= next && next <= m.prediction->high ? 1.0 : 0.0;
    }
  });
  MetaShares out;
  for (const MetaShares& chunk : chunks) {
    out.significant += chunk.significant / static_cast<double>(analyses);
    out.covers += chunk.covers / static_cast<double>(analyses);
    out.predicts += chunk.predicts / static_cast<double>(analyses);
  }
  return out;
}

inline stats::MetaOptions meta_options(stats::MetaMethod method, stats::MetaTest test,
                                       stats::PredictionDf prediction = stats::PredictionDf::higgins) {
  stats::MetaOptions options;
  options.method = method;
  options.test = test;
  options.prediction = prediction;
  return options;
}

}  // namespace attune::test
