"""Independent numpy computation of PREP's criteria on eeglab_data: the values of bad_channels_numpy.tsv.

/usr/bin/python3 bad_channels_numpy.py SHARED > bad_channels_numpy.tsv

Nothing of attune is used but the definition of its random stream (Philox 4x32-10), so that both draw the same subsets.
Filters come from scipy, spline weights from MNE.
"""
import sys
import numpy as np
from scipy import signal
import mne
from mne.channels.interpolation import _make_interpolation_matrix

M32 = 0xFFFFFFFF


class Stream:
    def __init__(self, seed, item):
        self.key = [seed & M32, seed >> 32]
        self.counter = [0, 0, item & M32, item >> 32]
        self.block = []

    def __call__(self):
        if not self.block:
            x, k = list(self.counter), list(self.key)
            for _ in range(10):
                a, b = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
                x = [(b >> 32) ^ x[1] ^ k[0], b & M32, (a >> 32) ^ x[3] ^ k[1], a & M32]
                k = [(k[0] + 0x9E3779B9) & M32, (k[1] + 0xBB67AE85) & M32]
            self.block = [x[1] << 32 | x[0], x[3] << 32 | x[2]]
            self.counter[0] += 1
        return self.block.pop(0)

    def uniform(self):
        return (self() >> 11) * 2.0 ** -53

    def below(self, bound):
        threshold = ((1 << 64) - bound) % bound
        while True:
            v = self()
            if v >= threshold:
                return v % bound


def derive(seed, part):
    return Stream(seed, part ^ 0xFFFFFFFFFFFFFFFF)()


def lowpass_taps(cut, transition, fs):
    n = int(np.ceil(3.3 / transition * fs))
    return signal.firwin(n + 1 - n % 2, cut, window='hamming', fs=fs)


def zero_phase(x, taps, segments):
    out, h = x.copy(), len(taps) // 2
    for a, b in segments:
        out[a:b] = signal.fftconvolve(np.pad(x[a:b], h, 'reflect', reflect_type='odd'), taps, 'valid')
    return out


def spread(x):
    q = np.percentile(x, [25, 75])
    return 0.7413 * (q[1] - q[0])


def mad(x):
    return np.median(np.abs(x - np.median(x)))


def sphere_centre(p):
    v = np.r_[p.mean(0), 90.0]
    for _ in range(100):  # Gauss-Newton
        d = v[:3] - p
        r = np.linalg.norm(d, axis=1)
        v = v - np.linalg.lstsq(np.c_[d / r[:, None], -np.ones(len(p))], r - v[3], rcond=None)[0]
    return v[:3]


class Case:
    def __init__(self, data, names, positions, fs, boundaries):
        self.names, self.pos, self.fs, self.raw = names, positions, fs, data
        edges = [0] + [int(np.ceil(b)) for b in boundaries] + [data.shape[1]]
        self.segments = list(zip(edges[:-1], edges[1:]))
        hp = -lowpass_taps(0.5, 1.0, fs)
        hp[len(hp) // 2] += 1
        self.flat = np.array([min(mad(x), x.std()) < 1e-15 for x in data])
        self.high = np.array([zero_phase(x if not f else 0 * x, hp, self.segments) for x, f in zip(data, self.flat)])
        self.lp = lowpass_taps(47.25, 4.5, fs)

    def windows(self, seconds):
        n = int(round(seconds * self.fs))
        return [(a + i, a + i + n) for a, b in self.segments for i in range(0, b - a - n + 1, n)]

    def judge(self, reference):
        usable = ~self.flat
        x = self.high - reference
        low = np.array([zero_phase(r, self.lp, self.segments) for r in x])
        u = np.flatnonzero(usable)
        m = np.full((len(x), 8), np.nan)
        m[u, 0] = [spread(x[c]) for c in u]
        m[u, 1] = (m[u, 0] - np.median(m[u, 0])) / spread(m[u, 0])
        m[u, 2] = [mad(x[c] - low[c]) / mad(low[c]) for c in u]
        m[u, 3] = (m[u, 2] - np.median(m[u, 2])) / (1.4826 * mad(m[u, 2]))
        w = self.windows(1)
        r, drop = np.zeros((len(w), len(x))), np.zeros((len(w), len(x)), bool)
        for i, (a, b) in enumerate(w):
            drop[i] = [mad(row[a:b]) < 1e-15 for row in self.raw]
            h = np.flatnonzero(usable & ~drop[i])
            c = np.abs(np.corrcoef(low[h, a:b]))
            np.fill_diagonal(c, 0)
            r[i, h] = np.quantile(c, 0.98, axis=0)
        m[u, 4] = np.median(r[:, u], axis=0)
        m[u, 5] = (r[:, u] < 0.4).mean(0)
        m[u, 6] = drop[:, u].mean(0)
        found = {c: set() for c in range(len(x))}
        for c in np.flatnonzero(self.flat):
            found[c].add('flat')
        for c in u:
            for column, limit, name in ((1, 5, 'deviation'), (3, 5, 'noise'), (5, .01, 'correlation'),
                                        (6, .01, 'drop-out')):
                if (abs(m[c, column]) if column == 1 else m[c, column]) > limit:
                    found[c].add(name)
        good = [c for c in u if not found[c] & {'deviation', 'correlation', 'drop-out'}]
        share = self.ransac(low, u, good)
        m[u, 7] = share
        for c in u:
            if m[c, 7] > 0.4:
                found[c].add('ransac')
        return m, found

    def ransac(self, low, u, good):
        n = int(round(0.25 * len(u)))
        origin = sphere_centre(self.pos[u])
        seed, predictions = derive(0, 0x72616e736163), []
        for d in range(50):
            s, p = Stream(seed, d), list(good)
            for i in range(len(p), 1, -1):
                j = s.below(i)
                p[i - 1], p[j] = p[j], p[i - 1]
            p = sorted(p[:n])
            weights = _make_interpolation_matrix(self.pos[p] - origin, self.pos[u] - origin, alpha=1e-5)
            predictions.append(weights @ low[p])
        predicted = np.median(predictions, axis=0)
        bad = []
        for a, b in self.windows(5):
            bad.append([np.corrcoef(predicted[i, a:b], low[c, a:b])[0, 1] < 0.75 for i, c in enumerate(u)])
        return np.mean(bad, axis=0)

    def robust(self):
        _, first = self.judge(0)
        total = {c: set() for c in first}
        members = []
        for c in first:
            if 'flat' in first[c] or {'noise', 'correlation'} <= first[c]:
                total[c] |= first[c]
            else:
                members.append(c)
        reference = np.median(self.high[members], axis=0)
        before = {c for c in total if total[c]}
        r = 1
        while True:
            m, now = self.judge(reference)
            for c in now:
                total[c] |= now[c]
            bad = {c for c in total if total[c]}
            if (r > 1 and bad == before) or r > 4:
                return m, total
            before, r = bad, r + 1
            good = [c for c in total if c not in bad]
            fixed = self.high.copy()
            broken = [c for c in members if c in bad]
            if broken:
                o = sphere_centre(self.pos[good])
                fixed[broken] = _make_interpolation_matrix(self.pos[good] - o, self.pos[broken] - o) @ self.high[good]
            reference = fixed[members].mean(0)


def plant(data, names):
    data, at = data.copy(), names.index
    data[at('F4')] = 0.001
    s = Stream(1, 0)
    data[at('C3')] += 40e-6 * (np.array([s.uniform() for _ in range(data.shape[1])]) - 0.5) * 4
    data[at('P8')] *= 8
    for k in range(10):
        data[at('T8'), 2000 * k + 500:2000 * k + 800] = 1e-5
    data[[at('FC5'), at('O2')]] = data[[at('O2'), at('FC5')]]
    return data


def main():
    folder = sys.argv[1] + '/data/eeg-physio/eeg/eeglab/'
    raw = mne.io.read_raw_eeglab(folder + 'eeglab_data.set', verbose='error')
    data = np.fromfile(folder + 'eeglab_data.fdt', '<f4').astype(float).reshape(-1, 32).T * 1e-6
    montage = mne.channels.make_standard_montage('standard_1020').get_positions()['ch_pos']
    keep = [i for i, n in enumerate(raw.ch_names) if not n.startswith('EOG')]
    names = [raw.ch_names[i] for i in keep]
    positions = np.array([montage[n.replace('FPz', 'Fpz')] for n in names]) * 1000
    plain = Case(data[keep], names, positions, 128.0, [])
    planted = Case(plant(data[keep], names), names, positions, 128.0, [10000.5])
    print('case\tchannel\tfindings\tamplitude_uv\tamplitude_z\tnoise_ratio\tnoise_z\tmedian_correlation\t'
          'low_correlation_share\tdropout_share\transac_share')
    for title, (m, found) in (('plain', plain.judge(0)), ('planted', planted.judge(0)),
                              ('robust', planted.robust())):
        m[:, 0] *= 1e6
        for c, name in enumerate(names):
            cells = ['n/a' if np.isnan(v) else repr(float(v)) for v in m[c]]
            print('\t'.join([title, name, '+'.join(sorted(found[c])) or 'none'] + cells))


main()
