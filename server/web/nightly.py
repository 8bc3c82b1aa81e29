"""The figures of a day as a letter: for a mailbox, or for a program that sends it on."""

from datetime import datetime, time, timedelta, tzinfo
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from server.web import sheets
from server.web.figure_sheets import Sheet, as_file, cells
from server.web.forms import say

TOLD = (
    "issued", "served", "no_show", "abandoned", "wait_p50", "wait_p90", "wait_within", "handle_p50", "satisfied", "answers",
)  # fmt: skip
ATTACHED = ("csv", "pdf")


def letter(sheet: Sheet, zone: tzinfo) -> bytes:
    """The day of the sheet as an e-mail file (RFC 5322): the figures of all in words, the whole table as CSV and PDF.

    It is dated with the end of that day, and names no sender and no receiver: whoever sends it on knows these. No citizen
    and no clerk is in it.
    """
    made = EmailMessage(policy=SMTP)
    day = f"{sheet.last:%d/%m/%Y}"
    made["Subject"] = say("figures.nightly.subject", office=sheet.office, day=day)
    made["Date"] = format_datetime(datetime.combine(sheet.last + timedelta(days=1), time(), zone))
    made.set_content("\n".join(_lines(sheet, day)) + "\n")
    for kind in ATTACHED:
        main, _, sub = sheets.TYPES[kind].partition(";")[0].partition("/")
        name = f"statistics-{sheet.last}.{kind}"
        made.add_attachment(as_file(sheet, kind), maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


def _lines(sheet: Sheet, day: str) -> list[str]:
    told = cells(sheet.total)
    unknown = say("figures.none")
    return [
        sheet.office,
        say("figures.nightly.title", day=day),
        "",
        *(f"{say(f'figures.col.{name}')}: {told[name] or unknown}" for name in TOLD),
        "",
        say("figures.nightly.attached"),
    ]
