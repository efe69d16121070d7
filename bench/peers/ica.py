#!/usr/bin/env python3
"""Time of scikit-learn's FastICA and MNE's extended infomax on data like those of bench/artefact/ica_bench.cpp.

usage: ica.py [channels] [samples] [infomax]
"""
import sys
import time

import numpy as np
from sklearn.decomposition import FastICA


def main():
    channels = int(sys.argv[1]) if len(sys.argv) > 1 else 32
    samples = int(sys.argv[2]) if len(sys.argv) > 2 else 30504
    rng = np.random.default_rng(1)
    sources = rng.laplace(scale=np.sqrt(0.5), size=(channels, samples))
    sources[1::3] = rng.uniform(-np.sqrt(3), np.sqrt(3), size=sources[1::3].shape)
    mixing = rng.normal(size=(channels, channels))
    data = mixing @ sources

    def amari(unmixing):
        p = np.abs(unmixing @ mixing)
        rows = (p.sum(1) / p.max(1) - 1).sum()
        columns = (p.sum(0) / p.max(0) - 1).sum()
        return (rows + columns) / (2 * channels * (channels - 1))

    start = time.perf_counter()
    ica = FastICA(whiten="unit-variance", fun="logcosh", tol=1e-8, max_iter=500, random_state=97)
    ica.fit(data.T)
    print(f"sklearn FastICA {time.perf_counter() - start:.2f} s, {ica.n_iter_} steps, Amari {amari(ica.components_):.4f}")
    if "infomax" in sys.argv:
        from mne.preprocessing import infomax

        start = time.perf_counter()
        values, vectors = np.linalg.eigh(np.cov(data))
        whitener = (vectors / np.sqrt(values)).T
        unmixing = infomax((whitener @ (data - data.mean(1, keepdims=True))).T, extended=True, random_state=97)
        print(f"MNE extended infomax {time.perf_counter() - start:.2f} s, Amari {amari(unmixing @ whitener):.4f}")


main()
