"""The exercise that `tutor dev new exercise` begins with: it proves itself as it stands."""

from __future__ import annotations

from typing import Final

APP: Final = '''\
"""An echo: each word that a tab sends comes back to it."""

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Tab(AsyncWebsocketConsumer):
    """One open tab."""

    async def receive(self, text_data=None, bytes_data=None):
        {line}


application = ProtocolTypeRouter({{"websocket": URLRouter([path("ws/", Tab.as_asgi())])}})
'''
SCENE: Final = '''\
"""The scene of the exercise {name}."""


async def {name}(stage):
    """Ann says Hello. It ends by settling: the code may do anything."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    await ann.send("Hello")
    await stage.quiet()
'''
TOML: Final = '''\
format = 1
kind = "mend"
title = "Nothing comes back"
minutes = 5
topic = "{topic}"
edit = "consumers.py"
par = 1
symptom = """
Ann says Hello, and waits. Nothing comes back, and the log says nothing.
"""
nudge = "Follow Ann's word through the method: what becomes of it?"
where = "consumers.py:12"
why = """
A consumer answers only what it is told to answer. What a method returns is thrown away.
"""

# In the order in which they are explained: the first that is not so is told.
[[fact]]
says = "Ann hears her own Hello"
holds = 'any client.received name=ann text=Hello'

[[fact]]
says = "she hears it once"
holds = 'count client.received name=ann == 1'

# Only where the general rules cannot tell two mends apart.
[[diagnosis]]
id = "mute"
when = 'none app.sent type=websocket.send and none handler.failed'
says = "Ann's word arrived, and the server wrote nothing back."
remedy = "Which call writes to the tab?"
show = "app.received type=websocket.receive"

[[diagnosis]]
id = "others"
when = 'any client.received name=ann text!=Hello'
says = "Ann heard {{value text of client.received name=ann}}, and she had said Hello."
show = "client.received name=ann"

[[diagnosis]]
id = "twice"
when = 'count client.received name=ann > 1'
says = "Ann heard her word {{count client.received name=ann}} times."
show = "client.received name=ann nth=2"

[[wrong]]
file = "wrong/prints.py"
diagnosis = "mute"

[[wrong]]
file = "wrong/other_words.py"
diagnosis = "others"

[[wrong]]
file = "wrong/twice.py"
diagnosis = "twice"
'''
SENT: Final = "await self.send(text_data=text_data)"
LINES: Final = {
    "start/consumers.py": "return text_data",
    "good/consumers.py": SENT,
    "wrong/prints.py": "print(text_data)",
    "wrong/other_words.py": 'await self.send(text_data="You said " + text_data)',
    "wrong/twice.py": f"{SENT}\n        {SENT}",
}
"""What each state of the code does with a word."""


def files_of(name: str, topic: str) -> dict[str, str]:
    """The files of the folder `exercises/NAME`, by their names there."""
    code = {file: APP.format(line=line) for file, line in LINES.items()}
    toml = TOML.format(topic=topic.replace('"', "'"))
    return {"exercise.toml": toml, "scenes.py": SCENE.format(name=name), **code}
