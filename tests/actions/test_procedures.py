"""Procedures come in versions: what was in force stays in the book, and a table is taken over whole or not at all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from server.actions import citizen, procedures
from server.actions.citizen import Wish
from server.domain.due import Limit, LimitKind
from server.domain.errors import BadInput, UnknownProcedure, UnknownService
from server.domain.name import Name
from server.domain.procedure import Posting, Procedure
from server.domain.procedure_sheet import COLUMNS, Row, written
from tests.fixtures.book import OpenOffice

TODAY = date(2022, 10, 3)
BIRTH = Procedure(
    *(
        "1.001193",
        Name("Đăng ký khai sinh", "Birth registration"),
        Name("Hộ tịch", "Civil status"),
        "ho-tich",
    ),
    limit=Limit(LimitKind.SAME_DAY),
    since=TODAY,
)
LAND = replace(BIRTH, code="1.012753", name=Name("Đăng ký đất đai", "Land registration"), service="dat-dai")


def rows(*told: Procedure, **changed: str) -> list[Row]:
    return [Row(line, written(one) | changed) for line, one in enumerate(told, start=2)]


def take_over(opened: OpenOffice, *told: Procedure, **changed: str) -> Mapping[str, int]:
    return opened.office.change(procedures.take_over, COLUMNS, rows(*told, **changed), "thu").counts


def posted(opened: OpenOffice) -> dict[str, Procedure]:
    return {one.code: one for one in opened.office.look(lambda book: book.procedures())}


def test_a_table_is_taken_over_once_and_the_second_time_nothing_changes(opened: OpenOffice) -> None:
    first = take_over(opened, BIRTH, LAND)
    seq = opened.office.look(lambda book: book.journal.seq)
    second = take_over(opened, BIRTH, LAND)

    assert (first["new"], second["same"], second["new"]) == (2, 2, 0)
    assert opened.office.look(lambda book: book.journal.seq) == seq == 1
    assert list(posted(opened)) == ["1.001193", "1.012753"]


def test_a_preview_changes_nothing(opened: OpenOffice) -> None:
    told = opened.office.look(procedures.preview, COLUMNS, rows(BIRTH))

    assert (len(told.new), posted(opened)) == (1, {})


def test_one_fault_and_nothing_of_the_table_is_kept(opened: OpenOffice) -> None:
    table = [*rows(BIRTH), Row(3, written(LAND) | {"code": ""})]

    told = opened.office.change(procedures.take_over, COLUMNS, table, "thu")

    assert (told.counts["faults"], posted(opened)) == (1, {})
    assert opened.office.look(lambda book: book.journal.seq) == 0


def test_a_changed_row_is_a_new_version_and_the_old_one_stays(opened: OpenOffice) -> None:
    take_over(opened, BIRTH, LAND)
    cheaper = replace(BIRTH, limit=Limit(LimitKind.WORKING_DAY, 3))

    told = take_over(opened, cheaper)

    assert (told["changed"], told["absent"]) == (1, 1)
    versions = opened.office.look(lambda book: book.versions().of(BIRTH.code))
    assert [(one.version, one.limit.kind) for one in versions] == [(1, "same_day"), (2, "working_day")]
    assert posted(opened)[BIRTH.code].version == 2
    assert list(posted(opened)) == ["1.001193", "1.012753"]


def test_a_version_comes_into_force_on_its_day(opened: OpenOffice) -> None:
    take_over(opened, BIRTH)
    new_law = replace(
        BIRTH, name=Name("Khai sinh theo luật mới", "Under the new law"), since=date(2022, 10, 5)
    )

    opened.office.change(procedures.save, new_law, "thu")

    assert posted(opened)[BIRTH.code].name == BIRTH.name
    opened.clock.wait_until(datetime.fromisoformat("2022-10-05T08:00:00+07:00"))
    assert posted(opened)[BIRTH.code].name == new_law.name


def test_a_version_that_is_yet_to_come_into_force_is_put_right(opened: OpenOffice) -> None:
    take_over(opened, BIRTH)
    mistyped = replace(BIRTH, online="full", since=date(2206, 10, 5))
    opened.office.change(procedures.save, mistyped, "thu")

    right = opened.office.change(procedures.save, replace(mistyped, since=date(2022, 10, 5)), "thu")

    versions = opened.office.look(lambda book: book.versions().of(BIRTH.code))
    assert [(one.version, one.since) for one in versions] == [(1, TODAY), (2, date(2022, 10, 5))]
    assert (right.version, posted(opened)[BIRTH.code].version) == (2, 1)
    with pytest.raises(BadInput, match="since"):
        opened.office.change(procedures.save, replace(mistyped, since=date(2022, 10, 2)), "thu")


def test_a_draft_is_not_posted_until_it_is_published(opened: OpenOffice) -> None:
    draft = replace(BIRTH, posting=Posting.DRAFT)
    opened.office.change(procedures.save, draft, "thu")
    assert posted(opened) == {}

    opened.office.change(procedures.save, replace(draft, online="full"), "thu")
    opened.office.change(procedures.publish, BIRTH.code, "thu")

    (one,) = posted(opened).values()
    assert (one.version, one.online) == (1, "full")


def test_what_is_withdrawn_is_posted_no_more_and_takes_no_tickets(opened: OpenOffice) -> None:
    take_over(opened, BIRTH)
    opened.office.change(citizen.take_ticket, Wish("ho-tich", BIRTH.code), "kiosk")

    for _ in range(2):
        opened.office.change(procedures.withdraw, BIRTH.code, "thu")

    assert posted(opened) == {}
    with pytest.raises(UnknownProcedure):
        opened.office.change(citizen.take_ticket, Wish("ho-tich", BIRTH.code), "kiosk")
    verbs = [entry.verb for entry in opened.office.look(lambda book: book.journal.since(0))]
    assert verbs == ["procedures-imported", "take", "procedure"]
    opened.office.change(procedures.publish, BIRTH.code, "thu")
    assert posted(opened)[BIRTH.code].version == 3


def test_saving_the_same_again_writes_nothing(opened: OpenOffice) -> None:
    first = opened.office.change(procedures.save, BIRTH, "thu")

    assert opened.office.change(procedures.save, BIRTH, "thu") == first
    assert opened.office.look(lambda book: book.journal.seq) == 1


def test_the_journal_tells_before_and_after(opened: OpenOffice) -> None:
    opened.office.change(procedures.save, BIRTH, "thu")
    opened.office.change(procedures.save, replace(BIRTH, online="full"), "thu")

    entry = opened.office.look(lambda book: book.journal.since(1))[0]
    assert (entry.by, entry.facts["before"]["online"], entry.facts["after"]["online"]) == ("thu", "", "full")


def test_what_makes_no_sense_is_refused(opened: OpenOffice) -> None:
    office = opened.office
    office.change(procedures.save, BIRTH, "thu")

    with pytest.raises(UnknownService):
        office.change(procedures.save, replace(BIRTH, service="nothing"), "thu")
    with pytest.raises(BadInput, match="since"):
        office.change(procedures.save, replace(BIRTH, since=date(2022, 10, 2)), "thu")
    with pytest.raises(BadInput, match=r"name\.vi"):
        office.change(procedures.save, replace(BIRTH, name=Name("", "Birth")), "thu")
    with pytest.raises(UnknownProcedure):
        office.change(procedures.withdraw, "9.999999", "thu")


def test_a_procedure_that_is_there_already_is_not_added_once_more(opened: OpenOffice) -> None:
    opened.office.change(procedures.add, BIRTH, "thu")

    with pytest.raises(BadInput):
        opened.office.change(procedures.add, replace(BIRTH, name=LAND.name), "thu")

    assert posted(opened) == {BIRTH.code: posted(opened)[BIRTH.code]}
    assert posted(opened)[BIRTH.code].name == BIRTH.name
