#include "window_correlations.hpp"

#include <cmath>

#include "attune/artefact/robust.hpp"

namespace attune::artefact {

Eigen::MatrixXd window_correlations(const Eigen::MatrixXd& columns, const std::vector<Window>& windows,
                                    const std::vector<bool>& usable,
                                    const Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>& silent, double q,
                                    parallel::Threads threads) {
  Eigen::MatrixXd out =
      Eigen::MatrixXd::Constant(static_cast<Eigen::Index>(windows.size()), columns.cols(), ChannelMeasures::kNone);
  parallel::for_chunks(windows.size(), 16, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t w = begin; w < end; ++w) {
      const auto row = static_cast<Eigen::Index>(w);
      const Window& window = windows[w];
      std::vector<Eigen::Index> heard;
      Eigen::MatrixXd unit(window.count, columns.cols());
      for (Eigen::Index c = 0; c < columns.cols(); ++c) {
        if (!usable[static_cast<std::size_t>(c)]) continue;
        out(row, c) = 0;
        const Eigen::VectorXd values = columns.col(c).segment(window.first, window.count);
        const Eigen::VectorXd centred = values.array() - values.mean();
        const double length = centred.norm();
        if (silent(row, c) || !(length > 0)) continue;
        unit.col(static_cast<Eigen::Index>(heard.size())) = centred / length;
        heard.push_back(c);
      }
      const auto n = static_cast<Eigen::Index>(heard.size());
      Eigen::MatrixXd r = (unit.leftCols(n).transpose() * unit.leftCols(n)).cwiseAbs();
      r.diagonal().setZero();
      for (Eigen::Index i = 0; i < n; ++i)
        out(row, heard[static_cast<std::size_t>(i)]) = quantile({r.col(i).data(), r.col(i).data() + n}, q);
    }
  });
  return out;
}

}  // namespace attune::artefact
