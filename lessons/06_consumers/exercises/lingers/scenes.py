"""The scene of the exercise."""


async def lingers(stage):
    """Ann looks at her parcel, and closes the tab."""
    await stage.server()
    ann = await stage.client("ann", "/ws/17/")
    await stage.fact("client.received", name="ann", text_has="km", nth=2)
    await ann.close()
    await stage.quiet(within=0.4)
    before = stage.count("log.written", text_has="asked for")
    await stage.sleep(0.3)  # six rounds of a loop that goes on
    asked = stage.count("log.written", text_has="asked for") - before
    stage.note(f"goes on: {asked} questions in 0.3 s" if asked else "no more questions")
