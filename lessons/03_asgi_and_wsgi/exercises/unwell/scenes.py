"""The scene of the exercise."""


async def unwell(stage):
    """The balancer asks, and waits a second; a customer adds tea to the basket."""
    await stage.server()
    customer = await stage.client("customer", "/ws/basket/")
    await customer.send("tea")
    await stage.http("GET", "/alive/", name="balancer", within=1.0)
    await stage.quiet()
