"""The scene of the exercise."""


async def forgets(stage):
    """John answers two questions and loses the connection; he comes back, and Jane comes."""
    await stage.server()
    john = await stage.client("john", "/ws/quiz/", user="john")
    for answer in ("hola", "gracias"):
        if john.is_open:
            await john.send({"answer": answer})
        await stage.quiet()
    if john.is_open:
        await john.drop()
    await stage.quiet()
    await stage.arrive("john again", "/ws/quiz/", user="john")
    await stage.arrive("jane", "/ws/quiz/", user="jane")
    await stage.quiet()
