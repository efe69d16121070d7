#pragma once

#include <span>
#include <string>

#include "attune/cli/command.hpp"
#include "attune/cli/tool.hpp"

namespace attune::cli {

/// Text for `attune <command> --help`.
std::string help_text(const std::string& command, const Tool& tool, const Tool& common);
/// Text for `attune --help`: the commands by purpose.
std::string overview_text(std::span<const Entry> commands);
/// JSON for `attune <command> --spec`.
std::string spec_json(const std::string& command, const Tool& tool, const Tool& common);
/// The file name of a command's page: `erp-compare.md` for "erp compare".
std::string page_name(const std::string& command);
/// The page docs/commands/<page_name>.
std::string reference_page(const std::string& command, const Tool& tool, const Tool& common);
/// The page docs/commands/README.md: the commands by purpose, with links.
std::string reference_index(std::span<const Entry> commands);
/// A completion script for `bash` or `zsh`.
std::string completion_script(const std::string& shell, std::span<const Entry> commands);

}  // namespace attune::cli
