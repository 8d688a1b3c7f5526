"""The heart monitor."""

import random


def record(count):
    """So many samples, six characters each."""
    beat = [f"{random.uniform(1, 2):.3f} " for _ in range(100)]
    return "".join(beat * (count // 100))
