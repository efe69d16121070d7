#!/usr/bin/python3
"""Peer of bench/breath: the same filters and turning points with Debian's scipy (1.10); prints seconds.

Breath: a day at 100 Hz, band pass and low pass forwards and backwards, find_peaks of both signs by prominence. Eyelid:
an hour at 1000 Hz, band pass, rectified, low pass. Pupil: an hour at 1000 Hz, what is 0 widened by 50 ms, a cubic through
it (PchipInterpolator over all that is there), low pass. None of them judges what it finds.
"""
import time

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import binary_dilation
from scipy.signal import butter, find_peaks, sosfiltfilt


def breaths(x, rate):
    band = sosfiltfilt(butter(2, [0.05, 2], "band", fs=rate, output="sos"), x)
    sosfiltfilt(butter(2, 2, fs=rate, output="sos"), x)
    return find_peaks(band, prominence=0.6)[0].size, find_peaks(-band, prominence=0.6)[0].size


def envelope(x, rate):
    band = sosfiltfilt(butter(4, [28, 0.45 * rate], "band", fs=rate, output="sos"), x)
    return sosfiltfilt(butter(2, 40, fs=rate, output="sos"), np.abs(band))


def repair(x, rate):
    there = ~binary_dilation(x <= 0, iterations=int(0.05 * rate))
    place = np.arange(x.size)
    whole = PchipInterpolator(place[there], x[there])(place)
    return sosfiltfilt(butter(2, 4, fs=rate, output="sos"), whole)


def timed(name, work, x, rate):
    best = np.inf
    for _ in range(3):
        started = time.perf_counter()
        work(x, rate)
        best = min(best, time.perf_counter() - started)
    print(f"{name}: {best:.2f} s, {x.size / best / 1e6:.1f} million samples a second")


day = np.arange(86400 * 100) / 100
timed("breaths", breaths, np.sin(2 * np.pi * 0.25 * day) + 0.5 * np.sin(0.001 * day), 100.0)
hour = np.arange(3600 * 1000) / 1000
timed("envelope", envelope, 1e-6 * np.sin(2 * np.pi * 113 * hour), 1000.0)
timed("repair", repair, np.where((hour + 2) % 4 < 0.1, 0, 4 + 0.3 * np.sin(0.5 * hour)), 1000.0)
