"""A shop whose tasks tell customers what has been sent."""

from shop.celery import app as celery_app

__all__ = ["celery_app"]
