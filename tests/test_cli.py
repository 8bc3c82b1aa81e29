"""The program from the command line: what works, and what it says when it can not."""

import resource
import socket
import stat
import subprocess
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from server.store.backup import read_seal
from server.store.database import MIGRATIONS, Database
from tests.fixtures.office import PROGRAM, OpenOffice, RunningOffice

VIETNAMESE_LETTERS = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")


def said(data: Path, *arguments: str, stdin: str = "", **environment: str) -> tuple[int, str, str]:
    """What the program answers: status, output, complaint."""
    ended = subprocess.run(
        [PROGRAM, "--data", data, *arguments],
        env={"PATH": "/usr/bin:/bin", **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ended.returncode, ended.stdout, ended.stderr


def is_a_sentence_in_both_languages(complaint: str) -> bool:
    vietnamese, english = complaint.removeprefix("Error: ").strip().splitlines()
    return (
        bool(VIETNAMESE_LETTERS & set(vietnamese))
        and not VIETNAMESE_LETTERS & set(english)
        and "{" not in complaint
    )


def test_a_token_is_alone_on_its_line_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    said(tmp_path, "init", "--sample")

    status, out, _ = said(
        tmp_path, "token", "create", "--scope", "clerk", "--counter", "1", "--name", "quầy 1"
    )

    assert status == 0
    token = out.removesuffix("\n")
    assert len(token) >= 43
    assert "\n" not in token
    assert token.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert "quầy 1" in said(tmp_path, "token", "list")[1]


def test_the_data_directory_is_named_before_or_after_the_command(tmp_path: Path) -> None:
    said(tmp_path / "one", "init", "--sample")

    status, out, _ = said(
        tmp_path / "other", "token", "create", "--scope", "kiosk", "--data", str(tmp_path / "one")
    )

    assert (status, len(out) > 40) == (0, True)
    assert not (tmp_path / "other").exists()


def test_a_token_for_a_counter_that_is_not_there_is_refused(tmp_path: Path) -> None:
    said(tmp_path, "init", "--sample")

    status, out, complaint = said(tmp_path, "token", "create", "--scope", "clerk", "--counter", "99")

    assert (status, out) == (1, "")
    assert is_a_sentence_in_both_languages(complaint)


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"TOILUOT_PORT": "many"}, "TOILUOT_PORT"),
        ({"TOILUOT_PORT": "70000"}, "TOILUOT_PORT"),
        ({"TOILUOT_CLOCK": "2026-11-23T08:00:00"}, "TOILUOT_CLOCK"),
        ({"TOILUOT_CLOCK": "tomorrow"}, "TOILUOT_CLOCK"),
        ({"TOILUOT_KIOSK_RATE": "-1"}, "TOILUOT_KIOSK_RATE"),
        ({"TOILUOT_LOG_LEVEL": "LOUD"}, "TOILUOT_LOG_LEVEL"),
        ({"TOILUOT_ZONE": "Asia/Hanoi"}, "Asia/Hanoi"),
        ({"TOILUOT_PRINTR": "null://"}, "TOILUOT_PRINTR"),
    ],
)
def test_a_bad_setting_is_named_and_nothing_starts(
    tmp_path: Path, setting: dict[str, str], named: str
) -> None:
    status, _, complaint = said(tmp_path / "data", "serve", **setting)

    assert status == 1
    assert named in complaint
    assert is_a_sentence_in_both_languages(complaint)
    assert not (tmp_path / "data").exists()


def test_a_settings_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "toiluot.toml").write_text("port 8000", encoding="utf-8")

    status, _, complaint = said(tmp_path, "serve")

    assert status == 1
    assert "toiluot.toml" in complaint
    assert is_a_sentence_in_both_languages(complaint)


def test_a_data_directory_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    status, _, complaint = said(tmp_path / "file" / "data", "serve")

    assert status == 1
    assert "file" in complaint
    assert is_a_sentence_in_both_languages(complaint)


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    said(tmp_path, "init", "--sample")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])

        status, _, complaint = said(tmp_path, "serve", "--port", port)

    assert status == 1
    assert port in complaint
    assert is_a_sentence_in_both_languages(complaint)


def test_a_database_of_a_later_version_is_not_touched(tmp_path: Path) -> None:
    said(tmp_path, "init", "--sample")
    database = Database(f"sqlite:///{tmp_path / 'toiluot.db'}")
    with database.writer.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    before = (tmp_path / "toiluot.db").read_bytes()

    status, _, complaint = said(tmp_path, "serve", "--port", "0")

    assert status == 1
    assert is_a_sentence_in_both_languages(complaint)
    assert (tmp_path / "toiluot.db").read_bytes() == before


def test_a_password_that_is_too_short_adds_nobody(tmp_path: Path) -> None:
    said(tmp_path, "init", "--sample")

    status, _, complaint = said(tmp_path, "user", "add", "lan", "--role", "clerk", stdin="1234567\n")

    assert status == 1
    assert is_a_sentence_in_both_languages(complaint)
    assert said(tmp_path, "user", "add", "lan", "--role", "clerk", stdin="lúa vàng quê ta\n")[0] == 0
    assert said(tmp_path, "user", "add", "Lan", "--role", "clerk", stdin="lúa vàng quê ta\n")[0] == 1


def test_the_journal_is_verified_from_the_command_line(tmp_path: Path) -> None:
    said(tmp_path, "init", "--sample")
    said(tmp_path, "token", "create", "--scope", "kiosk")
    assert said(tmp_path, "audit", "verify")[0] == 0
    database = Database(f"sqlite:///{tmp_path / 'toiluot.db'}")
    with database.writer.begin() as conn:
        conn.exec_driver_sql("UPDATE journal SET facts = replace(facts, 'kiosk', 'admin')")
    database.close()

    status, _, complaint = said(tmp_path, "audit", "verify")

    assert status == 1
    assert is_a_sentence_in_both_languages(complaint)


def test_the_tables_are_held_against_the_journal_from_the_command_line(tmp_path: Path) -> None:
    said(tmp_path, "init", "--sample")
    status, out, _ = said(tmp_path, "audit", "verify", "--tables")
    assert (status, out) == (0, f"duong-phong: ok\t0\t{'0' * 64}\n")
    database = Database(f"sqlite:///{tmp_path / 'toiluot.db'}")
    with database.writer.begin() as conn:
        conn.exec_driver_sql("UPDATE counters SET state = 'open' WHERE code = '2'")
    database.close()

    status, out, complaint = said(tmp_path, "audit", "verify", "--tables")

    assert (status, out) == (1, "")
    assert is_a_sentence_in_both_languages(complaint)
    assert "counters 2: state" in complaint
    assert said(tmp_path, "audit", "verify")[0] == 0


def test_where_there_is_no_office_nothing_is_verified_and_nothing_made(tmp_path: Path) -> None:
    status, out, complaint = said(tmp_path, "audit", "verify")

    assert (status, out) == (1, "")
    assert is_a_sentence_in_both_languages(complaint)
    assert list(tmp_path.iterdir()) == []


def test_the_office_closes_in_order_when_asked_and_opens_again_as_it_was(open_office: OpenOffice) -> None:
    office: RunningOffice = open_office()

    assert office.stop() == 0

    office.start()
    assert office.stop() == 0
    assert not [line for line in office.log if "ERROR" in line or "Traceback" in line]


def with_files_of_at_most(size: int, data: Path, *arguments: str | Path) -> tuple[int, str]:
    """The program on a disk that takes no more than that of one file."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    ended = subprocess.run(
        [PROGRAM, "--data", data, *arguments],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=limit,
    )
    return ended.returncode, ended.stderr


def test_a_disk_that_takes_no_more_leaves_no_half_back_up_and_no_half_restore(tmp_path: Path) -> None:
    said(tmp_path / "data", "init", "--sample")
    said(tmp_path / "data", "backup", str(tmp_path / "a.db"))
    before = sorted(path.name for path in tmp_path.iterdir())

    backed_up = with_files_of_at_most(100_000, tmp_path / "data", "backup", tmp_path / "b.db")
    restored = with_files_of_at_most(100_000, tmp_path / "data", "restore", "--force", tmp_path / "a.db")

    for status, complaint in (backed_up, restored):
        assert status == 1
        assert is_a_sentence_in_both_languages(complaint)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    kept = sorted(path.name for path in (tmp_path / "data").iterdir())
    assert kept == ["toiluot.db", "toiluot.db.lock"]


@pytest.mark.parametrize(
    "told",
    [
        b'{"day": "2022-10-03"',
        b'{"day": "2022-02-30"}',
        b'{"colour": "red"}',
        '{"day": "N«ng V¨n Ba"}'.encode("cp1252"),
    ],
    ids=["cut off", "no such day", "no such field", "old letters"],
)
def test_a_scenario_that_cannot_be_read_is_refused_in_both_languages(tmp_path: Path, told: bytes) -> None:
    said(tmp_path, "init", "--sample")
    scenario = tmp_path / "scenario.json"
    scenario.write_bytes(told)

    status, out, complaint = said(tmp_path, "simulate", "--scenario", str(scenario))

    assert (status, out) == (1, "")
    assert is_a_sentence_in_both_languages(complaint)


def test_every_refusal_of_a_restore_is_a_sentence_in_both_languages(tmp_path: Path) -> None:
    said(tmp_path / "data", "init", "--sample")
    good, bad = tmp_path / "good.db", tmp_path / "bad.db"
    assert said(tmp_path / "data", "backup", str(good))[0] == 0
    bad.write_bytes(good.read_bytes()[:-5000])

    for arguments in (
        ("backup", str(good)),
        ("backup", str(tmp_path / "data" / "toiluot.db"), "--force"),
        ("restore", str(good)),
        ("restore", str(bad), "--force"),
        ("restore", str(tmp_path / "nothing"), "--force"),
        ("restore", str(Path(__file__)), "--force"),
    ):
        status, out, complaint = said(tmp_path / "data", *arguments)
        assert (status, out) == (1, "")
        assert is_a_sentence_in_both_languages(complaint), complaint


def a_book_of_version(version: str, data: Path) -> Database:
    """What an earlier version of the program left; open."""
    database = Database(f"sqlite:///{data / 'toiluot.db'}")
    with database.writer.begin() as conn:
        config = Config(attributes={"connection": conn})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, version)
    return database


def test_the_book_is_kept_as_it_was_before_a_newer_version_brings_it_up(tmp_path: Path) -> None:
    a_book_of_version("0002", tmp_path).close()
    earlier = tmp_path / "backups" / "toiluot-version-0001.db"
    earlier.parent.mkdir()
    earlier.touch()

    status, _, told = said(tmp_path, "init", "--sample")

    kept = tmp_path / "backups" / "toiluot-version-0002.db"
    assert (status, list(kept.parent.iterdir())) == (0, [kept]), told
    assert str(kept) in told
    seal = read_seal(kept)
    assert seal is not None
    assert seal.schema == "0002"
    assert said(tmp_path, "audit", "verify")[0] == 0
    assert said(tmp_path / "back", "restore", str(kept))[0] == 0


@pytest.mark.parametrize("why", ["wanted none", "new"])
def test_no_way_back_is_kept_where_there_is_none_or_none_is_wanted(tmp_path: Path, why: str) -> None:
    if why == "wanted none":
        a_book_of_version("0002", tmp_path).close()

    status, _, told = said(
        tmp_path, "init", "--sample", **({"TOILUOT_BACKUP_DAYS": "0"} if why == "wanted none" else {})
    )

    assert status == 0, told
    assert not (tmp_path / "backups").exists()


def test_what_the_program_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    said(tmp_path / "office", "init", "--sample")

    found = [tmp_path / "office", *(tmp_path / "office").rglob("*")]
    assert {stat.S_IMODE(one.stat().st_mode) & 0o077 for one in found} == {0}


def test_the_doctor_says_which_year_is_not_announced(tmp_path: Path) -> None:
    assert said(tmp_path, "init", "--sample")[0] == 0

    status, out, _ = said(tmp_path, "doctor", TOILUOT_CLOCK="2026-11-23T08:00:00+07:00")
    assert (status, "2027" in out, "2026" in out) == (1, True, False)
    status, out, _ = said(tmp_path, "doctor", TOILUOT_CLOCK="2026-05-01T08:00:00+07:00")

    assert status == 0


def test_a_second_office_is_opened_listed_and_called_otherwise(tmp_path: Path) -> None:
    said(tmp_path, "init", "--sample")
    bangkok = ("--zone", "Asia/Bangkok")

    added = said(tmp_path, "office", "add", "ban-pe", "--name", "Xã Bản Pè", *bangkok)
    again = said(tmp_path, "office", "add", "ban-pe", "--name", "Xã khác")
    odd = said(tmp_path, "office", "add", "Bản Pè", "--name", "Xã khác")
    renamed = said(tmp_path, "office", "rename", "ban-pe", "--name", "Xã Bản Pè mới", "--name-en", "Ban Pe")
    user = said(
        tmp_path,
        *("user", "add", "hoa", "--role", "admin", "--office", "ban-pe"),
        stdin="sông suối núi rừng\n",
    )

    assert (added[0], renamed[0], user[0]) == (0, 0, 0), (added, renamed, user)
    for refused in (again, odd):
        assert refused[0] == 1
        assert is_a_sentence_in_both_languages(refused[2])
    for name in ("   ", "Xã\nBản Pè", "x" * 201):
        for verb in ("add", "rename"):
            refused = said(tmp_path, "office", verb, "ban-pe", "--name", name)
            assert refused[0] == 1
            assert is_a_sentence_in_both_languages(refused[2])
    listed = [line.split("\t") for line in said(tmp_path, "office", "list")[1].splitlines()]
    assert [one[0] for one in listed] == ["duong-phong", "ban-pe"]
    assert listed[1][1:] == ["Xã Bản Pè mới", "Ban Pe", "Asia/Bangkok"]
