#include "attune/latency/answer.hpp"

namespace attune::latency {

std::vector<std::string> compare_paragraphs() {
  return {
      "The estimate is A - B of --levels. individual: everyone's own score by Welch's t (of pairs with --paired), "
      "d, "
      "g, the JZS Bayes factor of that t and its df, and with --sesoi two one-sided tests. jackknife: scores "
      "retrieved from the averages that leave one person out, per group, by the same t. --permutations: people "
      "change groups (conditions within people), for scores and for grand averages, whose difference is divided by "
      "its jackknife error each time. --bootstrap: people drawn anew, symmetric bootstrap-t intervals of the same "
      "two.",
      "The grand averages' difference stands beside that of the mean scores: they are not the same. People whose "
      "score does not exist are counted with the reason; averages keep them. flags say where methods disagree, "
      "whether missing scores are spread unevenly, whether the window cuts the component, and how much of the "
      "variance between people is measurement error (SME, where the files hold epochs).",
      "The jackknife of a peak's latency, onset or offset, and the bootstrap of grand averages with it, are refused "
      "where a grand average is not smooth: where the curvature of its component is less than 3 standard errors of the "
      "curvature from sample to sample (1 for onsets and offsets). Low-pass the data, or measure areas. Averages are "
      "always read at the vertex of their peak."};
}

}  // namespace attune::latency
