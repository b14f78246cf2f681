"""How much of a recording stands out from its own background as a voice would. Says nothing about who speaks, or how.

A voice changes: within a syllable it rises and falls by far more than 4 dB. What is even (hum, hiss, a fan, silence) does
not, however loud it is, and wherever it begins.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from interviews.sound.decoding import RATE, Samples

STEP = RATE // 50  # samples: 20 ms
LOWEST, HIGHEST = 200, 4000  # Hz: where voices are, and hum of the mains is not
FLOOR = -78.0  # dB under full scale; below it nobody is understood
OVER_BACKGROUND = 5.0  # dB
CHANGE = 4.0  # dB between the loud and the soft of what stands out; of hiss it is 1
BACKGROUND_STEPS = 250  # 5 s: nobody speaks for so long without a gap
SHORTEST = 5  # steps: a click is shorter than 100 ms
LEAST_SECONDS = 0.3  # all together; less is a cough or a knock
_WINDOW = np.hanning(STEP).astype(np.float32)
_BAND = slice(LOWEST * STEP // RATE, HIGHEST * STEP // RATE + 1)
_FULL_SCALE = np.float32(STEP * np.square(_WINDOW).sum() / 2)  # power of a signal that is always at its limit


class Loudness:
    """Takes samples as they are decoded and keeps one level for each 20 ms."""

    def __init__(self) -> None:
        self._levels: list[NDArray[np.float32]] = []
        self._left: Samples = np.zeros(0, dtype=np.float32)

    def take(self, samples: Samples) -> None:
        """Add what follows."""
        waiting = np.concatenate((self._left, samples))
        whole = len(waiting) - len(waiting) % STEP
        self._left = waiting[whole:]
        if whole:
            spectrum = np.abs(np.fft.rfft(waiting[:whole].reshape(-1, STEP) * _WINDOW, axis=1)[:, _BAND])
            power = np.square(spectrum).sum(axis=1) / _FULL_SCALE
            self._levels.append(10 * np.log10(power + 1e-12).astype(np.float32))

    def speech_seconds(self) -> float:
        """So many seconds stood out; 0 where it is too little to be somebody speaking."""
        if not self._levels:
            return 0.0
        levels = np.concatenate(self._levels)
        steps = int(np.count_nonzero(_standing_out(levels)))
        seconds = steps * STEP / RATE
        return seconds if seconds >= LEAST_SECONDS else 0.0


def _standing_out(levels: NDArray[np.float32]) -> NDArray[np.bool_]:
    background = np.maximum(_around(levels, BACKGROUND_STEPS, 10), FLOOR - OVER_BACKGROUND)
    loud = levels > background + OVER_BACKGROUND
    kept = np.zeros_like(loud)
    for begin, end in _runs(loud):
        soft, strong = np.percentile(levels[begin:end], [5, 95])
        kept[begin:end] = strong - soft > CHANGE
    return kept


def _around(levels: NDArray[np.float32], steps: int, percentile: int) -> NDArray[np.float32]:
    """A percentile of the levels around each; near an end, of as many levels on one side."""
    steps = min(steps, len(levels))
    windows = sliding_window_view(levels, steps)[:: max(1, steps // 25)]
    centres = np.arange(len(windows)) * max(1, steps // 25) + (steps - 1) / 2
    found = np.percentile(windows, percentile, axis=1)
    around: NDArray[np.float32] = np.interp(np.arange(len(levels)), centres, found).astype(np.float32)
    return around


def _runs(marks: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where marks follow one another for long enough; clicks are left out."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marks, [False])).astype(np.int8)))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin >= SHORTEST:
            yield int(begin), int(end)
