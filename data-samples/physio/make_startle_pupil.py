"""Makes the sample recordings of the eyelid and the pupil in this folder: EMG of nobody with 12 noise probes, and a pupil
with 16 pictures and some blinks, in BIDS form.

Run it in its folder with Python 3 and numpy (1.24); the same files come out every time.
"""
import gzip
import json

import numpy as np

rng = np.random.default_rng(11)


def write(stem, column, rate, unit, about, values, digits, events):
    rows = "".join("n/a\n" if np.isnan(v) else f"{v:.{digits}f}\n" for v in values)
    with open(stem + "physio.tsv.gz", "wb") as file:
        file.write(gzip.compress(rows.encode(), 9, mtime=0))
    sidecar = {"Columns": [column], "SamplingFrequency": rate, "StartTime": 0,
               column: {"Description": about, "Units": unit}}
    with open(stem + "physio.json", "w") as file:
        file.write(json.dumps(sidecar, indent=2) + "\n")
    with open(stem + "events.tsv", "w") as file:
        file.write("onset\tduration\ttrial_type\n" + "".join(f"{t}\t{d}\t{kind}\n" for t, d, kind in events))


# Eyelid: a burst of 40 ms some 45 ms after a probe, larger beside strangers; twice none, once a blink before the probe.
rate, probes = 1000, [(1 + 1.6 * i, ["partner", "stranger"][i % 2]) for i in range(12)]
t = np.arange(20 * rate) / rate
sd = np.full(t.size, 1.5)
for i, (onset, kind) in enumerate(probes):
    start = onset + (0.005 if i == 7 else 0.045 + 0.004 * rng.normal())
    size = 0 if i in (4, 8) else (25 if kind == "partner" else 55) * np.exp(0.25 * rng.normal())
    sd[(t >= start) & (t < start + 0.04)] += size
write("sub-02_task-startle_", "emg", rate, "uV", "EMG below the left eye", sd * rng.normal(size=t.size), 1,
      [(onset, 0.05, kind) for onset, kind in probes])

# Pupil: 3.8 mm, wanders, dilates by 0.15 mm to laughing and 0.3 mm to crying infants; the lid closes now and then.
rate, pictures = 60, [(2 + 6 * i, ["laugh", "cry"][(i * 3 // 2) % 2]) for i in range(16)]
t = np.arange(100 * rate) / rate
size, wander = np.full(t.size, 3.8), 0.0
for i in range(t.size):
    wander = 0.997 * wander + 0.004 * rng.normal()
    size[i] += wander
for onset, kind in pictures:
    late = np.maximum(t - onset - 0.25, 0) / 1.3
    size += (0.3 if kind == "cry" else 0.15) * late**2 * np.exp(2 - 2 * late)
for start in np.cumsum(rng.uniform(4, 12, 12)):
    blink = (t >= start) & (t < start + rng.uniform(0.12, 0.3))
    size[blink] = np.nan
write("sub-02_task-infants_", "pupil", rate, "mm", "diameter of the left pupil", size, 3,
      [(onset, 4, kind) for onset, kind in pictures])
