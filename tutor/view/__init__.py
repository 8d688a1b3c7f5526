"""Data in, Rich renderables out: every picture of the course. No I/O, no clock, no Textual."""
