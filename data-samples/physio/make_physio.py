"""Makes the sample recording of this folder: heart, breath and skin of nobody, 120 s at 100 Hz, in BIDS form.

Run it in its folder with Python 3 and numpy (1.24); the same files come out every time.
"""
import gzip
import json

import numpy as np

RATE, SECONDS = 100, 120
EVENTS = [(2, 56, "calm"), (62, 56, "stress")]
PICTURES = [(6, "neutral"), (18, "threat"), (30, "neutral"), (42, "threat"), (66, "threat"), (78, "neutral"),
            (90, "threat"), (102, "neutral")]
rng = np.random.default_rng(7)
t = np.arange(RATE * SECONDS) / RATE
stress = 1 / (1 + np.exp(-(t - 61) / 1.5))

# Breath: 14 a minute when calm, 18 under stress; depth differs from breath to breath.
breath_turn = np.cumsum((14 + 4 * stress) / 60 * (1 + 0.08 * np.sin(0.37 * t))) / RATE
respiration = (1 + 0.15 * np.sin(0.21 * t)) * np.sin(2 * np.pi * breath_turn) + rng.normal(0, 0.02, t.size)

# Beats: 880 ms when calm, 740 under stress; the breath modulates them by 45 and 20 ms.
beats, at = [], 0.35
while at < SECONDS:
    beats.append(at)
    i = min(int(at * RATE), t.size - 1)
    swing = -(45 - 25 * stress[i]) * np.sin(2 * np.pi * breath_turn[i])
    at += (880 - 140 * stress[i] + swing + rng.normal(0, 8)) / 1000
ecg = 0.06 * np.sin(2 * np.pi * breath_turn) + rng.normal(0, 0.01, t.size)
for beat in beats:  # P, Q, R, S, T: place in s, width in s, mV
    for place, width, height in [(-0.17, 0.022, 0.12), (-0.03, 0.011, -0.1), (0, 0.013, 1.1), (0.03, 0.012, -0.2),
                                 (0.26, 0.045, 0.27)]:
        ecg += height * np.exp(-0.5 * ((t - beat - place) / width) ** 2)

# Skin: a slow level and responses (Bateman, 0.7 and 2 s) 1.8 s after pictures, larger ones to threat.
skin = 4 + 0.8 * stress + 0.1 * np.sin(2 * np.pi * t / 90) + rng.normal(0, 0.0015, t.size)
top = np.log(2 / 0.7) / (1 / 0.7 - 1 / 2)
for onset, kind in PICTURES:
    size = (0.45 if kind == "threat" else 0.12) * np.exp(rng.normal(0, 0.2))
    late = np.maximum(t - onset - 1.8, 0)
    skin += size * (np.exp(-late / 2) - np.exp(-late / 0.7)) / (np.exp(-top / 2) - np.exp(-top / 0.7))

stem = "sub-01_task-rest_"
rows = "".join(f"{a:.3f}\t{b:.3f}\t{c:.4f}\n" for a, b, c in zip(ecg, respiration, skin))
with open(stem + "physio.tsv.gz", "wb") as file:
    file.write(gzip.compress(rows.encode(), 9, mtime=0))
about = {
    "Columns": ["cardiac", "respiratory", "skin"],
    "SamplingFrequency": RATE,
    "StartTime": 0,
    "cardiac": {"Description": "ECG, lead II", "Units": "mV"},
    "respiratory": {"Description": "belt around the chest", "Units": "arbitrary"},
    "skin": {"Description": "skin conductance of the left palm", "Units": "uS"},
}
with open(stem + "physio.json", "w") as file:
    file.write(json.dumps(about, indent=2) + "\n")
with open(stem + "events.tsv", "w") as file:
    file.write("onset\tduration\ttrial_type\n")
    for onset, duration, kind in sorted(EVENTS + [(onset, 1, kind) for onset, kind in PICTURES]):
        file.write(f"{onset}\t{duration}\t{kind}\n")
