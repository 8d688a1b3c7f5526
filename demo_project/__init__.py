"""Minicom: a support chat between users and an admin, on Django Channels."""
