"""Count what is right, expected and found; from counts by article to scores with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

RESAMPLES = 1000
"""Samples of articles, drawn with replacement, behind each interval."""

SEED = 20240203


@dataclass(frozen=True, slots=True)
class Score:
    """How far what was found agrees with what was expected.

    Attributes
    ----------
    name : str
        What is counted: ``meetings``, ``start_date``, …
    right, expected, found : int
        Counts; of an accuracy `expected` and `found` are equal, the number of values compared.
    low, high : float or None
        Bootstrap 95 % interval of `f1` over articles; None when fewer than two articles count.
    is_accuracy : bool
        Whether precision, recall and F1 are one and the same.
    """

    name: str
    right: int
    expected: int
    found: int
    low: float | None = None
    high: float | None = None
    is_accuracy: bool = False

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None when nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of what was expected that was found; None when nothing was expected."""
        return self.right / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, or the accuracy; None when there is nothing to compare."""
        total = self.expected + self.found
        return 2 * self.right / total if total else None


class Counts:
    """Counts of one article: what was right, expected and found, by the score's name."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def add(self, name: str, right: int, expected: int, found: int) -> None:
        """Count several at once."""
        counts = self._counts.setdefault(name, [0, 0, 0])
        for position, number in enumerate((right, expected, found)):
            counts[position] += number

    def compare(self, name: str, is_right: bool) -> None:
        """Count one value of an accuracy."""
        self.add(name, int(is_right), 1, 1)

    def of(self, name: str) -> Sequence[int]:
        """Give the three counts of a score."""
        return self._counts.get(name, (0, 0, 0))


def scores_from_counts(counts: Sequence[Counts], names: Mapping[str, bool]) -> tuple[Score, ...]:
    """Add up the counts of all articles and bound each score by resampling articles.

    Parameters
    ----------
    counts : sequence of Counts
        One for each article.
    names : mapping of str to bool
        Names of the scores, in order, and whether each is an accuracy.

    Returns
    -------
    tuple of Score

    Notes
    -----
    Percentiles 2.5 and 97.5 of `RESAMPLES` samples, with a fixed seed: the same counts give the same intervals.
    """
    intervals = _intervals(counts, list(names))
    scores = []
    for name, is_accuracy in names.items():
        right, expected, found = (sum(each.of(name)[position] for each in counts) for position in range(3))
        low, high = intervals[name]
        scores.append(Score(name, right, expected, found, low, high, is_accuracy))
    return tuple(scores)


def _intervals(counts: Sequence[Counts], names: Iterable[str]) -> dict[str, tuple[float | None, float | None]]:
    import numpy as np

    size = len(counts)
    # Not NumPy's generator, whose stream may change with its version.
    draws = Random(SEED)
    drawn = [draws.choices(range(size), k=size) for _ in range(RESAMPLES)] if size > 1 else []
    samples = np.array([np.bincount(sample, minlength=size) for sample in drawn])
    found: dict[str, tuple[float | None, float | None]] = {}
    for name in names:
        table = np.array([each.of(name) for each in counts]).reshape(-1, 3)
        if size < 2 or np.count_nonzero(table[:, 1] + table[:, 2]) < 2:
            found[name] = (None, None)
            continue
        right, expected, predicted = (samples @ table).T
        total = expected + predicted
        values = 2 * right[total > 0] / total[total > 0]
        low, high = np.percentile(values, (2.5, 97.5))
        found[name] = (float(low), float(high))
    return found
