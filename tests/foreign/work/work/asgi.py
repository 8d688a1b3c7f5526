"""A worker: jobs come over the channel layer. Nothing is served."""

import sys

from asgiref.sync import async_to_sync
from channels.consumer import SyncConsumer
from channels.layers import get_channel_layer
from channels.routing import ChannelNameRouter, ProtocolTypeRouter


class Jobs(SyncConsumer):
    def job_print(self, message):
        print(message["text"], flush=True)


application = ProtocolTypeRouter({"channel": ChannelNameRouter({"jobs": Jobs.as_asgi()})})

if "runworker" in sys.argv:  # a layer in memory is one process's own
    async_to_sync(get_channel_layer().send)("jobs", {"type": "job.print", "text": "printed"})
