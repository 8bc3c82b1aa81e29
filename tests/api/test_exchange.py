"""The register is passed on and taken in again: over the network and the terminal, as CSV and as JSON."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.faults.hands import Press
from tests.fixtures.office import RunningOffice

SECONDS = 60
DAYS = "from=2022-10-01&to=2022-10-31"
ONE = {"code": "H15-221001-0001", "procedure": "1.001193", "received_at": "2022-10-01T08:00:00+07:00"}
REGISTER = [
    ONE | {"owner": "Nông Văn Ba", "clerk": "lan", "name": "Giao đất ở " * 80},
    ONE | {"code": "H15-221001-0002", "owner": "+Ba", "channel": "online", "online": "Mức độ 4", "recorded": "no"},
    ONE | {"code": "H15-221001-0003", "state": "supplement"},
    ONE | {"code": "H15-221001-0004", "state": "ready", "settled_at": "2022-10-01T10:00:00+07:00"},
    ONE | {"code": "H15-221001-0005", "state": "refused", "settled_at": "2022-10-01T10:00:00+07:00"},
    ONE | {"code": "H15-221001-0006", "state": "returned", "settled_at": "2022-10-02T10:00:00+07:00"},
]  # fmt: skip


@pytest.fixture(scope="module")
def office(sample_office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """One office whose register is never changed but by what it gave out itself."""
    office = RunningOffice(tmp_path_factory.mktemp("exchange") / "data")
    office.move_in_like(sample_office)
    office.start()
    told(office, {"dossiers": REGISTER})
    yield office
    office.stop()


def told(office: RunningOffice, wish: Any) -> dict[str, Any]:
    answer = Press(office, "/dossiers/import", "admin", None, wish=wish).done()
    assert set(answer["told"]) == {"vi", "en"}
    return {name: answer[name] for name in ("new", "changed", "same")}


def exported(office: RunningOffice, wanted: str) -> bytes:
    asked = f"{office.url}/api/v1/dossiers/export?{DAYS}&format={wanted}"
    key = {"Authorization": f"Bearer {office.token('director')}"}
    answer = requests.get(asked, headers=key, timeout=SECONDS)
    assert answer.status_code == 200, answer.text
    return answer.content


def in_a_file(register: bytes) -> dict[str, str]:
    return {"file": b64encode(register).decode()}


def test_what_is_exported_is_what_is_imported(office: RunningOffice, running_office: RunningOffice) -> None:
    here, there = office, running_office
    as_json, as_csv = exported(here, "json"), exported(here, "csv")

    wishes = [json.loads(as_json), in_a_file(as_json), in_a_file(as_csv)]

    assert [told(here, wish) for wish in wishes] == [{"new": 0, "changed": 0, "same": 6}] * 3
    assert told(there, wishes[0]) == {"new": 6, "changed": 0, "same": 0}
    assert [told(there, wish)["same"] for wish in wishes] == [6, 6, 6]
    assert (exported(there, "json"), exported(there, "csv")) == (as_json, as_csv)


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_the_terminal_writes_what_the_terminal_and_the_network_read(
    suffix: str, office: RunningOffice, tmp_path: Path
) -> None:
    file = tmp_path / f"register.{suffix}"
    days = ("--from", "2022-10-01", "--to", "2022-10-31")

    office.run("dossiers", "export", str(file), *days)

    assert file.read_bytes() == exported(office, suffix)
    assert "6" in office.run("dossiers", "import", str(file)).splitlines()[-1]
    assert told(office, in_a_file(file.read_bytes())) == {"new": 0, "changed": 0, "same": 6}


@pytest.mark.parametrize(
    ("register", "where"),
    [
        ('{"schema": "toiluot-dossiers-9", "dossiers": []}', "schema"),
        ('{"schema": "toiluot-dossiers-1"}', "dossiers"),
        ('{"dossiers": [{"code": 5}]}', "dossiers"),
        ('{"dossiers": [], "colour": "red"}', "colour"),
    ],
)
def test_json_that_is_no_register_is_refused_with_where(
    register: str, where: str, office: RunningOffice
) -> None:
    refused = Press(office, "/dossiers/import", "admin", None, wish=in_a_file(register.encode())).send()

    assert refused.status_code == 422
    assert where in refused.json()["where"]
    assert len(json.loads(exported(office, "json"))["dossiers"]) == len(REGISTER)


def test_the_first_fault_is_said_with_its_place_and_its_reason(office: RunningOffice) -> None:
    twice = {"dossiers": [REGISTER[0], REGISTER[0]]}

    refused = Press(office, "/dossiers/import", "admin", None, wish=twice).send().json()

    assert (refused["type"], refused["count"], refused["line"]) == ("sheet-faults", 1, 2)
    assert "Dòng 2, cột code: mã H15-221001-0001 đã có" in refused["sentences"]["vi"]
    assert "Line 2, column code:" in refused["sentences"]["en"]


def test_json_that_is_cut_off_is_refused(office: RunningOffice) -> None:
    cut = exported(office, "json")[:-9]

    refused = Press(office, "/dossiers/import", "admin", None, wish=in_a_file(cut)).send()

    assert (refused.status_code, refused.json()["type"]) == (400, "bad-json")
