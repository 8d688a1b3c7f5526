"""`make mutants`: does a package's own test notice when one line of it is wrong?

python -m tests.mutants                      20 mutants of every package
python -m tests.mutants runtime --size 50
python -m tests.mutants --at tutor/tui/player_state.py:74    all mutants of one line
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from tests.architecture.source import ROOT
from tests.mutants.copy import Copy, copied
from tests.mutants.hunt import Fate, hunt, learn
from tests.mutants.making import Mutant
from tests.mutants.packages import PACKAGES, SIZE, Package, all_mutants, equivalents, sample

GOAL = 0.9  # of the mutants of every package


def chosen(package: Package, at: str, size: int) -> list[Mutant]:
    """The sample, or the mutants of the line that `at` names (`FILE` or `FILE:LINE`)."""
    if not at:
        return sample(ROOT, package, size, equivalents())
    file, _, line = at.partition(":")
    found = (m for m in all_mutants(ROOT, package) if m.file == file)
    return [m for m in found if not line or m.line == int(line)]


def judge(copy: Copy, name: str, at: str, size: int) -> Counter[Fate]:
    """Runs the mutants of a package and tells of each what became of it."""
    mutants, fates = chosen(PACKAGES[name], at, size), Counter[Fate]()
    if not mutants:
        return fates
    known = learn(copy, PACKAGES[name])
    print(f"{name}: {len(mutants)} mutants, {len(known.took)} tests", flush=True)
    for mutant, fate, why in hunt(copy, known, mutants):
        fates[fate] += 1
        print(f"  {fate:<7} {mutant.file}:{mutant.line} {why}", flush=True)
        if fate == "alive":
            print(f"      - {mutant.before.strip()}\n      + {mutant.after.strip()}", flush=True)
    return fates


def main() -> int:
    """0 if every package notices nine of ten."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("packages", nargs="*", choices=[[], *PACKAGES])
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--at", default="", metavar="FILE[:LINE]")
    options = parser.parse_args()
    with copied() as copy:
        table = {
            name: judge(copy, name, options.at, options.size)
            for name in options.packages or PACKAGES
        }
    short = []
    print("\npackage        noticed   of which hung")
    for name, fates in table.items():
        total, noticed = fates.total(), fates.total() - fates["alive"]
        if total:
            print(f"{name:<14} {noticed:>3}/{total:<3} {noticed / total:>6.0%} {fates['hung']:>6}")
            short += [name] * (noticed < GOAL * total)
    if short:
        print(f"under {GOAL:.0%}: {', '.join(short)}")
    return bool(short)


if __name__ == "__main__":
    sys.exit(main())
