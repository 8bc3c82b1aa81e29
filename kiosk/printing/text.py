"""A slip in the printer's own letters: a hundredth of the bytes, for slow lines, on printers that have all of Vietnamese."""

from textwrap import wrap
from typing import Any

from kiosk.printing.address import profiles
from kiosk.printing.commands import cut_off, escpos
from kiosk.slip import Sheet, Slip

LARGEST = 8
"""Times the usual letter, the most that GS ! knows."""

QR_DOTS = 6
_LINE_MM, _DOT_MM = 3.75, 0.125


def text_commands(printable: Slip | Sheet, profile: str) -> tuple[bytes, int]:
    """The bytes that print it, and about how many millimetres of paper it takes."""
    page = Page(profile, large=printable.large)
    if isinstance(printable, Sheet):
        _sheet(page, printable)
    else:
        _slip(page, printable)
    return page.end()


class Page:
    """Lines one below the other, in the letters of a profile."""

    def __init__(self, profile: str, *, large: bool = False) -> None:
        self._paper: Any = escpos().Dummy(profile=profile)
        self._profile = profile
        self._columns = int(profiles()[profile]["fonts"]["0"]["columns"])
        self._millimetres = 0.0
        self._times = 2 if large else 1
        self._paper.hw("INIT")

    def say(self, words: str | None, *, bold: bool = False, inverted: bool = False) -> None:
        """A sentence, wrapped; nothing for None."""
        if not words:
            return
        if self._times == 1:
            self._paper.set(bold=bold, invert=inverted, normal_textsize=True)
        else:
            # Twice as high and no wider: as many words in a line, and no letter that the printer lacks.
            self._paper.set(bold=bold, invert=inverted, custom_size=True, width=1, height=self._times)
        for line in wrap(words, self._columns):
            self._paper.text(f"{line}\n")
            self._millimetres += _LINE_MM * self._times

    def shout(self, number: str, largest: int = LARGEST) -> None:
        """The number, as large as it fits."""
        size = max(1, min(largest, self._columns // len(number)))
        self._paper.set(bold=True, invert=False, custom_size=True, width=size, height=size)
        self._paper.text(f"{number}\n")
        self._millimetres += 3 * size + 1

    def code(self, address: str | None) -> None:
        if address:
            self._paper.qr(address, native=True, size=QR_DOTS, ec=1)
            self._millimetres += 35 * QR_DOTS * _DOT_MM

    def end(self) -> tuple[bytes, int]:
        cut_off(self._paper, self._profile)
        return bytes(self._paper.output), round(self._millimetres)


def _slip(page: Page, slip: Slip) -> None:
    for mark in (slip.reprint, slip.practice):
        page.say(mark, bold=True, inverted=True)
    page.say(slip.office, bold=True)
    page.shout(slip.number, LARGEST if slip.large else LARGEST - 2)
    page.say(slip.services[0], bold=True)
    for name in slip.services[1:]:
        page.say(name)
    page.say(slip.priority, bold=True, inverted=True)
    for line in (slip.ahead, slip.wait, slip.counters):
        page.say(line, bold=True)
    page.say(slip.spoken)
    page.say(slip.issued)
    page.say(slip.scan)
    page.code(slip.url)
    page.say(slip.footer)


def _sheet(page: Page, sheet: Sheet) -> None:
    page.say(sheet.office, bold=True)
    page.say(sheet.title, bold=True)
    page.say(sheet.code, bold=True)
    for name in sheet.names:
        page.say(name)
    for item in sheet.items:
        page.say(f"[{'x' if sheet.ticked else ' '}] {item}")
    page.say(sheet.due, bold=True)
    for term in (*sheet.terms, sheet.issued):
        page.say(term)
    page.say(sheet.scan)
    page.code(sheet.url)
    for line in (*sheet.signed_by, sheet.footer):
        page.say(line)
