"""The shop behind OpenTelemetry's ASGI instrumentation, as its documentation sets it up.

Its spans go through the batch processor to an exporter that drops them: what is measured is what
the server pays for, and no console and no collector.
"""

from __future__ import annotations

from collections.abc import Sequence

from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from shop.asgi import application as shop


class Drops(SpanExporter):
    """Takes spans and forgets them."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """They are gone."""
        return SpanExportResult.SUCCESS


provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(Drops()))
application = OpenTelemetryMiddleware(shop, tracer_provider=provider)
