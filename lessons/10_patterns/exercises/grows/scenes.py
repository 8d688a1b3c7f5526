"""The scene of the exercise."""

import json


async def grows(stage):
    """A nurse records a patient's heart ten times; then Ben, a doctor, opens the page."""
    await stage.server()
    nurse = await stage.client("nurse", "/ws/monitor/")
    await stage.flood(nurse, 10, {"record": 20_000})
    await stage.quiet(stuck=1.0, within=4.0)
    ben = await stage.arrive("ben", "/ws/patient/")
    await stage.quiet(stuck=1.0)
    stage.note(f"ben has {_recordings(ben.received)}")


def _recordings(frames):
    """What Ben's page makes of its frames."""
    try:
        lists = [json.loads(frame)["recordings"] for frame in frames]
        ids = [each["id"] for recordings in lists for each in recordings]
    except ValueError:
        return "frames that are not JSON"
    except (KeyError, TypeError):
        return "frames of another shape"
    return f"{len(ids)} recordings" if len(ids) == len(set(ids)) else "some recordings twice"
