#include "attune/overlap/failures.hpp"

#include <fmt/format.h>

namespace attune::overlap {

std::string named(const std::filesystem::path& file, std::string_view message) {
  const std::string name = describe(file);
  if (message.find(name) != std::string_view::npos) return std::string(message);
  return fmt::format("{}: {}", name, message);
}

void attempt(const std::filesystem::path& file, Failures& failures, const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    const Error whole(error.fault(), error.fault() == Fault::usage ? error.what() : named(file, error.what()));
    if (error.fault() != Fault::input && error.fault() != Fault::analysis) throw whole;
    failures.push_back(whole);
  }
}

void raise(const Failures& failures, std::size_t files) {
  if (failures.empty()) return;
  if (files == 1) throw failures.front();
  std::string messages;
  for (const Error& error : failures) messages += fmt::format("{}{}", messages.empty() ? "" : "; ", error.what());
  const Fault fault = failures.size() == files ? failures.front().fault() : Fault::partial;
  throw Error(fault, fmt::format("{} of {} files were not done: {}", failures.size(), files, messages));
}

}  // namespace attune::overlap
