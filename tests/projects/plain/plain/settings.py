SECRET_KEY = "plain"
INSTALLED_APPS = ["channels"]
