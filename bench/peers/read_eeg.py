#!/usr/bin/env python3
"""MNE-Python's time to read what bench_eeg_io reads: the peer of `whole/*` in bench/eeg_io/read_eeg_bench.cpp.

    ATTUNE_BENCH_EEG_FOLDER=/tmp/eeg bench_eeg_io --benchmark_filter=whole   # leaves its files there
    python3 bench/peers/read_eeg.py /tmp/eeg                                 # least of five, from the page cache

The values are compared with what the bench stores, by its formula, before anything is timed.
"""
import argparse
import pathlib
import time
import warnings

import mne
import numpy as np

STEP_V = 0.1e-6  # of one stored number


def stored(channels, first, count):
    """The numbers that the bench stores (the same formula, 16 bits)."""
    s = np.arange(first, first + count, dtype=np.int64)[None, :]
    c = np.arange(channels, dtype=np.int64)[:, None]
    return ((s * 2654435761 + c * 40503) >> 7).astype(np.int16)


def read(path):
    if path.suffix == ".vhdr":
        return mne.io.read_raw_brainvision(path, preload=True)
    if path.suffix == ".bdf":
        return mne.io.read_raw_bdf(path, preload=True)
    return mne.io.read_raw_edf(path, preload=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    mne.set_log_level("ERROR")
    warnings.simplefilter("ignore")
    print("file\tmegabytes\tleast_ms\tgigabytes_per_s")
    for name in ("int16.vhdr", "float32.vhdr", "x.edf", "x.bdf"):
        path = options.folder / name
        data = path.with_suffix(".eeg") if path.suffix == ".vhdr" else path
        raw = read(path)
        values = raw.get_data(stop=5000)
        expected = stored(values.shape[0], 0, values.shape[1]) * STEP_V
        if np.abs(values - expected).max() > 1e-15:
            raise SystemExit(f"{path}: MNE does not read what the bench stored")
        least = float("inf")
        for _ in range(options.repeats):
            del raw
            start = time.perf_counter()
            raw = read(path)
            least = min(least, time.perf_counter() - start)
        size = data.stat().st_size
        print(f"{name}\t{size / 1e6:.1f}\t{least * 1e3:.1f}\t{size / least / 1e9:.3f}")


if __name__ == "__main__":
    main()
