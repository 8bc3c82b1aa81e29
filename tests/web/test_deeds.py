"""The journal is told in the words of whoever reads it."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from server.domain.counter import COUNTER_VERBS
from server.domain.dossier import DossierVerb
from server.domain.journal import Entry
from server.domain.setup import VERBS, Matter
from server.domain.ticket import Verb
from server.web.deeds import deed, place, told
from server.web.words import shipped

ROOT = Path(__file__).resolve().parent.parent.parent
BOTH = pytest.mark.parametrize("language", ["vi", "en"])


def entry(verb: str, *, ticket: str | None = None, counter: str | None = None, **facts: Any) -> Entry:
    return Entry(7, datetime(2022, 10, 3, 8, tzinfo=UTC), verb, "lan", ticket, counter, facts)


def written() -> set[str]:
    """Every verb that an action writes into the journal by its name."""
    found = set()
    for path in [*(ROOT / "server/actions").glob("*.py"), ROOT / "server/store/book.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and re.fullmatch(
                r"(\w+\.)*(write|note|_changed|write_counter)", ast.unparse(node.func)
            ):
                found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return {verb for verb in found if isinstance(verb, str)}


@BOTH
def test_every_deed_has_a_name(language: str) -> None:
    steps = {f"dossier-{verb}" for verb in DossierVerb}
    verbs = {*Verb, *COUNTER_VERBS, *VERBS, *steps, *written()}
    assert {"person-add", "device-join", "calendar-day", "retention"} <= verbs

    nameless = {verb for verb in verbs if deed(shipped(), language, entry(verb)) == verb}

    assert nameless - {Matter.OFFICE.verb} == set()


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (entry("take", ticket="2022-10-03-A001", expected=[0, 0, 0], print_job=4), []),
        (
            entry("call", ticket="2022-10-03-A001", reason="first-come", languages=["vi"], note=None),
            ["Lý do: Đến lượt theo thứ tự"],
        ),
        (
            entry("finish", ticket="2022-10-03-A001", outcome="received", rate_until="2022-10-03T08:00:25"),
            ["Kết quả: Đã tiếp nhận hồ sơ"],
        ),
        (
            entry("transfer", ticket="2022-10-03-A001", service="dat-dai", for_counter=None),
            ["Dịch vụ: Đất đai"],
        ),
        (
            entry("rate", ticket="2022-10-03-A001", score=4, scale=4, channel="tablet", comment="9f86d0818"),
            ["Mức đánh giá: Rất hài lòng", "Nơi đánh giá: máy ở quầy"],
        ),
        (
            entry("counter-pause", counter="1", after={"state": "paused", "pause_reason": "break"}),
            ["Lý do tạm dừng: nghỉ giữa giờ"],
        ),
        (
            entry("dossier-return", dossier="H1", after={"state": "returned"}, **{"from": "ready"}),
            ["Hồ sơ: H1", "Trạng thái: đã trả kết quả"],
        ),
        (
            entry("person-change", name="lan", before={"role": "clerk"}, after={"role": "guide"}),
            ["Tên: lan", "Vai trò: Cán bộ quầy → Cán bộ hướng dẫn"],
        ),
        (
            entry(
                "calendar-day", before=None, after={"day": "2022-10-08", "kind": "working", "note": "Làm bù"}
            ),
            ["Ngày: 08/10/2022", "Lý do: Làm bù", "Đã thêm."],
        ),
        (
            entry("calendar-year", year=2022, before=None, after="12729/VPCP"),
            ["Năm: 2022", "Căn cứ: (trống) → 12729/VPCP"],
        ),
        (entry("retention", comments=2, keys=1), ["Lời góp ý: 2", "Phiên và đường dẫn đã hết: 1"]),
    ],
    ids=lambda told: told.verb if isinstance(told, Entry) else "",
)
def test_what_a_deed_tells_is_said_in_words(one: Entry, said: list[str]) -> None:
    names = {"service": {"dat-dai": "Đất đai"}}

    assert told(shipped(), "vi", one, names) == said


def test_the_sheet_has_what_only_a_program_reads() -> None:
    one = entry("take", ticket="2022-10-03-A001", expected=[0, 66], print_job=4)

    assert told(shipped(), "en", one, whole=True) == ["expected: 0, 66", "print_job: 4"]


def test_the_state_that_a_dossier_was_in_is_no_address() -> None:
    assert place(entry("dossier-return", dossier="H1", **{"from": "ready"})) == ""
    assert place(entry("calendar-day", **{"from": "10.0.0.7"})) == "10.0.0.7"
    assert place(entry("call", ticket="2022-10-03-A001", **{"from": "waiting"})) == ""
