"""A copied world is equal and independent."""

from __future__ import annotations

from tutor.core.world import Client, GroupKey, World


def test_a_copy_is_equal() -> None:
    world = World()
    world.clients[1] = Client("john")
    assert world.copy() == world


def test_a_change_of_the_copy_is_not_seen_in_the_original() -> None:
    world = World()
    world.copy().groups[GroupKey("broker", "g")] = {"c": None}
    assert world == World()


def test_a_world_is_no_other_thing() -> None:
    assert World() != "a world"
