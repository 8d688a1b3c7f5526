"""The shop under viztracer, which keeps the newest million entries of all functions."""

from __future__ import annotations

from shop.asgi import application
from viztracer import VizTracer

__all__ = ["application"]

tracer = VizTracer(verbose=0)
tracer.start()
