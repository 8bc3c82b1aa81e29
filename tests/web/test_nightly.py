"""The figures of a day as a letter that any mail program opens."""

from datetime import date
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

from server.domain.figures import By, Tally, row, rows_of
from server.web.figure_sheets import FIGURES, Sheet, cells
from server.web.nightly import letter

DAY = date(2022, 10, 3)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def sheet() -> Sheet:
    tally = Tally(issued=7, served=5)
    made = rows_of({("ho-tich",): tally}, (By.SERVICE,))
    return Sheet("Xã Dương Phong", DAY, DAY, (By.SERVICE,), made, row((), tally), {})


def test_a_day_is_told_in_words_with_its_table_and_its_paper() -> None:
    told = message_from_bytes(letter([sheet()], HANOI), policy=default)

    assert told["Subject"] == "Xã Dương Phong: số liệu ngày 03/10/2022"
    assert told["Date"] == "Tue, 04 Oct 2022 00:00:00 +0700"
    words = told.get_body().get_content()  # type: ignore[union-attr]  # every letter has words
    assert "Lấy số: 7" in words
    assert "Chờ trung vị: (không có)" in words
    files = {part.get_filename(): str(part.get_payload(decode=True)) for part in told.iter_attachments()}
    assert set(files) == {f"statistics-2022-10-03.{kind}" for kind in ("csv", "xlsx", "pdf")}
    assert "ho-tich" in files["statistics-2022-10-03.csv"]
    assert files["statistics-2022-10-03.pdf"].startswith("b'%PDF")


def test_a_table_that_is_taken_away_has_every_figure_that_is_known() -> None:
    assert set(FIGURES) == set(cells(row((), Tally())))
