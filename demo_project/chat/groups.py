"""Names of channel-layer groups.

A name is limited to 99 ASCII letters, digits, hyphens, underscores and periods,
so ``user_john@example.com`` is illegal: joining it raises TypeError.
"""

import hashlib
import re

# News of users goes to the staff, news of the staff to the users.
USERS_PRESENCE = "presence_of_users"
STAFF_PRESENCE = "presence_of_staff"

# What has changed in any conversation, for the staff's list of conversations.
DESK = "desk"


def room_for_email(email: str) -> str:
    """``john@example.com`` becomes ``user_john-at-example.com``.

    Two addresses never share a room. A hyphen opens an escape and every escape ends in a
    hyphen (``--`` is a hyphen, ``-at-`` an @, ``-2b-`` a plus sign), so the address could be
    read back from its name. Too long a name becomes a hash, under a prefix of its own.
    """
    room = "user_" + re.sub(r"[^A-Za-z0-9._]", _escape, email)
    if len(room) <= 99:
        return room
    # Cutting the name off instead would let two long addresses meet.
    return "longuser_" + hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return {"-": "--", "@": "-at-"}.get(character, f"-{ord(character):x}-")


def room_for_pk(pk: int) -> str:
    """One room per user, whatever the user is called.

    The prefix is not that of ``room_for_email``: there may be a user with the address "7".
    """
    return f"userid_{pk}"
