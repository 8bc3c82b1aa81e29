"""The sample office is one that could open tomorrow."""

import itertools
import math
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.domain.due import LimitKind
from server.domain.hours import Calendar, DayKind, opening
from server.domain.numbering import number
from server.domain.roles import Role
from server.office import Service
from server.sample.offer import nine_months, overrides, sample_offer, shares, staff
from server.web.posting import fee_said, limit_said
from server.web.words import shipped

OFFER = sample_offer()
ZONE = ZoneInfo(OFFER.zone)
CALENDAR = Calendar(tuple((day, kind) for day, kind, *_ in OFFER.days))

# sRGB (linear) as the two common colour blindnesses see it: Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "common": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def service(code: str) -> Service:
    return next(one for one in OFFER.services if one.code == code)


def is_open(code: str, at: str) -> bool:
    return opening(service(code).windows, CALENDAR, datetime.fromisoformat(at).replace(tzinfo=ZONE)).open


def test_every_service_gives_tickets_on_a_weekday_morning() -> None:
    shut = [one.code for one in OFFER.services if not is_open(one.code, "2022-10-03T08:00")]

    assert shut == []


def test_only_the_police_receive_on_saturday_mornings() -> None:
    receiving = [one.code for one in OFFER.services if is_open(one.code, "2022-10-08T08:00")]

    assert receiving == ["cu-tru"]


@pytest.mark.parametrize(
    "at", ["2022-10-03T07:29", "2022-10-03T11:15", "2022-10-03T12:30", "2022-10-03T16:30", "2022-10-09T08:00"]
)
def test_no_ticket_is_given_outside_of_the_hours(at: str) -> None:
    receiving = [one.code for one in OFFER.services if is_open(one.code, at)]

    assert receiving == []


def test_the_swap_that_the_holiday_library_does_not_know_is_kept() -> None:
    assert not is_open("ho-tich", "2026-01-02T08:00")
    assert is_open("ho-tich", "2026-01-10T08:00")
    assert all(source for *_, source in overrides())


def test_tet_is_the_vietnamese_one() -> None:
    """The Chinese calendar has it a day later in 2030."""
    new_year = {day for day, kind, name, _ in OFFER.days if kind is DayKind.OFF and name == "Tết Nguyên Đán"}

    assert {date(2026, 2, 17), date(2030, 2, 2)} <= new_year


def test_what_we_know_better_wins_over_the_library() -> None:
    days = [day for day, *_ in OFFER.days]

    assert len(days) == len(set(days))
    assert days == sorted(days)


def test_prefixes_are_told_apart_by_ear() -> None:
    """B sounds like P, D like Đ, M like N; I and O look like digits."""
    prefixes = [one.prefix for one in OFFER.services]

    assert prefixes[:8] == list("ABCDEFGH")
    assert len(set(prefixes)) == len(prefixes)
    assert not {"I", "O", "P", "Đ"} & set(prefixes)
    assert not {"M", "N"} <= set(prefixes)
    assert [number(prefix, 1) for prefix in prefixes]


def test_every_counter_serves_everybody_its_own_fields_first() -> None:
    everything = {one.code for one in OFFER.services}

    assert [one.code for one in OFFER.counters] == ["1", "2", "3"]
    assert all(set(one.services) == everything for one in OFFER.counters)
    firsts = [code for one in OFFER.counters for code, rank in one.services.items() if rank == 1]
    assert sorted(firsts) == sorted(everything)


def test_there_are_forty_procedures_and_more_in_eight_fields() -> None:
    fields = {one.service for one in OFFER.procedures}

    assert len(OFFER.procedures) >= 40
    assert fields == {one.code for one in OFFER.services} - {"tra-ket-qua"}


def test_procedures_carry_national_codes_once_each() -> None:
    codes = [one.code for one in OFFER.procedures]

    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"\d\.\d{6}", code) for code in codes)


def test_every_procedure_says_in_both_languages_what_to_bring() -> None:
    for one in OFFER.procedures:
        assert one.name.vi
        assert one.name.en
        assert one.papers
        assert all(paper.name.vi and paper.name.en for paper in one.papers)


@pytest.mark.parametrize(
    ("code", "limit", "fee"),
    [
        (
            "1.001193",
            (
                "Trong ngày; nộp sau 15:00 trả ngày làm việc tiếp theo",
                "Same day; handed in after 15:00, the next working day",
            ),
            ("Không thu phí", "Free of charge"),
        ),
        (
            "1.004873",
            ("3 ngày làm việc", "3 working days"),
            ("Theo mức Hội đồng nhân dân tỉnh quy định", "As set by the provincial People's Council"),
        ),
        ("1.001570", ("1 ngày làm việc", "1 working day"), None),
        ("2.001263", (None, None), ("400.000 đồng", "400,000 đ")),
        ("1.001776", (None, None), (None, None)),
    ],
)
def test_time_limits_and_fees_read_as_they_are_counted(
    code: str, limit: tuple[str | None, str | None], fee: tuple[str | None, str | None] | None
) -> None:
    told = next(one for one in OFFER.procedures if one.code == code)
    words = shipped()

    assert (limit_said(words, "vi", told.limit), limit_said(words, "en", told.limit)) == limit
    if fee is not None:
        assert (fee_said(words, "vi", told.fee), fee_said(words, "en", told.fee)) == fee


def test_same_day_procedures_end_at_three_in_the_afternoon() -> None:
    limits = [one.limit for one in OFFER.procedures]

    assert {told.cut_off for told in limits if told.kind is LimitKind.SAME_DAY} == {time(15)}
    assert {told.cut_off for told in limits if told.kind is not LimitKind.SAME_DAY} == {None}


def test_a_ticket_is_served_before_the_doors_close() -> None:
    """The last ticket leaves time for the service it is for."""
    noon, evening = time(11, 30), time(17)
    for one in OFFER.services:
        for window in one.windows:
            closing = noon if window.end < time(12) else evening
            left = datetime.combine(date.min, closing) - datetime.combine(date.min, window.end)
            assert left >= timedelta(minutes=15)


def test_a_hundred_citizens_share_the_services() -> None:
    assert set(shares()) == {one.code for one in OFFER.services}
    assert sum(shares().values()) == 100


def test_colours_are_read_on_by_everybody() -> None:
    faint = [one.code for one in OFFER.services if contrast_with_white(one.colour) < 4.5]

    assert faint == []


@pytest.mark.parametrize("eye", EYES)
def test_colours_stay_apart_for_every_eye(eye: str) -> None:
    seen = [oklab(one.colour, eye) for one in OFFER.services]

    assert min(math.dist(one, other) for one, other in itertools.combinations(seen, 2)) > 0.06


def test_every_sign_is_among_the_icons_of_the_house() -> None:
    icons = Path("server/web/icons.txt").read_text(encoding="utf-8").splitlines()

    assert {one.sign for one in OFFER.services} <= set(icons)


def test_the_display_has_slides_and_lines_in_both_languages() -> None:
    assert {notice.kind for notice in OFFER.notices} == {"slide", "ticker"}
    assert all(
        text.vi and text.en and text.vi != text.en for one in OFFER.notices for text in (one.title, one.text)
    )


def test_there_is_a_clerk_for_every_counter_and_a_director() -> None:
    roles = [one.role for one in staff()]

    assert roles.count(Role.CLERK) == len(OFFER.counters)
    assert Role.DIRECTOR in roles


def test_the_nine_months_of_the_newspaper_add_up() -> None:
    told = nine_months()

    assert told.received == 772
    assert told.early + told.on_time + told.late == told.received
    assert (told.early, told.on_time, told.late) == (713, 59, 0)
    assert told.online_high_level <= told.online_level_4 == 70
    assert (told.first, told.last) == (date(2022, 1, 1), date(2022, 9, 30))


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast_with_white(colour: str) -> float:
    red, green, blue = linear(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def oklab(colour: str, eye: str) -> tuple[float, float, float]:
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, light, strict=True))))
        for row in EYES[eye]
    )
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    )
