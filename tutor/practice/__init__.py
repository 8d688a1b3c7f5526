"""Exercises: real code with a fault, what has to be true of its run, and what a run says of it."""
