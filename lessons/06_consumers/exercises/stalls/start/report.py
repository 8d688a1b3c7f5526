"""Makes reports: it asks a machine elsewhere, and waits. Not yours to change."""

import time


def make_report():
    """Takes 0.8 s, in which the processor is free."""
    time.sleep(0.8)
    return "ready"
