"""Benchmarks: `python -m bench [NAME …]` measures ratios side by side in one run, on this machine."""
