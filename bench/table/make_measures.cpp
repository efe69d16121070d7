// make_measures FILE MEGABYTES: a long measures table for the time of a whole command,
//   attune compare FILE --value value --by condition --levels secure,insecure --where measure=m017
#include <cstdio>
#include <string>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "measures_text.hpp"

int main(int argc, char** argv) {
  const auto megabytes = argc == 3 ? attune::parse_integer(argv[2]) : std::nullopt;
  if (!megabytes) {
    std::fputs("usage: make_measures FILE MEGABYTES\n", stderr);
    return 2;
  }
  attune::AtomicFile file(argv[1], attune::Overwrite::allow);
  file.write(attune::bench::measures_header());
  std::int64_t written = 0;
  for (int participant = 1; written < *megabytes * 1000000; ++participant) {
    const std::string rows = attune::bench::measures_of(participant);
    file.write(rows);
    written += static_cast<std::int64_t>(rows.size());
  }
  file.commit();
  return 0;
}
