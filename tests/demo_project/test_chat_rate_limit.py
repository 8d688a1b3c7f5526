"""The budget of frames."""

import asyncio

import pytest
from django.core.cache import cache

from demo_project.chat import rate_limit
from demo_project.chat.frames import ChatError


@pytest.fixture(autouse=True)
def two_a_minute(settings):
    settings.FRAMES_PER_MINUTE = 2


async def spend(user_id):
    """Whether the user was allowed one more frame."""
    try:
        await rate_limit.charge(user_id)
    except ChatError:
        return False
    return True


async def test_what_is_over_the_limit_is_refused():
    assert [await spend(1) for _ in range(3)] == [True, True, False]


async def test_users_have_budgets_of_their_own():
    for _ in range(3):
        await spend(1)
    assert await spend(2)


async def test_a_refund_can_be_spent_again():
    await spend(1)
    await rate_limit.refund(1)
    assert [await spend(1) for _ in range(3)] == [True, True, False]


async def test_the_budget_is_full_again_after_the_window(monkeypatch):
    monkeypatch.setattr(rate_limit, "WINDOW", 0.01)
    while await spend(1):
        pass
    async with asyncio.timeout(5):
        while not await spend(1):
            pass


async def test_a_window_that_ends_at_the_wrong_moment_is_no_error(monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **options: None)
    assert await spend(1)
    await rate_limit.refund(1)
