"""The scene of the exercise."""


async def drops(stage):
    """A sensor sends a reading, half a reading, and a reading."""
    await stage.server()
    sensor = await stage.client("sensor", "/ws/sensors/")
    await sensor.send('{"bed": "tomatoes", "celsius": 21.5}')
    await sensor.send('{"bed": "peppers", "cels')
    await stage.quiet()
    if sensor.is_open:
        await sensor.send('{"bed": "basil", "celsius": 19.0}')
    await stage.quiet()
