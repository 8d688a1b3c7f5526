"""The table of facts: every kind that a recording can hold, one file per subject.

A kind is a struct with its row (`declare.py`); all that is special about it stands there. What
else goes by kind reads `FACTS`, or a test holds its keys against it (`tests/core/facts`). The
names of the structs are those of `tutor.core.events`.
"""
