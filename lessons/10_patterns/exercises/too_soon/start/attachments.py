"""The files of a ticket: they go to a store elsewhere, which takes its time and may refuse."""

import time


def save_attachments(ticket):
    """Save them. Raises OSError."""
    time.sleep(0.15)
    if "photo" in ticket.text:
        raise OSError("the store is full")
