"""What needs a hand."""

from collections.abc import Iterator

import click

from server.cli.opening import existing_office, settings_of
from server.cli.options import DATA, OFFICE
from server.cli.telling import say_in_both
from server.domain.troubles import ROOM_BYTES
from server.office import Office


@click.command()
@DATA
@OFFICE
@click.pass_context
def doctor(ctx: click.Context, office: str | None) -> None:
    """Says what needs a hand; ends with 1 when something does."""
    with existing_office(settings_of(ctx), office) as at:
        at.database.can_write()
        ails = list(_ails(at))
    for key, facts in ails:
        say_in_both(key, **facts)
    if ails:
        ctx.exit(1)
    say_in_both("doctor.well")


def _ails(at: Office) -> Iterator[tuple[str, dict[str, object]]]:
    """What is not as it should be, as sentences with their facts."""
    import shutil

    from server.actions import calendar, reception
    from server.actions.paper import KIOSK

    free = shutil.disk_usage(at.settings.data).free
    if free < ROOM_BYTES:
        yield "doctor.disk", {"megabytes": free // 1024 // 1024}
    state = at.look(lambda book: book.paper.printer(KIOSK).state)
    if state not in ("ready", "none", "unknown"):
        yield "doctor.printer", {"state": state}
    for year in at.look(calendar.undecided):
        yield "doctor.year", {"year": year}
    concerned = at.look(reception.concerned)
    if concerned:
        yield "doctor.concerned", {"codes": ", ".join(one.code for one, _ in concerned)}
