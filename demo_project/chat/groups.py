"""Names of channel-layer groups.

A name is limited to 99 ASCII letters, digits, hyphens, underscores and periods,
so ``user_john@example.com`` is illegal: joining it raises TypeError.
"""

import re

# News of users goes to the staff, news of the staff to the users.
USERS_PRESENCE = "presence_of_users"
STAFF_PRESENCE = "presence_of_staff"


def room_for_email(email: str) -> str:
    """``john@example.com`` becomes ``user_john-at-example.com``.

    Readable, but not unique: ``a@b`` and ``a-at-b`` share a room, and so do two
    addresses that differ in replaced characters only. Prefer ``room_for_pk``.
    """
    slug = re.sub(r"[^A-Za-z0-9._-]", "-", email.replace("@", "-at-"))
    return f"user_{slug}"[:99]


def room_for_pk(pk: int) -> str:
    """One room per user, whatever the user is called."""
    return f"user_{pk}"
