#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/artefact/whitening.hpp"
#include "attune/base/error.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::artefact {

/// How the unmixing matrix is found. All three solve with the score tanh, whose sign follows each source (super- or
/// sub-Gaussian), and all stop at the same kind of point: a gradient whose largest entry is below the tolerance.
enum class IcaMethod {
  picard,   ///< maximum likelihood among orthogonal unmixings of whitened data: FastICA's fixed points, by
            ///< preconditioned L-BFGS (Ablin, Cardoso & Gramfort 2018, "Faster ICA under orthogonal constraint")
  infomax,  ///< extended infomax (Lee, Girolami & Sejnowski 1999): the likelihood without that constraint, by the same
            ///< solver (Ablin, Cardoso & Gramfort 2018, IEEE Trans. Signal Process. 66) instead of stochastic gradients
  fastica,  ///< symmetric FastICA with log cosh (Hyvarinen 1999)
};
/// "picard", "infomax" or "fastica"; anything else is a usage error.
IcaMethod parse_ica_method(std::string_view text);
std::string_view name_of(IcaMethod method);

struct IcaOptions {
  IcaMethod method = IcaMethod::picard;
  std::optional<Eigen::Index> components;  ///< principal components that are kept; absent: as many as the rank
  std::optional<Eigen::Index> rank;        ///< absent: found by the gap of the eigenvalues
  parallel::Seed seed{97};                 ///< of the random rotation it starts from
  double tolerance = 1e-6;                 ///< largest entry of the relative gradient
  int iterations = 500;                    ///< at most, passes of the whole data that are accepted steps
  Eigen::Index step = 1;                   ///< fit on every step-th sample; the mean and the whitening too
};

/// An unmixing of channels into components of variance 1 and the way it was found. Components are in order of the
/// variance they explain (the sum over channels of the squared weights), the largest first; the largest weight of each
/// column of `mixing` in absolute value is positive.
struct Ica {
  std::vector<std::string> channels;  ///< names of the rows of `mixing`; empty if fitted on bare numbers
  std::string filter = "none";        ///< of the copy of a recording it was fitted on
  Eigen::VectorXd mean;               ///< per channel, of the data it was fitted on
  Eigen::MatrixXd unmixing;           ///< components x channels: sources = unmixing (data - mean)
  Eigen::MatrixXd mixing;             ///< channels x components: data = mean + mixing sources + what PCA left out
  Eigen::VectorXd explained;          ///< per component: its variance over the channels, as a share of all variance
  Eigen::VectorXd kurtosis;           ///< per component: excess kurtosis over the samples of the fit
  std::vector<bool> super_gaussian;   ///< per component: sign of the score at the end
  Whitening whitening;
  IcaMethod method = IcaMethod::picard;
  parallel::Seed seed;
  Eigen::Index samples = 0;  ///< used in the fit
  Eigen::Index step = 1;
  int iterations = 0;
  bool converged = false;
  double gradient = 0;   ///< largest entry of the relative gradient at the end
  double tolerance = 0;  ///< what it had to fall below
  Warnings warnings;     ///< not converged; fewer samples than 20 per unmixing weight
};

/// Fits an ICA to `data` (channels x samples). Data that are not finite, a channel that does not vary, a rank or a
/// number of components that the data do not have are analysis errors. Not to converge is a warning, with the gradient.
/// The same bytes for any number of threads.
Ica fit_ica(const Eigen::Ref<const Eigen::MatrixXd>& data, const IcaOptions& options = {},
            parallel::Threads threads = {});

/// Sources of some data (components x samples): unmixing (data - mean), `mean` being that of each row of these data.
/// NaN samples give NaN.
Eigen::MatrixXd sources_of(const Ica& ica, const Eigen::Ref<const Eigen::MatrixXd>& data);

/// Amari's distance of an estimated unmixing and the true mixing (Amari, Cichocki & Yang 1996), scaled to [0, 1]: 0 if
/// `unmixing * mixing` is a scaled permutation. Both k x k in effect; a zero row or column is an analysis error.
double amari_distance(const Eigen::MatrixXd& unmixing, const Eigen::MatrixXd& mixing);

}  // namespace attune::artefact
