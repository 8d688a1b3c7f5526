"""Tests of the pure heart: every tiny recording is built in the test that reads it."""
