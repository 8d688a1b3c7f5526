"""The archive. One month takes its time, and the thread that asks for it waits."""

import time

MONTHS = ["January", "February", "March"]


def read(month):
    """The sales of a month as a line of CSV; it blocks for a fifth of a second."""
    time.sleep(0.2)
    return f"{month},1024\n"
