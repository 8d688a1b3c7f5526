"""Benchmarks: `python -m bench [NAME …]` prints ratios measured side by side in one run."""
