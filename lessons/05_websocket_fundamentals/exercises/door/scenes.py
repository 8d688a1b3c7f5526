"""The scene of the exercise."""


async def door(stage):
    """A guest without a ticket comes; then a member comes and speaks."""
    await stage.server()
    await stage.arrive("guest", "/ws/")
    member = await stage.client("member", "/ws/?ticket=yes")
    await stage.quiet()
    await member.send("Hello")
    await stage.quiet()
