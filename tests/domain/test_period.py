from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.period import Period, Span, pieces

DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@given(DAYS, st.integers(0, 2000), st.sampled_from(Span))
def test_the_pieces_of_a_period_are_its_days_each_once(first: date, length: int, largest: Span) -> None:
    period = Period(first, first + timedelta(days=length))

    found = pieces(period, largest)

    days = [day for stretches in found.values() for stretch in stretches for day in stretch.days()]
    assert sorted(days) == list(period.days())


def test_whole_years_and_months_are_taken_whole() -> None:
    found = pieces(Period(date(2021, 11, 29), date(2024, 2, 1)))

    assert found == {
        Span.DAY: [
            Period(date(2021, 11, 29), date(2021, 11, 30)),
            Period(date(2024, 2, 1), date(2024, 2, 1)),
        ],
        Span.MONTH: [
            Period(date(2021, 12, 1), date(2021, 12, 31)),
            Period(date(2024, 1, 1), date(2024, 1, 31)),
        ],
        Span.YEAR: [Period(date(2022, 1, 1), date(2023, 12, 31))],
    }
