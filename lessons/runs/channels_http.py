"""The import that Channels 3 had, and Channels 4 has not."""

try:
    from channels.http import AsgiHandler  # type: ignore[import-not-found]
except ModuleNotFoundError as error:
    print(f"ModuleNotFoundError: {error}")
else:
    print(AsgiHandler)
