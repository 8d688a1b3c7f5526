SECRET_KEY = "not-a-secret"
INSTALLED_APPS = ["channels", "work"]
ASGI_APPLICATION = "work.asgi.application"
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
