#include "attune/statsmodel/estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/stats/distributions.hpp"
#include "attune/stats/f_distribution.hpp"

namespace attune::statsmodel {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::string entity(const Estimates& estimates, const char* name) {
  const auto found = estimates.entities.find(name);
  return found == estimates.entities.end() || found->second.empty() ? "n/a" : found->second;
}

std::string or_missing(const std::string& text) { return text.empty() ? "n/a" : text; }

/// What a node groups by that has no column of its own, such as a column of participants.tsv.
std::vector<std::string> further_groups(const Node& node) {
  std::vector<std::string> out;
  for (const std::string& name : node.group_by)
    if (name != "contrast" && name != "subject" && name != "session" && name != "task" && name != "run")
      out.push_back(name);
  return out;
}

/// The columns of an estimates table as they grow.
struct Rows {
  Column::Text node, level, subject, session, task, run, input_contrast, contrast, test, region, unit, reason;
  Column::Numbers effect, se, t, df, p, f, f_df1, f_df2, effect_image, se_image, baseline, rho;
  Column::Integers n, left_out;

  void add_labels(const Node& of, const Estimates& e, const std::string& name) {
    node.push_back(of.name);
    level.push_back(name_of(of.level));
    const std::string label = entity(e, "subject");
    subject.push_back(label == "n/a" ? label : "sub-" + label);
    session.push_back(entity(e, "session"));
    task.push_back(entity(e, "task"));
    run.push_back(entity(e, "run"));
    input_contrast.push_back(or_missing(e.input_contrast));
    contrast.push_back(e.contrast);
    test.push_back(name_of(e.test));
    region.push_back(name);
    unit.push_back(e.test == Test::f ? "n/a" : e.unit);
  }

  void add_numbers(const Estimates& e, Eigen::Index i) {
    const bool is_f = e.test == Test::f;
    const double error = std::sqrt(e.variance(i));
    effect.push_back(e.effect(i));
    se.push_back(error);
    const bool tested = e.test == Test::t;
    t.push_back(tested ? e.effect(i) / error : kMissing);
    const double degrees = e.df(i);
    df.push_back(degrees);
    f.push_back(is_f ? e.f(i) : kMissing);
    f_df1.push_back(is_f ? e.f_df1(i) : kMissing);
    f_df2.push_back(is_f ? e.f_df2(i) : kMissing);
    double probability = kMissing;
    if (tested && std::isfinite(t.back()) && degrees > 0) probability = stats::student_t_two_sided(t.back(), degrees);
    if (is_f && std::isfinite(e.f(i)) && e.f_df2(i) > 0) probability = stats::f_upper(e.f(i), e.f_df1(i), e.f_df2(i));
    p.push_back(probability);
    n.push_back(e.inputs(i));
    left_out.push_back(e.left_out(i));
    reason.push_back(or_missing(e.reasons[static_cast<std::size_t>(i)]));
    if (e.effect_image.size() == 0) return;
    effect_image.push_back(e.effect_image(i));
    se_image.push_back(e.se_image(i));
    baseline.push_back(e.baseline(i));
    rho.push_back(e.rho(i));
  }
};

}  // namespace

void Reasons::assign(std::size_t count, const std::string& text) {
  texts_ = {text};
  codes_.assign(count, 0);
}

void Reasons::set(std::size_t index, const std::string& text) {
  auto found = std::find(texts_.begin(), texts_.end(), text);
  if (found == texts_.end()) found = texts_.insert(texts_.end(), text);
  codes_[index] = static_cast<std::uint32_t>(found - texts_.begin());
}

void Estimates::resize(std::size_t count) {
  const auto size = static_cast<Eigen::Index>(count);
  effect = variance = df = Eigen::ArrayXd::Constant(size, kMissing);
  if (test == Test::f) f = f_df1 = f_df2 = effect;
  inputs = left_out = Eigen::ArrayXi::Zero(size);
  reasons.assign(count, "");
}

Table to_table(const Node& node, const std::vector<Estimates>& estimates) {
  Rows rows;
  for (const Estimates& e : estimates)
    for (std::size_t i = 0; i < e.elements->names.size(); ++i) {
      rows.add_labels(node, e, e.elements->names[i]);
      rows.add_numbers(e, static_cast<Eigen::Index>(i));
    }
  Table table;
  table.add("node", rows.node);
  table.add("level", rows.level);
  table.add("subject", rows.subject);
  table.add("session", rows.session);
  table.add("task", rows.task);
  table.add("run", rows.run);
  for (const std::string& name : further_groups(node)) {
    Column::Text labels;
    for (const Estimates& e : estimates) labels.insert(labels.end(), e.elements->names.size(), entity(e, name.c_str()));
    table.add("by_" + name, std::move(labels));
  }
  table.add("input_contrast", rows.input_contrast);
  table.add("contrast", rows.contrast);
  table.add("test", rows.test);
  table.add("region", rows.region);
  table.add("effect", rows.effect);
  table.add("se", rows.se);
  table.add("t", rows.t);
  table.add("df", rows.df);
  table.add("p", rows.p);
  table.add("f", rows.f);
  table.add("f_df1", rows.f_df1);
  table.add("f_df2", rows.f_df2);
  table.add("n", rows.n);
  table.add("left_out", rows.left_out);
  table.add("unit", rows.unit);
  table.add("reason", rows.reason);
  if (node.level != Level::run) return table;
  table.add("effect_image", rows.effect_image);
  table.add("se_image", rows.se_image);
  table.add("baseline", rows.baseline);
  table.add("rho", rows.rho);
  return table;
}

std::vector<ColumnMeaning> estimate_meanings(const Node& node) {
  const bool run = node.level == Level::run;
  std::vector<ColumnMeaning> out{
      {"node", "node of the model", ""},
      {"level", "of what the estimate is: Run, Session, Subject or Dataset", ""},
      {"subject", "participant; n/a above participants", ""},
      {"session", "session label, n/a where groups hold several or none", ""},
      {"task", "task label", ""},
      {"run", "run label, n/a above runs", ""},
      {"input_contrast", "contrast of the node below that went in", ""},
      {"contrast", "contrast of this node", ""},
      {"test", "t, F, or pass (passed on without a test)", ""},
      {"region", "region of the atlas or label of the mask", ""},
      {"effect",
       "the contrast. Unit percent: percent signal change, 100 x weights x coefficients x height of the answer to one "
       "event of value 1 and the mean duration / resting signal; image: weights x coefficients",
       ""},
      {"se", "standard error of effect", ""},
      {"t", "effect / se", ""},
      {"df", "degrees of freedom of t", ""},
      {"p", "two-sided probability of t, or that of F", ""},
      {"f", "Wald's F of a contrast of several rows", ""},
      {"f_df1", "first degrees of freedom of F", ""},
      {"f_df2", "second degrees of freedom of F", ""},
      {"n", run ? "volumes of the run" : "estimates that went in", ""},
      {"left_out", run ? "volumes left out" : "estimates of the group that had no number and were left out", ""},
      {"unit", "of effect and se", ""},
      {"reason", "why there is no estimate", ""}};
  for (const std::string& name : further_groups(node))
    out.push_back({"by_" + name, "value of " + name + ", by which the node groups", ""});
  if (!run) return out;
  out.push_back({"effect_image", "weights x coefficients, in image units per unit of the columns", "image units"});
  out.push_back({"se_image", "standard error of effect_image", "image units"});
  out.push_back({"baseline", "resting signal: intercept and the mean of what confounds add", "image units"});
  out.push_back({"rho", "autoregression of the noise", ""});
  return out;
}

std::vector<Measure> to_measures(const Node& node, const std::vector<Estimates>& estimates) {
  std::vector<Measure> out;
  for (const Estimates& e : estimates) {
    const auto subject = e.entities.find("subject");
    if (e.test == Test::f || subject == e.entities.end() || node.level == Level::dataset) continue;
    for (std::size_t i = 0; i < e.elements->names.size(); ++i) {
      const auto index = static_cast<Eigen::Index>(i);
      Measure row;
      row.participant_id = "sub-" + subject->second;
      const auto label = [&](const char* name) {
        const std::string text = entity(e, name);
        return text == "n/a" ? std::string() : text;
      };
      row.session = label("session");
      row.task = label("task");
      row.run = label("run");
      row.modality = "fmri";
      row.measure = e.unit == "percent" ? "psc" : "effect";
      row.site = e.elements->names[i];
      row.condition = e.contrast;
      row.value = e.effect(index);
      row.unit = e.unit;
      row.n = e.inputs(index);
      row.quality = std::sqrt(e.variance(index));
      row.excluded = std::isnan(row.value) ? or_missing(e.reasons[i]) : "";
      row.source = e.source.empty() ? node.name : e.source;
      out.push_back(std::move(row));
    }
  }
  return out;
}

}  // namespace attune::statsmodel
