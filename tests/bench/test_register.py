"""The register that is filled for measuring comes to what was filled in, and leaves the newspaper's months as they are."""

from datetime import date
from pathlib import Path

from bench.register import LAST, OPEN_STILL, fill_file
from server.actions import reports
from server.clock import Clock
from server.config import Settings
from server.office import Database, Office
from server.push import Push, Silence
from server.sample.nine_months import with_nine_months
from server.sample.offer import nine_months, sample_offer
from server.store.catalogue import offices

MANY = 2000


def test_a_filled_register_adds_up_and_leaves_the_nine_months_as_they_were(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'years.db'}")
    database.migrate()
    database.found(with_nine_months(sample_offer()))
    database.close()
    fill_file(tmp_path / "years.db", MANY)
    database = Database(f"sqlite:///{tmp_path / 'years.db'}")
    profile = database.look(offices)[0]
    office = Office(profile, Settings(), database, Clock(None), Push(Silence(), profile.id))

    whole = office.look(reports.dossiers, date(2016, 1, 1), LAST).report
    months = office.look(reports.dossiers, date(2022, 1, 1), date(2022, 9, 30)).report
    database.close()

    assert whole.total.broken == []
    assert whole.total.received == MANY + nine_months().received
    assert whole.total.pending >= OPEN_STILL
    assert (months.total.received, months.total.carried_over, months.total.late) == (
        nine_months().received,
        0,
        0,
    )
