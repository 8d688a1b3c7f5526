"""An interactive terminal course on Django Channels that shows only what really ran."""

__version__ = "0.1.0"
