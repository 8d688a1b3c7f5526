"""Settings of a small project whose channel layer is in memory."""

SECRET_KEY = "for this example only"

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
    },
}
