"""The budget of frames."""

import pytest
from django.core.cache import cache

from demo_project.chat import rate_limit


@pytest.fixture(autouse=True)
def two_a_minute(settings):
    settings.FRAMES_PER_MINUTE = 2


async def test_what_is_over_the_limit_is_refused():
    assert [await rate_limit.spend(1) for _ in range(3)] == [True, True, False]


async def test_users_have_budgets_of_their_own():
    for _ in range(3):
        await rate_limit.spend(1)
    assert await rate_limit.spend(2)


async def test_a_refund_can_be_spent_again():
    await rate_limit.spend(1)
    await rate_limit.refund(1)
    assert [await rate_limit.spend(1) for _ in range(3)] == [True, True, False]


async def test_the_budget_is_full_again_after_the_window(monkeypatch):
    monkeypatch.setattr(rate_limit, "WINDOW", 0.01)
    while await rate_limit.spend(1):
        pass
    monkeypatch.undo()
    while not await rate_limit.spend(1):
        pass


async def test_a_window_that_ends_at_the_wrong_moment_is_no_error(monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **options: None)
    assert await rate_limit.spend(1)
    await rate_limit.refund(1)
