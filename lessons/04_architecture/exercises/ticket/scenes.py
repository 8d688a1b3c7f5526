"""The scene of the exercise."""

import json

LIFETIME = 1  # seconds


async def ticket(stage):
    """John fetches tickets; one is used twice, one too late. Strangers try."""
    await stage.server(
        settings={"ROOT_URLCONF": "consumers"}, env={"TICKET_LIFETIME": str(LIFETIME)}
    )
    late = await _fetch(stage, user="john")
    good = await _fetch(stage, user="john")
    for name in ("app", "thief"):
        await stage.arrive(name, f"/ws/?ticket={good}")
        await stage.quiet()
    await _fetch(stage, name="stranger")
    await stage.arrive("stranger 1", "/ws/?ticket=let-me-in")
    await stage.arrive("stranger 2", "/ws/?user=john")
    await stage.sleep(LIFETIME + 0.1)
    await stage.arrive("slow app", f"/ws/?ticket={late}")
    await stage.quiet()


async def _fetch(stage, **who):
    """The ticket that is given, "none" where there is none."""
    answer = await stage.http("POST", "/ticket/", **who)
    try:
        return json.loads(answer.text)["ticket"]
    except (ValueError, KeyError, TypeError):
        return "none"
