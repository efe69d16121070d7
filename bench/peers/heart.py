#!/usr/bin/python3
"""Peer of bench/heart: R peaks of a day of ECG with Debian's scipy (1.10).

usage: heart.py make FILE.npy [hours] [rate]     P-QRS-T of a heart that the breath paces, with noise and drift
       heart.py run FILE.npy [rate]              seconds and beats
       heart.py peaks FILE COLUMN RATE           beats of a text file (columns from 0), for the tests' numbers

The peer is the shortest chain that finds the beats of a clean recording: band pass 5 to 15 Hz (`sosfiltfilt`), squared
difference, mean of 150 ms (`uniform_filter1d`), `find_peaks` 0.25 s apart above a quarter of the 98th percentile. It
has no adaptive threshold, no search back, no T-wave rule, no placing of the peaks and no quality.
"""
import sys
import time

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, find_peaks, sosfiltfilt


def make(path, hours=24.0, rate=250.0):
    samples = int(hours * 3600 * rate)
    axis = np.arange(samples) / rate
    out = 0.5 * np.sin(2 * np.pi * 0.25 * axis) + 0.05 * np.random.default_rng(1).standard_normal(samples)
    beat = 0.5
    while beat < samples / rate - 0.5:
        first = max(0, int((beat - 0.4) * rate))
        part = slice(first, min(samples, int((beat + 0.6) * rate)))
        t = axis[part] - beat
        for at, width, height in ((-0.17, 0.022, 0.12), (-0.03, 0.009, -0.12), (0, 0.011, 1), (0.03, 0.009, -0.12),
                                  (0.28, 0.045, 0.3)):
            out[part] += height * np.exp(-0.5 * ((t - at) / width) ** 2)
        beat += 0.85 + 0.05 * np.sin(2 * np.pi * 0.25 * beat)
    np.save(path, 1e-3 * out)


def peaks(x, rate):
    band = sosfiltfilt(butter(2, [5, 15], "band", fs=rate, output="sos"), x)
    energy = uniform_filter1d(np.square(np.gradient(band)), int(round(0.15 * rate)))
    return find_peaks(energy, height=0.25 * np.percentile(energy, 98), distance=int(0.25 * rate))[0]


def run(path, rate=250.0):
    x = np.load(path)
    begin = time.perf_counter()
    found = peaks(x, rate)
    print(f"{time.perf_counter() - begin:.3f} s, {len(found)} beats")


if __name__ == "__main__":
    command, arguments = sys.argv[1], sys.argv[2:]
    if command == "make":
        make(arguments[0], *(float(a) for a in arguments[1:]))
    elif command == "run":
        run(arguments[0], *(float(a) for a in arguments[1:]))
    elif command == "peaks":
        column = np.genfromtxt(arguments[0], delimiter="," if arguments[0].endswith(".csv") else None,
                               usecols=int(arguments[1]), invalid_raise=False)
        column = column[np.isfinite(column)]
        found = peaks(column, float(arguments[2]))
        print(len(found), np.round(found[:5] / float(arguments[2]), 3), np.round(found[-3:] / float(arguments[2]), 3))
    else:
        sys.exit(__doc__)
