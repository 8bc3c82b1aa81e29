"""The figures of a day as a letter: for a mailbox, or for a program that sends it on."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from server.web import sheets
from server.web.figure_sheets import Sheet, as_file, as_workbook, cells
from server.web.forms import say

TOLD = (
    "issued", "served", "no_show", "abandoned", "wait_p50", "wait_p90", "wait_within", "handle_p50", "satisfied", "answers",
)  # fmt: skip


def letter(parts: Sequence[Sheet], zone: tzinfo) -> bytes:
    """A day as an e-mail file (RFC 5322), from its sheets, each split in another way: the figures of all in words, the
    first sheet as CSV and PDF, and all of them in one Excel file.

    It is dated with the end of that day, and names no sender and no receiver: whoever sends it on knows these. No citizen
    and no clerk is in it.
    """
    made, sheet = EmailMessage(policy=SMTP), parts[0]
    day = f"{sheet.last:%d/%m/%Y}"
    made["Subject"] = say("figures.nightly.subject", office=sheet.office, day=day)
    made["Date"] = format_datetime(datetime.combine(sheet.last + timedelta(days=1), time(), zone))
    # In seven bits: an old mail server takes no others.
    made.set_content("\n".join(_lines(sheet, day)) + "\n", cte="quoted-printable")
    files = {"csv": as_file(sheet, "csv"), "xlsx": as_workbook(parts), "pdf": as_file(sheet, "pdf")}
    for kind, file in files.items():
        main, _, sub = sheets.TYPES[kind].partition(";")[0].partition("/")
        made.add_attachment(file, maintype=main, subtype=sub, filename=f"statistics-{sheet.last}.{kind}")
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
