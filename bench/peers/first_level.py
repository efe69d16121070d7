#!/usr/bin/python3
"""Peers of bench/bold: voxel-wise first-level models with Debian's numpy (its BLAS is named in the output).

ols: numpy.linalg.lstsq on all voxels at once, float64.
ar1: the common one-pass AR(1), as vectorised as numpy allows: least squares with the pseudo-inverse, lag-one
autocorrelation of the residuals, truncated towards 0 to hundredths, one filtered fit for each bin; effect, variance.
usage: first_level.py [voxels] [volumes] [columns] [repetitions]
"""
import sys
import time

import numpy as np

voxels, volumes, columns, repetitions = [int(a) for a in sys.argv[1:5]] + [230000, 300, 12, 3][len(sys.argv[1:5]):]


def design():
    t = np.arange(volumes)
    x = np.empty((volumes, columns))
    x[:, 0] = 1
    for k in range(1, columns):
        x[:, k] = np.cos(np.pi * k * (t + 0.5) / volumes)
    return x


def data():
    rng = np.random.default_rng(1)
    y = rng.standard_normal((volumes, voxels))
    for t in range(1, volumes):
        y[t] += 0.4 * y[t - 1]
    y += 1000
    return y


def ols(x, y):
    b, squares, rank, _ = np.linalg.lstsq(x, y, rcond=None)
    return b[1], squares / (volumes - rank) * np.linalg.inv(x.T @ x)[1, 1]


def ar1(x, y):
    residuals = y - x @ (np.linalg.pinv(x) @ y)
    r0 = np.einsum("tv,tv->v", residuals, residuals) / volumes
    r1 = np.einsum("tv,tv->v", residuals[1:], residuals[:-1]) / (volumes - 1)
    bins = (r1 / r0 * 100).astype(int)
    effect, variance = np.empty(voxels), np.empty(voxels)
    for b in np.unique(bins):
        at = np.flatnonzero(bins == b)
        rho = b / 100
        wx, wy = x.copy(), y[:, at]
        wx[1:] -= rho * x[:-1]
        wy[1:] -= rho * y[:-1, at]
        inverse = np.linalg.pinv(wx)
        beta = inverse @ wy
        left = wy - wx @ beta
        effect[at] = beta[1]
        variance[at] = np.einsum("tv,tv->v", left, left) / (volumes - columns) * (inverse[1] @ inverse[1])
    return effect, variance


x, y = design(), data()
blas = [lib for lib in np.__config__.get_info("blas_opt").get("libraries", [])] or "unknown"
print(f"numpy {np.__version__} (Debian), blas {blas}, {voxels} voxels x {volumes} volumes x {columns} columns, float64")
for name, fit in (("ols", ols), ("ar1", ar1)):
    best = np.inf
    for _ in range(repetitions):
        start = time.perf_counter()
        fit(x, y)
        best = min(best, time.perf_counter() - start)
    print(f"{name}\t{best:.3f} s")
