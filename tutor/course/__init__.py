"""Lessons as frozen data: the model, the loader, and what is wrong in an author's files."""
