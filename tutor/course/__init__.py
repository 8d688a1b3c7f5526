"""Lessons as frozen data: the model, the one module that reads the files, and what is wrong in them."""
