"""The player's style sheet: ANSI roles and the terminal's own background only.

Frames say by their form, not by colour alone, which panel has the focus.
"""

from __future__ import annotations

from typing import Final

SHEET: Final = """
Screen { background: ansi_default; color: ansi_default; layout: vertical; overflow: hidden; }
Surface { height: 1fr; background: ansi_default; color: ansi_default; }
#heading, #scrubber, #keys, #status { height: 1; }
#heading { background: ansi_default; }
#stage { height: 1fr; background: ansi_default; overflow: hidden; }

Panel {
    border: round ansi_bright_black; padding: 0 1;
    border-title-color: ansi_default; border-title-style: bold;
    border-subtitle-color: ansi_default; border-subtitle-style: none;
}
Panel:focus { border: heavy ansi_cyan; }
#stage.ascii Panel { border: ascii ansi_bright_black; }
#stage.ascii Panel:focus { border: ascii ansi_cyan; border-title-style: bold reverse; }

#stage.beside Panel, #stage.below Panel, #stage.zoomed Panel { border: none; padding: 0; }
#stage #strips { height: auto; }
#stage.beside #hero { dock: right; }
#stage.below #hero { dock: top; }
#stage.below #narration, #stage.beside #narration { padding: 0 1; }
#stage.reading, #stage.reading #top { align-horizontal: center; }
#stage.reading #narration { max-width: 96; padding: 1 3; }
#stage.reading.columns #narration { max-width: 140; }
#stage.reading.narrow #narration { padding: 0 1; }
"""
