"""The scene of the exercise: a process that has imported nothing of Django."""


async def early(stage):
    """A screen connects, and somebody opens a page."""
    await stage.server(fresh=True, env={"DJANGO_SETTINGS_MODULE": "demo_project.settings"})
    await stage.arrive("screen", "/ws/door/")
    await stage.http("GET", "/healthz", name="page")
    await stage.quiet()
