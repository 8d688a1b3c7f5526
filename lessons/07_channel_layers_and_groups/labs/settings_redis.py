"""Settings of a small project whose channel layer is on Redis."""

import os

SECRET_KEY = "for this example only"

REDIS_URL = os.environ.get("MINICOM_REDIS_URL", "redis://127.0.0.1:6379")

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": None}],
            "prefix": os.environ.get("MINICOM_REDIS_PREFIX", "my-site"),
        },
    },
}
