SECRET_KEY = "desk"
INSTALLED_APPS = ["channels"]
ROOT_URLCONF = "desk.routing"
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
