"""A back-up is whole or not there; a restore looks first, and leaves the old book or the new one."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from server.actions import citizen
from server.actions.citizen import Wish
from server.domain.errors import Refused
from server.office import Database
from server.store import backup, tenancy
from server.store import tables as t
from server.store.backup import SEAL_BYTES, BackupExists, BackupNotWritten, make, read_seal
from server.store.database import LATEST, DatabaseNewer
from server.store.replay import first_difference
from server.store.restore import BadBackup, DatabaseThere, Restored, restore
from server.store.tenancy import BeingReplaced, DatabaseInUse
from server.store.trouble import StorageFailed
from tests.fixtures.book import OpenBook, OpenOffice, small_offer

MADE = datetime(2022, 10, 3, 10, tzinfo=UTC)
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def take(office: OpenOffice, count: int = 1) -> None:
    for _ in range(count):
        office.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")


def url_of(office: OpenOffice) -> str:
    return office.office.database.url.render_as_string(hide_password=False)


def restored(file: Path, into: Path, *, force: bool = False) -> Restored:
    into.mkdir(exist_ok=True)
    return restore(f"sqlite:///{into / 'toiluot.db'}", file, MADE, into / "backups", force=force)


def everything(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, but for the lock, which is empty and stays."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "toiluot.db.lock"}


def tickets(database: Database) -> list[str]:
    return database.look(lambda conn: list(conn.execute(select(t.tickets.c.id)).scalars()))


def test_what_is_backed_up_is_restored_whatever_database_it_came_from(
    opened: OpenOffice, tmp_path: Path
) -> None:
    take(opened, 3)
    seal = make(url_of(opened), tmp_path / "a.db", MADE)
    take(opened)

    done = restored(tmp_path / "a.db", tmp_path / "new")

    database = Database(f"sqlite:///{tmp_path / 'new' / 'toiluot.db'}")
    assert tickets(database) == [f"2022-10-03-A00{number}" for number in (1, 2, 3)]
    assert database.look(lambda conn: first_difference(conn, 1)) is None
    database.close()
    assert (done.seal, done.aside) == (seal, None)
    assert [(found.code, found.entries) for found in done.offices] == [("duong-phong", 3)]
    assert (seal.made, seal.schema) == (MADE, LATEST)


@sqlite_only
def test_a_back_up_of_a_file_goes_into_a_database_server(
    opened: OpenOffice, database: Database, postgres_url: str, tmp_path: Path
) -> None:
    take(opened, 2)
    make(url_of(opened), tmp_path / "a.db", MADE)

    restore(postgres_url, tmp_path / "a.db", MADE, tmp_path / "shelf")
    with pytest.raises(DatabaseThere):
        restore(postgres_url, tmp_path / "a.db", MADE, tmp_path / "shelf")
    done = restore(postgres_url, tmp_path / "a.db", MADE, tmp_path / "shelf", force=True)

    server = Database(postgres_url)
    assert tickets(server) == ["2022-10-03-A001", "2022-10-03-A002"]
    assert server.look(lambda conn: first_difference(conn, 1)) is None
    assert server.found(small_offer("na-ri")) == 2
    server.close()
    assert done.aside is not None
    assert read_seal(done.aside) is not None
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == [done.aside.name]


@sqlite_only
def test_nothing_is_restored_into_a_server_that_somebody_works_on(
    opened: OpenOffice, database: Database, postgres_url: str, tmp_path: Path
) -> None:
    make(url_of(opened), tmp_path / "a.db", MADE)
    server = Database(postgres_url)
    server.migrate()

    with server.reader.connect(), pytest.raises(DatabaseInUse):
        restore(postgres_url, tmp_path / "a.db", MADE, tmp_path / "shelf", force=True)

    assert tickets(server) == []
    server.close()


@sqlite_only
def test_a_back_up_is_one_file_for_its_owner_alone_that_any_sqlite_opens(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    take(opened, 2)
    folder = tmp_path / "away"
    folder.mkdir()

    make(url_of(opened), folder / "a.db", MADE)

    assert [path.name for path in folder.iterdir()] == ["a.db"]
    assert stat.S_IMODE((folder / "a.db").stat().st_mode) == 0o600
    with closing(sqlite3.connect(folder / "a.db")) as plain:
        assert plain.execute("SELECT count(*) FROM tickets").fetchone() == (2,)
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@sqlite_only
def test_a_back_up_shows_one_moment_however_much_is_written_meanwhile(
    opened: OpenOffice, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(opened, 3)
    monkeypatch.setattr(backup, "PAGES", 1)
    written: list[int] = []

    class Busy(backup._Breath):
        def __call__(self, status: int, left: int, whole: int) -> None:
            if left % 10 == 0:
                take(opened)
                written.append(left)
            super().__call__(status, left, whole)

    monkeypatch.setattr(backup, "_Breath", Busy)

    make(url_of(opened), tmp_path / "a.db", MADE)

    assert len(written) >= 3
    restored(tmp_path / "a.db", tmp_path / "new")
    copy = Database(f"sqlite:///{tmp_path / 'new' / 'toiluot.db'}")
    assert len(tickets(copy)) == 3
    copy.close()
    assert len(tickets(database)) == 3 + len(written)


@sqlite_only
def test_a_file_that_is_there_is_written_over_only_when_told_to(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "a.db"
    file.write_bytes(b"somebody's holiday pictures")

    with pytest.raises(BackupExists):
        make(url_of(opened), file, MADE)
    assert file.read_bytes() == b"somebody's holiday pictures"
    make(url_of(opened), file, MADE, force=True)

    assert read_seal(file) is not None
    with pytest.raises(BackupExists):
        make(url_of(opened), tmp_path, MADE, force=True)


@sqlite_only
@pytest.mark.parametrize("ending", ["", "-wal", "-shm", ".lock"])
def test_the_database_itself_never_becomes_its_own_back_up(
    opened: OpenOffice, database: Database, tmp_path: Path, ending: str
) -> None:
    (tmp_path / "elsewhere").symlink_to(tmp_path)

    with pytest.raises(BackupNotWritten):
        make(url_of(opened), tmp_path / "elsewhere" / f"toiluot.db{ending}", MADE, force=True)

    take(opened)


@sqlite_only
def test_a_back_up_that_fails_leaves_nothing_and_the_earlier_one_stands(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "away" / "a.db"
    file.parent.mkdir()
    make(url_of(opened), file, MADE)
    before = everything(file.parent)
    with database.writer.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseNewer):
        make(url_of(opened), file, MADE, force=True)
    with pytest.raises(BackupNotWritten):
        make(url_of(opened), tmp_path / "not there" / "a.db", MADE)

    assert everything(file.parent) == before


@sqlite_only
def test_a_damaged_book_is_not_backed_up_as_if_it_were_whole(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    take(opened)
    database.close()
    path = tmp_path / "toiluot.db"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(os.urandom(4096))

    with pytest.raises(StorageFailed):
        make(url_of(opened), tmp_path / "a.db", MADE)

    assert not (tmp_path / "a.db").exists()


@sqlite_only
def test_one_at_a_time_makes_a_back_up_and_what_a_power_cut_left_is_written_over(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    file, half = tmp_path / "a.db", tmp_path / ".a.db.part"
    half.write_bytes(b"half a back-up" * 100_000)

    with backup._part(file), pytest.raises(BackupNotWritten):
        make(url_of(opened), file, MADE)
    half.write_bytes(b"half a back-up" * 100_000)
    make(url_of(opened), file, MADE)

    assert not half.exists()
    assert restored(file, tmp_path / "new").seal is not None


Spoil = Callable[[Path], None]


def truncated(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 4096 - SEAL_BYTES)


def without_its_last_byte(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 1)


def longer(file: Path) -> None:
    with file.open("ab") as opened:
        opened.write(b"\0" * 4096)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def a_letter(file: Path) -> None:
    file.write_text("Kính gửi ông/bà,\n" * 1000, encoding="utf-8")


def another_database(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def gone(file: Path) -> None:
    file.unlink()


@sqlite_only
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (truncated, "damaged"),
        (without_its_last_byte, "damaged"),
        (longer, "damaged"),
        (empty, "not-one"),
        (a_letter, "not-one"),
        (another_database, "not-one"),
        (a_folder, "missing"),
        (gone, "missing"),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_a_bad_file_is_refused_and_nothing_is_touched(
    opened: OpenOffice, database: Database, tmp_path: Path, spoil: Spoil, reason: str, there: bool
) -> None:
    take(opened)
    file, house = tmp_path / "a.db", tmp_path / "new"
    make(url_of(opened), file, MADE)
    house.mkdir()
    if there:
        restored(file, house)
    before = everything(house)
    spoil(file)

    with pytest.raises(BadBackup) as refused:
        restored(file, house, force=True)

    assert refused.value.facts["reason"] == reason
    assert everything(house) == before


@sqlite_only
def test_one_flipped_bit_anywhere_in_a_back_up_is_found(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    take(opened)
    file, house = tmp_path / "a.db", tmp_path / "new"
    make(url_of(opened), file, MADE)
    size = file.stat().st_size
    places = {0, 18, 24, 100, size - SEAL_BYTES - 1, size - SEAL_BYTES, size - 400, size - 64, size - 1}

    for place in sorted(places | set(range(0, size, size // 60))):
        with file.open("r+b") as opened_file:
            for byte in (1, None):
                opened_file.seek(place)
                whole = opened_file.read(1)[0]
                opened_file.seek(place)
                opened_file.write(bytes([whole ^ 1]))
                opened_file.flush()
                if byte is not None:
                    with pytest.raises(BadBackup):
                        restored(file, house)
    assert everything(house) == {}
    assert restored(file, house).seal is not None


def sealed_again(url: str, file: Path, lie: str) -> None:
    """A back-up whose seal is right and whose book is not: made of a book that was bad already."""
    database = Database(url)
    with database.writer.begin() as conn:
        conn.exec_driver_sql(lie)
    database.close()
    make(url, file, MADE)


@sqlite_only
@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("UPDATE journal SET \"by\" = 'somebody' WHERE seq = 2", "journal"),
        ("DELETE FROM journal WHERE seq = 3", "journal"),
        ("DELETE FROM journal", "journal"),
    ],
)
def test_a_sealed_book_whose_journal_does_not_hold_is_refused(
    opened: OpenOffice, database: Database, tmp_path: Path, lie: str, reason: str
) -> None:
    take(opened, 3)
    sealed_again(url_of(opened), tmp_path / "a.db", lie)

    with pytest.raises(BadBackup) as refused:
        restored(tmp_path / "a.db", tmp_path / "new")

    assert refused.value.facts["reason"] == reason
    assert everything(tmp_path / "new") == {}


@sqlite_only
def test_a_book_whose_rows_refer_to_nothing_is_refused(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    take(opened)
    database.close()
    with closing(sqlite3.connect(tmp_path / "toiluot.db")) as hand:
        hand.execute("UPDATE legs SET service = 'nothing'")
        hand.commit()
    make(url_of(opened), tmp_path / "a.db", MADE)

    with pytest.raises(BadBackup):
        restored(tmp_path / "a.db", tmp_path / "new")


@sqlite_only
def test_a_book_of_a_later_version_is_refused(opened: OpenOffice, database: Database, tmp_path: Path) -> None:
    database.close()
    shutil.copy(tmp_path / "toiluot.db", tmp_path / "later.db")
    with closing(sqlite3.connect(tmp_path / "later.db")) as hand:
        hand.execute("UPDATE alembic_version SET version_num = '9999'")
        hand.commit()

    with pytest.raises(DatabaseNewer):
        restored(tmp_path / "later.db", tmp_path / "new")

    assert everything(tmp_path / "new") == {}


@sqlite_only
def test_a_plain_database_is_restored_when_its_journal_tells_its_tables(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    """As a restore puts it aside, with its log beside it; or as a hand copied it."""
    take(opened, 2)
    for ending in ("", "-wal"):
        shutil.copy(tmp_path / f"toiluot.db{ending}", tmp_path / f"plain.db{ending}")

    done = restored(tmp_path / "plain.db", tmp_path / "new")

    assert (done.seal, done.offices[0].entries) == (None, 2)
    with database.writer.begin() as conn:
        conn.execute(update(t.tickets).values(language="en"))
    database.close()
    with pytest.raises(BadBackup) as refused:
        restored(tmp_path / "toiluot.db", tmp_path / "new", force=True)
    assert refused.value.facts["reason"] == "tables"


@sqlite_only
def test_the_old_book_is_kept_and_can_be_restored_again(
    opened: OpenOffice, database: Database, open_book: OpenBook, tmp_path: Path
) -> None:
    make(url_of(opened), tmp_path / "a.db", MADE)
    take(opened, 2)
    house = tmp_path / "new"
    make(url_of(opened), tmp_path / "b.db", MADE)
    restored(tmp_path / "b.db", house)

    with pytest.raises(DatabaseThere):
        restored(tmp_path / "a.db", house)
    done = restored(tmp_path / "a.db", house, force=True)

    assert done.aside == house / "toiluot.db.before-20221003-100000"
    assert done.offices[0].entries == 0
    back = restored(done.aside, house, force=True)
    assert back.offices[0].entries == 2
    assert back.aside == house / "toiluot.db.before-20221003-100000-2"


@sqlite_only
def test_a_damaged_book_is_put_aside_with_its_log_and_the_new_one_does_not_read_it(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    take(opened, 2)
    make(url_of(opened), tmp_path / "a.db", MADE)
    house = tmp_path / "new"
    restored(tmp_path / "a.db", house)
    (house / "toiluot.db").write_bytes(b"what a bad disk makes of it" * 1000)
    (house / "toiluot.db-wal").write_bytes(b"and of its log" * 1000)

    done = restored(tmp_path / "a.db", house, force=True)

    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"what a bad disk")
    assert done.aside.with_name(f"{done.aside.name}-wal").read_bytes().startswith(b"and of its log")
    assert not (house / "toiluot.db-wal").exists()
    assert done.offices[0].entries == 2


@sqlite_only
def test_nobody_restores_while_somebody_works_and_nobody_works_while_somebody_restores(
    opened: OpenOffice, database: Database, tmp_path: Path
) -> None:
    make(url_of(opened), tmp_path / "a.db", MADE)
    before = (tmp_path / "toiluot.db").stat().st_ino

    with pytest.raises(DatabaseInUse):
        restored(tmp_path / "a.db", tmp_path, force=True)
    database.close()
    with tenancy.alone(tmp_path / "toiluot.db"), pytest.raises(BeingReplaced):
        Database(url_of(opened))

    assert (tmp_path / "toiluot.db").stat().st_ino == before
    assert restored(tmp_path / "a.db", tmp_path, force=True).aside is not None


STEPS = ("link", "sync", "rename", "unlink")


class PowerCut(BaseException):
    """Nothing runs any more: no tidying up either."""


@sqlite_only
def test_wherever_a_restore_is_cut_off_the_old_book_or_the_new_one_is_there(
    opened: OpenOffice, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(opened)
    make(url_of(opened), tmp_path / "one.db", MADE)
    take(opened)
    make(url_of(opened), tmp_path / "two.db", MADE)
    cut, found = 0, list[int]()
    real = os.fsync

    def until(limit: int) -> Callable[[int], None]:
        left = iter(range(limit))

        def fsync(file: int) -> None:
            if next(left, None) is None:
                raise PowerCut
            real(file)

        return fsync

    while True:
        house = tmp_path / f"house-{cut}"
        restored(tmp_path / "one.db", house)
        _with_a_log(house)
        with monkeypatch.context() as power:
            power.setattr(os, "fsync", until(cut))
            power.setattr(Path, "unlink", _not_after_a_cut(Path.unlink))
            try:
                restored(tmp_path / "two.db", house, force=True)
                is_over = True
            except PowerCut:
                is_over = False
        after = Database(f"sqlite:///{house / 'toiluot.db'}")
        found.append(len(tickets(after)))
        assert after.look(lambda conn: first_difference(conn, 1)) is None
        after.close()
        assert not (house / "toiluot.db.incoming").exists()
        assert not (house / "toiluot.db.restoring").exists()
        assert (house / "toiluot.db").stat().st_nlink == 1
        if is_over:
            break
        cut += 1

    assert cut >= 5
    assert found == sorted(found)
    assert {1, 2} == set(found)


def _with_a_log(house: Path) -> None:
    """As a kill leaves it: the last change is in the log only."""
    kept = Database(f"sqlite:///{house / 'toiluot.db'}")
    with kept.writer.begin() as conn:
        conn.execute(text("UPDATE keys SET name = name"))
        conn.execute(update(t.notices).values(place=0))
    for ending in ("", "-wal"):
        shutil.copy(house / f"toiluot.db{ending}", house / f"kept{ending}")
    kept.close()
    for ending in ("", "-wal"):
        (house / f"kept{ending}").rename(house / f"toiluot.db{ending}")


def _not_after_a_cut(unlink: Callable[..., None]) -> Callable[..., None]:
    """What a program would still clear away on its way out stays, as it does when the power goes."""
    import sys

    def unlinking(path: Path, *, missing_ok: bool = False) -> None:
        if not isinstance(sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1], PowerCut):
            unlink(path, missing_ok=missing_ok)

    return unlinking


@sqlite_only
def test_a_disk_without_second_names_keeps_a_copy_of_the_old_book(
    opened: OpenOffice, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError(1, "no second names here")

    make(url_of(opened), tmp_path / "a.db", MADE)
    restored(tmp_path / "a.db", tmp_path / "new")
    monkeypatch.setattr(os, "link", refuses)

    done = restored(tmp_path / "a.db", tmp_path / "new", force=True)

    assert done.aside is not None
    assert restored(done.aside, tmp_path / "other").offices == done.offices


def test_every_refusal_has_a_kind_of_its_own() -> None:
    kinds = [BackupExists, BackupNotWritten, BadBackup, DatabaseThere, DatabaseInUse, BeingReplaced]

    assert len({kind.kind for kind in kinds}) == len(kinds)
    assert all(issubclass(kind, Refused) for kind in kinds)
