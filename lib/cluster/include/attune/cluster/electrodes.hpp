#pragma once

#include "attune/cluster/people.hpp"
#include "attune/cluster/records.hpp"
#include "attune/scalp/adjacency.hpp"
#include "attune/scalp/montage.hpp"

namespace attune::cluster {

/// Where everybody's channels are, and which are neighbours.
struct Electrodes {
  scalp::Adjacency adjacency;
  scalp::Positions positions;  ///< one row per channel, mm; no rows where they are not known
  Warnings warnings;
};

/// Finds the channels in the montage; those without an electrode there are taken out of `people`, which a warning
/// tells. None at all is an input error that names the montage that fits better, if one does.
Electrodes place_channels(People& people, const scalp::Montage& montage, const scalp::AdjacencyOptions& options);
/// Neighbours as a table says.
Electrodes read_neighbours(const People& people, const Table& table);
/// A single channel needs no neighbours; with several, neither a montage nor a table is a usage error that names the
/// montage that fits.
Electrodes without_neighbours(const People& people);

/// t of channels by times as SVG, the clusters with p <= `alpha` outlined (the first alone if there is none).
std::string draw_map(const TestResult& result, const People& people, const Question& question);
/// t over the scalp at the peak of the clusters that `draw_map` outlines (the first `count`), their channels at that
/// time marked. Needs positions.
std::string draw_heads(const TestResult& result, const People& people, const Electrodes& electrodes,
                       const Question& question, std::size_t count = 4);

}  // namespace attune::cluster
