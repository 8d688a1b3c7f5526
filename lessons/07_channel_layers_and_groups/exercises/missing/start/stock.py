"""The stock of the shop. Not yours to change."""


def all_rows():
    """150 rows: "r0", "r1" …"""
    return [f"r{number}" for number in range(150)]
