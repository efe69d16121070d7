#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "attune/decode/trials.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::test {

/// What people are made of.
struct MadePeople {
  int people = 1, channels = 8, trials = 20;  ///< trials of each condition
  int samples = 20;                           ///< at 100 Hz from -50 ms
  double effect = 0;                          ///< of the second condition, in standard deviations of the noise
  double from_ms = 50;                        ///< when it begins: a step that stays
  double width_ms = 0;                        ///< if above 0: a Gaussian of this SD around `from_ms` instead
  double memory = 0.8;                        ///< AR(1) of the noise over time
};

/// Noise that is correlated over time and channels; the second condition has a pattern added from `from_ms` on.
inline decode::PeopleTrials made_people(const MadePeople& made, std::uint64_t seed) {
  decode::PeopleTrials all;
  all.conditions = {"a", "b"};
  all.times = {Hertz(100), -5, made.samples};
  for (int c = 0; c < made.channels; ++c) all.channels.push_back(fmt::format("C{}", c + 1));
  for (int p = 0; p < made.people; ++p) {
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(p));
    decode::PersonTrials person;
    person.participant_id = "sub-" + fmt::format("{:02}", p + 1);
    const int count = 2 * made.trials;
    person.count = {static_cast<std::size_t>(made.trials), static_cast<std::size_t>(made.trials)};
    person.block.assign(static_cast<std::size_t>(count), 0);
    for (int i = 0; i < count; ++i) person.second.push_back(i >= made.trials);
    Eigen::MatrixXd noise(made.channels, count);
    const auto draw = [&] {
      for (double& value : noise.reshaped()) value = stream.normal();
      for (Eigen::Index c = 1; c < noise.rows(); ++c) noise.row(c) = 0.6 * noise.row(c - 1) + 0.8 * noise.row(c);
    };
    draw();
    Eigen::MatrixXd state = noise;
    for (int t = 0; t < made.samples; ++t) {
      Eigen::MatrixXd values = state;
      const double since = all.times.at(t).count() - made.from_ms, z = since / made.width_ms;
      const double shape = made.width_ms > 0 ? std::exp(-0.5 * z * z) : since >= 0 ? 1 : 0;
      for (int i = made.trials; i < count; ++i)
        for (int c = 0; c < made.channels; ++c) values(c, i) += made.effect * shape * std::sin(1.0 + c);
      person.at.push_back(values);
      draw();
      state = made.memory * state + std::sqrt(1 - made.memory * made.memory) * noise;
    }
    all.people.push_back(std::move(person));
  }
  return all;
}

}  // namespace attune::test
