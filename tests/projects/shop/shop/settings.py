import os

SECRET_KEY = "not-a-secret"
INSTALLED_APPS = ["channels", "shop"]
REDIS = os.environ["SHOP_REDIS"]
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [f"{REDIS}/0"]},
    }
}
CELERY_BROKER_URL = f"{REDIS}/1"
