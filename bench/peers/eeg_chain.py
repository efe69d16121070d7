#!/usr/bin/python3
"""Peer of bench/signal's chain: read, filter, cut epochs and average with Debian's MNE (1.3.0).

usage: eeg_chain.py make FILE.vhdr [channels] [seconds]          a BrainVision recording, 1000 Hz, INT_16, with events
       eeg_chain.py run FILE.vhdr HIGHPASS LOWPASS AVERAGES [jobs]   seconds, peak memory; writes the averages
       eeg_chain.py compare AVERAGES AVERAGES                     largest difference / largest value
HIGHPASS 1 gives 3301 taps, 0.1 gives 33001. AVERAGES: float64, conditions x channels x samples, volts.
The epochs go from -200 to 800 ms; the baseline is [-200, 0) ms; the events are on samples.
"""
import resource
import sys
import time

import numpy as np

RATE = 1000


def make(path, channels=64, seconds=1800):
    stem = path[: -len(".vhdr")]
    rng = np.random.default_rng(5)
    samples = seconds * RATE
    out = np.memmap(stem + ".eeg", "<i2", "w+", shape=(samples, channels))
    time_axis = np.arange(samples) / RATE
    for c in range(channels):
        white = rng.standard_normal(samples)
        slow = np.cumsum(white)
        slow -= np.linspace(slow[0], slow[-1], samples)
        x = 5 * white + 20 * np.sin(2 * np.pi * 10 * time_axis + c) + 100 * slow / np.abs(slow).max() + 3 * c
        out[:, c] = np.round(x / 0.1)
    out.flush()
    name = stem.rsplit("/", 1)[-1]
    with open(path, "w", encoding="utf-8") as f:
        f.write("Brain Vision Data Exchange Header File Version 1.0\n\n[Common Infos]\nCodepage=UTF-8\n"
                f"DataFile={name}.eeg\nMarkerFile={name}.vmrk\nDataFormat=BINARY\nDataOrientation=MULTIPLEXED\n"
                f"NumberOfChannels={channels}\nSamplingInterval={1e6 / RATE:g}\n\n"
                "[Binary Infos]\nBinaryFormat=INT_16\n\n[Channel Infos]\n")
        for c in range(channels):
            f.write(f"Ch{c + 1}=E{c + 1},,0.1,µV\n")
    at = np.arange(1000, samples - 1000, 2000)
    at = at + rng.integers(0, 500, len(at))
    with open(stem + ".vmrk", "w", encoding="utf-8") as f:
        f.write("Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\nCodepage=UTF-8\n"
                f"DataFile={name}.eeg\n\n[Marker Infos]\nMk1=New Segment,,1,1,0,20260101000000000000\n")
        for k, sample in enumerate(at):
            f.write(f"Mk{k + 2}=Stimulus,S{k % 2 + 1:3d},{sample + 1},1,0\n")


def run(path, high_pass, low_pass, averages, jobs="1"):
    import mne
    mne.set_log_level("ERROR")
    imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, processor = time.perf_counter(), time.process_time()
    raw = mne.io.read_raw_brainvision(path, preload=True)
    read = time.perf_counter()
    raw.filter(float(high_pass), float(low_pass), n_jobs=int(jobs))
    filtered = time.perf_counter()
    events, _ = mne.events_from_annotations(raw, event_id={"Stimulus/S  1": 1, "Stimulus/S  2": 2})
    epochs = mne.Epochs(raw, events, {"S  1": 1, "S  2": 2}, -0.2, 0.8, baseline=(-0.2, -0.001), preload=True)
    result = np.stack([epochs[name].average().data for name in ("S  1", "S  2")])
    done, processor = time.perf_counter(), time.process_time() - processor
    result.astype("<f8").tofile(averages)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"mne {mne.__version__} jobs {jobs}: {done - started:.3f} s (read {read - started:.3f}, filter "
          f"{filtered - read:.3f}, epochs {done - filtered:.3f}), processor {processor:.3f} s; peak {peak / 1024:.0f} MB "
          f"({imported / 1024:.0f} after import; largest child {children / 1024:.0f}); {len(epochs)} trials")


def compare(one, other):
    a, b = np.fromfile(one, "<f8"), np.fromfile(other, "<f8")
    if a.shape != b.shape:
        sys.exit(f"{one} has {a.size} values, {other} has {b.size}")
    print(f"largest difference {np.abs(a - b).max():.3g} V, relative to the largest value "
          f"{np.abs(a - b).max() / np.abs(a).max():.3g}")


if __name__ == "__main__":
    command, *arguments = sys.argv[1:] or ["help"]
    if command not in ("make", "run", "compare"):
        sys.exit(__doc__)
    if command == "make":
        make(arguments[0], *[int(a) for a in arguments[1:]])
    else:
        {"run": run, "compare": compare}[command](*arguments)
