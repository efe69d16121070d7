#pragma once

#include <span>
#include <string>
#include <vector>

#include "attune/cli/session.hpp"
#include "attune/cli/tool.hpp"

namespace attune::cli {

/// What a command line asked for besides the command's own arguments.
struct Parsed {
  CommonOptions common;
  bool help = false, version = false, spec = false;
};

/// Declares the options every command has.
void declare_common(Tool& tool, Parsed& parsed);

/// Stores the arguments into the tool's targets. Unknown options, missing or bad values and missing inputs are usage
/// errors that name the nearest known option. Options may stand anywhere; `--` ends them. With --help, --version or
/// --spec nothing else is required.
void parse(const Tool& tool, const Tool& common, std::span<const std::string> arguments, Parsed& parsed);

}  // namespace attune::cli
