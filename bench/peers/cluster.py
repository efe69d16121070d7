"""Processor time of MNE-Python's cluster tests on 64 channels x 500 times x 40 people, to be set beside bench/cluster.

    nice /usr/bin/python3 bench/peers/cluster.py 100

The number is that of permutations; time grows in proportion. With numba installed MNE labels clusters several times faster.
"""
import os
import sys
import time

import mne
import numpy as np
from mne.stats import spatio_temporal_cluster_1samp_test, spatio_temporal_cluster_test
from scipy import sparse

mne.set_log_level("ERROR")
CHANNELS, TIMES, PEOPLE = 64, 500, 40


def waves():
    rng = np.random.RandomState(0)
    x = np.zeros((PEOPLE, TIMES, CHANNELS))
    value = rng.randn(PEOPLE, CHANNELS)
    for t in range(TIMES):
        x[:, t] = value
        value = 0.9 * value + np.sqrt(1 - 0.81) * rng.randn(PEOPLE, CHANNELS)
    return x


def square():
    """8 x 8 channels, each beside those left, right, before and behind it."""
    out = sparse.lil_matrix((CHANNELS, CHANNELS))
    for i in range(CHANNELS):
        if i % 8 < 7:
            out[i, i + 1] = out[i + 1, i] = 1
        if i < 56:
            out[i, i + 8] = out[i + 8, i] = 1
    return out.tocoo()


def timed(name, permutations, work):
    before, start = os.times(), time.time()
    work(permutations)
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    print(f"{name}: {permutations} permutations, {cpu:.2f} s of processor, {time.time() - start:.2f} s by the clock")


def main():
    permutations = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    x, neighbours = waves(), square()
    groups = [x[:20], x[20:]]
    spatio_temporal_cluster_test([g[:, :20] for g in groups], n_permutations=2, adjacency=neighbours, seed=1)
    timed("groups", permutations, lambda n: spatio_temporal_cluster_test(
        groups, n_permutations=n, adjacency=neighbours, seed=1))
    timed("one sample", permutations, lambda n: spatio_temporal_cluster_1samp_test(
        x, n_permutations=n, adjacency=neighbours, seed=1))


main()
