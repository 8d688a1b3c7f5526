"""The budget of frames."""

import pytest
from django.core.cache import cache
from django.core.cache.backends import locmem

from demo_project.chat import rate_limit
from demo_project.chat.frames import ChatError


@pytest.fixture(autouse=True)
def two_a_minute(settings):
    settings.FRAMES_PER_MINUTE = 2


async def spend(user):
    """Whether the user was allowed one more frame."""
    try:
        await rate_limit.charge(f"support:{user}")
    except ChatError:
        return False
    return True


async def test_what_is_over_the_limit_is_refused():
    assert [await spend(1) for _ in range(3)] == [True, True, False]


async def test_users_have_budgets_of_their_own():
    for _ in range(3):
        await spend(1)
    assert await spend(2)


def test_a_refund_can_be_spent_again():
    for _ in range(2):
        rate_limit.spend("key", 2, 60)
    rate_limit.refund("key")
    assert [rate_limit.spend("key", 2, 60) > 0 for _ in range(2)] == [False, True]


def test_who_is_refused_is_told_how_long_to_wait():
    rate_limit.spend("key", 1, 60)
    assert 58 <= rate_limit.spend("key", 1, 60) <= 60


async def test_the_budget_is_full_again_after_the_window(monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr(locmem.time, "time", lambda: now[0])
    assert [await spend(1) for _ in range(3)] == [True, True, False]
    now[0] += rate_limit.WINDOW - 0.01
    assert not await spend(1)
    now[0] += 0.02
    assert [await spend(1) for _ in range(3)] == [True, True, False]


async def test_a_window_that_ends_at_the_wrong_moment_is_no_error(monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **options: None)
    assert await spend(1)
    rate_limit.refund("no-such-key")
