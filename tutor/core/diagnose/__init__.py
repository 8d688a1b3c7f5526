"""What is wrong in a recorded run, by general rules on its facts.

for finding in diagnose(events):
    print(finding.sentence, finding.place, finding.remedy)
"""

from __future__ import annotations

from .findings import diagnose
from .rules import Finding, Level

__all__ = ["Finding", "Level", "diagnose"]
