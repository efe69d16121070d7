#include "attune/cli/progress_line.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

namespace attune::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct State {
  Clock::time_point last = Clock::now();
  bool shown = false;
};

void draw(const std::string& label, std::size_t done, std::size_t total) {
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = total > 0 ? kWidth * done / total : 0;
  fmt::print(stderr, "\r{} [{}{}] {}/{}", label, std::string(filled, '#'), std::string(kWidth - filled, '.'), done,
             total);
  if (done == total) fmt::print(stderr, "\r{}\r", std::string(label.size() + kWidth + 40, ' '));
  std::fflush(stderr);
}

}  // namespace

parallel::Progress progress_line(std::string label, bool terminal) {
  const auto state = std::make_shared<State>();
  return [label = std::move(label), terminal, state](std::size_t done, std::size_t total) {
    const auto now = Clock::now();
    const auto pause = terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(60000);
    const bool last = done >= total && state->shown;
    if (now - state->last < pause && !last) return;
    state->last = now;
    state->shown = true;
    if (terminal)
      draw(label, done, total);
    else if (done < total)
      fmt::print(stderr, "{}: {} of {}\n", label, done, total);
  };
}

}  // namespace attune::cli
