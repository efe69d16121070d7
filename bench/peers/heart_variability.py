#!/usr/bin/python3
"""Peer of bench/heart's variability: spectra of a day of intervals with Debian's scipy (1.10).

usage: heart_variability.py        seconds and HF power (200 ms^2 were put in) of Welch and of Lomb-Scargle

Welch: CubicSpline(bc_type="natural") at 4 Hz and `welch` with Hann segments of 300 s. Lomb-Scargle: `lombscargle` of the
same 575 segments at every 1/300 Hz up to half the rate of the beats.
"""
import time

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.signal import lombscargle, welch

DAY, RATE, WINDOW = 86400.0, 4.0, 300.0


def beats():
    ms, ends, now = [], [], 0.0
    while now < DAY:
        end = now
        for _ in range(12):
            end = now + 0.85 + 0.02 * np.sin(2 * np.pi * 0.25 * end)
        ms.append(1e3 * (end - now))
        ends.append(end)
        now = end
    return np.array(ms), np.array(ends)


def hf(frequencies, density):
    inside = (frequencies >= 0.15) & (frequencies <= 0.4)
    return np.trapz(density[inside], frequencies[inside])


def by_welch(ms, ends):
    grid = np.arange(ends[0], ends[-1], 1 / RATE)
    length = int(WINDOW * RATE)
    return hf(*welch(CubicSpline(ends, ms, bc_type="natural")(grid), RATE, "hann", length, length // 2))


def by_lomb(ms, ends):
    frequencies = np.arange(1, int(WINDOW * 0.5e3 / ms.mean()) + 1) / WINDOW
    total, count, start = 0, 0, ends[0]
    while start + WINDOW <= ends[-1]:
        inside = (ends >= start) & (ends < start + WINDOW)
        at, x = ends[inside] - start, ms[inside]
        taper = 0.5 - 0.5 * np.cos(2 * np.pi * at / WINDOW)
        total = total + lombscargle(at, (x - x.mean()) * taper / np.sqrt((taper**2).mean()), 2 * np.pi * frequencies) * (
            2e-3 * x.mean())
        count, start = count + 1, start + WINDOW / 2
    return hf(frequencies, total / count)


if __name__ == "__main__":
    intervals, times = beats()
    for name, method in (("Welch", by_welch), ("Lomb-Scargle", by_lomb)):
        begin = time.perf_counter()
        power = method(intervals, times)
        print(f"{name}: {time.perf_counter() - begin:.3f} s, HF {power:.2f} ms^2")
