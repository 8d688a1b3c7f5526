"""An interactive terminal course on Django Channels that shows only what really ran."""

from typing import Final

__version__: Final = "0.1.0"
