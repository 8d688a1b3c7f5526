"""Who is online.

A channel layer cannot list the members of a group, and ``disconnect()`` is no promise:
a process that is killed runs nothing. So each open tab has a row that it renews while it
lives, and somebody is online while they have a row that is not too old.
"""

from datetime import datetime, timedelta

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from .models import OpenTab

User = get_user_model()

# A transaction cannot be held across an await, so these are sync functions in the
# database thread, each with everything that has to happen together.


@database_sync_to_async
def renew(user_id: int, channel_name: str) -> bool:
    """Note that this tab is alive; True if the user was offline until now."""
    with transaction.atomic():
        _lock(user_id)
        was_online = _is_online(user_id)
        OpenTab.objects.update_or_create(
            channel_name=channel_name, defaults={"user_id": user_id, "seen_at": timezone.now()}
        )
    return not was_online


@database_sync_to_async
def remove(user_id: int, channel_name: str) -> bool:
    """Forget this tab; True if it was the user's last one."""
    with transaction.atomic():
        _lock(user_id)
        OpenTab.objects.filter(channel_name=channel_name).delete()
        return not _is_online(user_id)


@database_sync_to_async
def sweep() -> list[AbstractUser]:
    """Forget the tabs nobody renews any more; return the users who are offline for it."""
    offline = []
    for user in User.objects.filter(opentab__seen_at__lt=_limit()).distinct():
        with transaction.atomic():
            _lock(user.pk)
            removed, _ = OpenTab.objects.filter(user=user, seen_at__lt=_limit()).delete()
            # Two processes may sweep at once; the one that removed the rows tells.
            if removed and not _is_online(user.pk):
                offline.append(user)
    return offline


@database_sync_to_async
def online(*, staff: bool) -> list[AbstractUser]:
    """The staff who are online, or the users."""
    return list(User.objects.filter(is_staff=staff, opentab__seen_at__gte=_limit()).distinct())


def _lock(user_id: int) -> None:
    # Or two tabs that open at once would each take the other for the first.
    # SQLite ignores this; there the IMMEDIATE transaction has locked everything already.
    User.objects.select_for_update().filter(pk=user_id).first()


def _is_online(user_id: int) -> bool:
    return OpenTab.objects.filter(user=user_id, seen_at__gte=_limit()).exists()


def _limit() -> datetime:
    return timezone.now() - timedelta(seconds=3 * settings.HEARTBEAT)
