"""The player's style sheet: ANSI roles and the terminal's own background only.

Frames say by their form, not by colour alone, which panel has the focus.
"""

from __future__ import annotations

from typing import Final

SHEET: Final = """
Screen { background: ansi_default; color: ansi_default; layout: vertical; overflow: hidden; }
Surface { height: 1fr; background: ansi_default; color: ansi_default; }
#heading, #scrubber, #keys, #status, #tabs { height: 1; }
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

#stage.wide {
    layout: grid; grid-size: 2 4; grid-columns: 5fr 7fr; grid-rows: 9fr 7fr 10fr 12fr;
}
#stage.wide #narration { row-span: 2; }
#stage.wide #sequence { column-span: 2; }
#stage.tabs { layout: vertical; }
#stage.tabs Panel { height: 10fr; }
#stage.tabs #narration { height: 7fr; }
#stage.zoomed { layout: vertical; }
#stage.reading { layout: vertical; align-horizontal: center; }
#stage.reading #narration { max-width: 96; padding: 1 3; }
#stage.reading.narrow #narration { padding: 0 1; }
"""
