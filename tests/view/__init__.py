"""Tests of the pictures: tiny literal recordings in, text out."""
