#include "site.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/nearest_name.hpp"

namespace attune::erp {

std::vector<Site> choose_sites(std::span<const std::string> channels, const std::vector<bool>& is_bad,
                               const MeasureOptions& options, const std::string& where, Warnings& warnings) {
  std::vector<Eigen::Index> chosen;
  for (const std::string& name : options.channels) {
    const auto found = std::find(channels.begin(), channels.end(), name);
    if (found == channels.end())
      throw Error(Fault::input,
                  fmt::format("{}: there is no channel {}{}", where, in_quotes(name), suggestion(name, channels)));
    chosen.push_back(found - channels.begin());
  }
  if (options.channels.empty())
    for (std::size_t c = 0; c < channels.size(); ++c) chosen.push_back(static_cast<Eigen::Index>(c));

  std::vector<Site> sites;
  if (!options.combine) {
    for (const Eigen::Index c : chosen) {
      const auto i = static_cast<std::size_t>(c);
      sites.push_back({channels[i], {c}, is_bad[i] ? "bad channel" : ""});
    }
    return sites;
  }
  Site site;
  std::vector<std::string> names, left_out;
  for (const Eigen::Index c : chosen) {
    const auto i = static_cast<std::size_t>(c);
    names.push_back(channels[i]);
    if (is_bad[i])
      left_out.push_back(channels[i]);
    else
      site.channels.push_back(c);
  }
  site.name = options.site.empty() ? fmt::format("{}", fmt::join(names, "+")) : options.site;
  if (site.channels.empty())
    site.unusable = "bad channel";
  else if (!left_out.empty())
    warnings.push_back(
        fmt::format("{}: bad channels are not part of the mean {}: {}", where, site.name, fmt::join(left_out, ", ")));
  sites.push_back(std::move(site));
  return sites;
}

Eigen::RowVectorXd waveform_of(const Site& site, const Eigen::MatrixXd& data) {
  Eigen::RowVectorXd out = Eigen::RowVectorXd::Zero(data.cols());
  for (const Eigen::Index c : site.channels) out += data.row(c);
  return out / static_cast<double>(site.channels.size());
}

}  // namespace attune::erp
