"""Scenes played live: the vocabulary of their scripts, the director, many runs at once."""
