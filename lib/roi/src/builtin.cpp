#include "attune/roi/spheres.hpp"

namespace attune::roi {
namespace {

Sphere sphere(const char* name, double x, double y, double z, double radius, const char* source) {
  return {name, {x, y, z}, Millimetres(radius), "MNI", source};
}

// Medians of the peaks that Neurosynth (version 7) holds for papers whose title has the region's name. Anterior insula
// and vlPFC lie 11 mm apart: their radii (6 and 8 mm elsewhere) are 5 mm here so that they share no voxel.
std::vector<Sphere> core() {
  return {
      sphere("amygdala_L", -22, -4, -18, 6, "Neurosynth 7, median of 630 peaks of 177 papers"),
      sphere("amygdala_R", 24, -3, -18, 6, "Neurosynth 7, median of 593 peaks of 177 papers"),
      sphere("ventral_striatum_L", -12, 10, -5, 6, "Neurosynth 7, median of 339 peaks of 162 papers"),
      sphere("ventral_striatum_R", 12, 10, -6, 6, "Neurosynth 7, median of 349 peaks of 160 papers"),
      sphere("vmPFC", 0, 45, -12, 8, "Neurosynth 7, median of 152 peaks of 66 papers"),
      sphere("dlPFC_L", -42, 29, 27, 8, "Neurosynth 7, median of 343 peaks of 187 papers"),
      sphere("dlPFC_R", 42, 34, 28, 8, "Neurosynth 7, median of 444 peaks of 200 papers"),
      sphere("vlPFC_L", -46, 24, 0, 5, "Neurosynth 7, median of 221 peaks of 84 papers; radius 5 beside the insula"),
      sphere("vlPFC_R", 46, 24, 0, 5, "Neurosynth 7, median of 207 peaks of 75 papers; radius 5 beside the insula"),
      sphere("dACC", 2, 22, 38, 8, "Neurosynth 7, median of 348 peaks of 84 papers"),
      sphere("anterior_insula_L", -36, 18, -2, 5,
             "Neurosynth 7, median of 178 peaks of 70 papers; radius 5 beside vlPFC"),
      sphere("anterior_insula_R", 36, 20, 0, 5,
             "Neurosynth 7, median of 159 peaks of 67 papers; radius 5 beside vlPFC"),
      sphere("hypothalamus", 1, -6, -6, 4, "Neurosynth 7, median of 28 peaks of 10 papers: few"),
      sphere("VTA_SN", 3, -20, -12, 4, "Neurosynth 7, median of 94 peaks of 33 papers"),
      sphere("PAG", 1, -28, -8, 3, "Neurosynth 7, median of 66 peaks of 44 papers"),
  };
}

// Places from single studies of attachment and social pain; the accumbens overlaps the ventral striatum above.
std::vector<Sphere> alternatives() {
  return {
      sphere("nucleus_accumbens_L", -8, 8, -8, 4, "Atzil et al. 2017, PMID 28193868"),
      sphere("nucleus_accumbens_R", 8, 8, -8, 4, "Atzil et al. 2017, PMID 28193868"),
      sphere("medial_amygdala_L", -14, 0, -12, 4, "Atzil et al. 2017, PMID 28193868"),
      sphere("medial_amygdala_R", 14, 0, -12, 4, "Atzil et al. 2017, PMID 28193868"),
      sphere("orbitofrontal_L", -21.1, 40.9, -20.5, 5, "Seitzman et al. 2020, 300 regions, reward network"),
      sphere("orbitofrontal_R", 24.0, 31.9, -17.8, 5, "Seitzman et al. 2020, 300 regions, reward network"),
      sphere("vACC_social_pain", 4, 36, -4, 8, "Rotge et al. 2015, PMID 25140048"),
      sphere("dACC_hand_holding", 2, 20, 32, 8, "Coan laboratory, PMID 22563005"),
      sphere("dlPFC_hand_holding_R", 36, 44, 18, 8, "Coan laboratory, PMID 22563005"),
      sphere("anterior_insula_hand_holding_L", -34, 16, -2, 6, "Coan laboratory, PMID 22563005"),
      sphere("anterior_insula_hand_holding_R", 36, 20, -2, 5, "Coan laboratory, PMID 22563005; radius 5 (6)"),
      sphere("anterior_insula_rejection_R", 33, 15, -12, 5, "DeWall et al. 2012; radius 5 (6)"),
      sphere("VTA_love", 2, -12, -14, 4, "Acevedo et al. 2012, PMID 21208991"),
      sphere("PAG_love", 2, -30, -8, 3, "Acevedo et al. 2012, PMID 21208991"),
  };
}

}  // namespace

const std::vector<BuiltinAtlas>& builtin_atlases() {
  static const std::vector<BuiltinAtlas> atlases{
      {"attachment-core", "regions of attachment, threat and reward from the whole literature", core()},
      {"attachment-alternatives", "places of single studies, nucleus accumbens among them", alternatives()}};
  return atlases;
}

Table builtin_table() {
  Column::Text names, abouts;
  Column::Integers regions;
  for (const BuiltinAtlas& atlas : builtin_atlases()) {
    names.emplace_back(atlas.name);
    regions.push_back(static_cast<std::int64_t>(atlas.spheres.size()));
    abouts.emplace_back(atlas.about);
  }
  Table table;
  table.add("atlas", std::move(names));
  table.add("regions", std::move(regions));
  table.add("about", std::move(abouts));
  return table;
}

}  // namespace attune::roi
