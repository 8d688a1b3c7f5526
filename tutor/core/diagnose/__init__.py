"""What is wrong in a recorded run, by general rules on its facts.

for finding in diagnose(events):
    print(finding.sentence, finding.place, finding.remedy)
"""

from __future__ import annotations

from .findings import Progress, diagnose, silent
from .rules import Finding, Level

__all__ = ["Finding", "Level", "Progress", "diagnose", "silent"]
