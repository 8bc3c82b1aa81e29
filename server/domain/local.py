"""What did the office's clock show at that instant?"""

from datetime import datetime, timezone, tzinfo


def local(instant: datetime, zone: tzinfo) -> datetime:
    """The instant as the clock on the wall showed it, with the offset of that moment.

    With the zone itself Python would count by the hands of the clock: between two instants of the night in which it is
    set to summer time an hour too much, and in the hour that comes twice the later one first (PEP 495).
    """
    shown = instant.astimezone(zone)
    offset = shown.utcoffset()
    return shown if offset is None else shown.replace(tzinfo=timezone(offset))
