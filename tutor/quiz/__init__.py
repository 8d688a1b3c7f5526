"""The quiz half, without I/O: cards, marking, schedule, sittings, interviews, progress."""
