#include "attune/scalp/spline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <matio.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "attune/eeg/recording.hpp"
#include "attune/scalp/channel_match.hpp"
#include "attune/scalp/sphere.hpp"
#include "shared_data.hpp"

namespace attune::scalp {
namespace {

// The reference's Pz from the 29 other channels of eeglab_data, in microvolts at its samples.
struct Interpolation {
  std::vector<std::string> sources;
  Eigen::MatrixXd potentials;  // sources x samples
  Eigen::VectorXd expected;    // per sample
};

Interpolation interpolation_of(const std::filesystem::path& recording_path, const std::filesystem::path& reference) {
  const nlohmann::json json = nlohmann::json::parse(std::ifstream(reference)).at("spline_interpolation_Pz");
  const eeg::Recording recording = eeg::read_recording(recording_path);
  std::vector<std::string> names;
  for (const eeg::Channel& channel : recording.channels) names.push_back(channel.name);
  const Match found = match(names, montage("standard_1020"));
  Interpolation out;
  const auto samples = json.at("samples").get<std::vector<Eigen::Index>>();
  const auto values = json.at("value_uV").get<std::vector<double>>();
  out.expected = Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  for (const std::string& channel : json.at("channels").get<std::vector<std::string>>())
    if (channel != "Pz") out.sources.push_back(channel);
  out.potentials.resize(static_cast<Eigen::Index>(out.sources.size()), out.expected.size());
  for (std::size_t i = 0; i < out.sources.size(); ++i) {
    const auto at = std::find_if(found.channels.begin(), found.channels.end(),
                                 [&](const ChannelMatch& c) { return c.electrode && c.name == out.sources[i]; });
    out.potentials.row(static_cast<Eigen::Index>(i)) =
        1e6 * recording.data.row(at - found.channels.begin())(Eigen::all, samples);
  }
  return out;
}

// MNE moves the montage to its head frame by fiducials held in single precision, so its matrix is no exact rotation,
// and searches the sphere's centre until a step is 1e-6 of the radius; both depend on the machine's linear algebra and
// move the interpolated values by 1e-6. These are the numbers of the run that made the reference (MNE 1.3.0 with
// OpenBLAS 0.3.21's AVX-512 kernels reproduces it bit for bit).
Positions in_reference_frame(const Positions& positions) {
  Eigen::Matrix3d turn;
  turn << 0x1.ffff2cp-1, 0x1.d18d1cp-9, 0x1.a7b9cp-13, -0x1.d24c32p-9, 0x1.ff2cdcp-1, 0x1.cfe108p-5, -0x1.3f4cp-21,
      -0x1.cfe1cap-5, 0x1.ff2dbp-1;
  const Eigen::RowVector3d shift(-0x1.ce1678178297cp-10, 0x1.fd73288b6020fp-6, 0x1.4461733964d06p-5);
  return ((positions / 1000.0) * turn.transpose()).rowwise() + shift;  // metres
}
const Eigen::Vector3d kReferenceOrigin(-0x1.01f1f4aa352a1p-10, 0x1.8bfa3490048e3p-7, 0x1.8b8f4bd366c3cp-5);

TEST(InterpolationWeights, AreThoseOfMneAtItsOrigin) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Interpolation pz = interpolation_of(path, reference);
  const Montage ten = montage("standard_1020");
  const Eigen::MatrixXd weights =
      interpolation_weights(in_reference_frame(positions_of(ten, pz.sources)),
                            in_reference_frame(positions_of(ten, {"Pz"})), kReferenceOrigin);
  const Eigen::VectorXd values = (weights * pz.potentials).transpose();
  EXPECT_LT(((values - pz.expected).array() / pz.expected.array()).abs().maxCoeff(), 1e-9);
}

TEST(InterpolationWeights, AtTheBestSphereDifferFromMneByItsSearchAlone) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Interpolation pz = interpolation_of(path, reference);
  const Montage ten = montage("standard_1020");
  std::vector<std::string> all = pz.sources;
  all.emplace_back("Pz");
  const Sphere sphere = fit_sphere(positions_of(ten, all));
  const Eigen::MatrixXd weights =
      interpolation_weights(positions_of(ten, pz.sources), positions_of(ten, {"Pz"}), sphere.centre);
  const Eigen::VectorXd values = (weights * pz.potentials).transpose();
  EXPECT_LT(((values - pz.expected).array() / pz.expected.array()).abs().maxCoeff(), 2e-6);
}

// scipy 1.10.1, least_squares with analytic derivatives and tolerances of 1e-15, on the distances of the 30 electrodes
// in the frame of the reference's run, in mm.
TEST(FitSphere, IsTheOptimumThatScipyFindsAndMneApproaches) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Interpolation pz = interpolation_of(path, reference);
  std::vector<std::string> all = pz.sources;
  all.emplace_back("Pz");
  const Sphere sphere = fit_sphere(1000.0 * in_reference_frame(positions_of(montage("standard_1020"), all)));
  EXPECT_LT((sphere.centre - 1000.0 * kReferenceOrigin).norm(), 4e-6 * sphere.radius);
  EXPECT_LT((sphere.centre - Eigen::Vector3d(-0.983944239, 12.084334799, 48.285882298)).norm(), 1e-7 * sphere.radius);
  EXPECT_NEAR(sphere.radius, 93.266997104, 1e-7 * sphere.radius);
}

// A variable of a MATLAB file, rows x columns.
Eigen::MatrixXd mat_variable(const std::filesystem::path& path, const char* name) {
  const std::unique_ptr<mat_t, decltype(&Mat_Close)> file(Mat_Open(path.c_str(), MAT_ACC_RDONLY), &Mat_Close);
  const std::unique_ptr<matvar_t, decltype(&Mat_VarFree)> variable(Mat_VarRead(file.get(), name), &Mat_VarFree);
  return Eigen::Map<const Eigen::MatrixXd>(static_cast<const double*>(variable->data),
                                           static_cast<Eigen::Index>(variable->dims[0]),
                                           static_cast<Eigen::Index>(variable->dims[1]));
}

struct Csd {
  Eigen::MatrixXd potentials, expected;
  Positions positions;
};

Csd csd_files(const std::filesystem::path& folder) {
  return {mat_variable(folder / "test_eeg.mat", "data"), mat_variable(folder / "test_eeg_csd.mat", "csd"),
          mat_variable(folder / "test_eeg_pos.mat", "coords").transpose()};
}

double relative(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

constexpr double kUnitSphere = 1000;  // mm: the toolbox leaves the radius out, so that 1 m is its unit

// The CSD toolbox (Kayser & Tenke) does not put electrodes on the sphere: its cosines are 1 - chord^2 / 2 with lengths
// in units of the largest radius, 85.00061 mm. m 4, 50 terms, lambda 1e-5.
TEST(CurrentSourceDensity, IsThatOfTheCsdToolboxForItsCosines) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/reference/csd");
  const Csd csd = csd_files(folder);
  const Positions scaled = csd.positions / csd.positions.rowwise().norm().maxCoeff();
  Eigen::MatrixXd cosines(scaled.rows(), scaled.rows());
  for (Eigen::Index i = 0; i < scaled.rows(); ++i)
    cosines.col(i) = 1.0 - 0.5 * (scaled.rowwise() - scaled.row(i)).rowwise().squaredNorm().array();
  EXPECT_LT(relative(current_source_density(cosines, kUnitSphere) * csd.potentials, csd.expected), 1e-10);
}

// On the sphere itself: the reference's electrodes are off it by up to 1e-5 of the radius, and splines of close
// electrodes magnify that. MNE's own test allows 2e-7 of a largest value of 4.66e-5 (0.43 %); ours is at 0.312 %.
TEST(CurrentSourceDensity, OfElectrodesPutOnTheSphereIsNearTheToolbox) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/reference/csd");
  const Csd csd = csd_files(folder);
  const Eigen::MatrixXd t = current_source_density(csd.positions, Sphere{Eigen::Vector3d::Zero(), kUnitSphere});
  EXPECT_LT(relative(t * csd.potentials, csd.expected), 0.0043);
}

}  // namespace
}  // namespace attune::scalp
