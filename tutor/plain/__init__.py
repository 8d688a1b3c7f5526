"""Linear front ends, nothing redrawn: lessons and cards as text, and cards as JSON lines."""
