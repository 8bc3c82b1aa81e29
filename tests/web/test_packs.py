"""A language that the office brought along: read as far as it goes, Vietnamese where it is silent or wrong."""

import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from kiosk.printing.fonts import PRINTED, PRINTED_BESIDES, writable
from server.web.packs import NoLanguageCode, brought_along, carried, languages, prepare, read_pack, received
from server.web.words import Words, forms_of, shipped
from tests.fixtures.office import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).with_name("fr")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "fr")
    return tmp_path


def written(folder: Path, room: str, *sentences: str) -> Path:
    """A pack with one catalogue of these lines."""
    folder.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / f"{room}.po").write_text(head + "\n\n".join(sentences), encoding="utf-8")
    return folder


def said(key: str, sentence: str) -> str:
    return f'msgid "{key}"\nmsgstr "{sentence}"'


def test_a_language_is_offered_after_ours_by_the_name_it_has_for_itself(folder: Path) -> None:
    words = brought_along(folder, shipped())

    assert words.languages == ["vi", "en", "fr"]
    assert {words.say(language, "language.fr") for language in words.languages} == {"Français"}


def test_what_it_does_not_say_is_said_in_vietnamese(folder: Path) -> None:
    words = brought_along(folder, shipped())

    assert words.say("fr", "kiosk.done") == "Terminé"
    assert words.say("fr", "kiosk.back") == words.say("vi", "kiosk.back")
    assert words.plural("fr", "people.ahead", 2) == words.plural("vi", "people.ahead", 2)
    assert set(words.room("fr", "kiosk")) == set(words.room("vi", "kiosk"))


def test_it_counts_by_its_own_rule(folder: Path) -> None:
    words = brought_along(folder, shipped())

    assert [words.plural("fr", "people.waiting", n) for n in (0, 1, 2, 1_000_000)] == [
        "0 personne attend",
        "1 personne attend",
        "2 personnes attendent",
        "1000000 de personnes attendent",
    ]


def test_names_that_the_office_gave_are_translated_where_they_are(folder: Path) -> None:
    words = brought_along(folder, shipped())

    assert words.names_of("Hộ tịch", "Civil status") == {
        "vi": "Hộ tịch",
        "en": "Civil status",
        "fr": "État civil",
    }
    assert words.names_of("Đất đai", "Land") == {"vi": "Đất đai", "en": "Land"}


@pytest.mark.parametrize(
    ("room", "sentence", "why"),
    [
        ("kiosk", said("kiosk.dnoe", "Terminé"), "unknown"),
        ("web", said("moment.tomorrow", "demain à {heure}"), "holes"),
        ("web", said("moment.tomorrow", "demain à {time"), "holes"),
        ("web", said("people.waiting", "{n} personnes"), "forms"),
        ("kiosks", said("kiosk.done", "Terminé"), "room"),
        ("kiosk", 'msgid "kiosk.done"\nmsgstr "Terminé', "unreadable"),
    ],
)
def test_a_mistake_is_named_and_stays_in_vietnamese(
    tmp_path: Path, room: str, sentence: str, why: str
) -> None:
    folder = written(tmp_path / "languages" / "fr", room, sentence)

    pack = read_pack(folder, shipped())
    words = brought_along(folder.parent, shipped())

    assert [(fault.room, fault.why) for fault in pack.faults] == [(room, why)]
    assert words.room("fr", "kiosk", "web").items() >= shipped().room("vi", "kiosk", "web").items()


def test_another_machine_says_what_this_one_says(folder: Path) -> None:
    words = brought_along(folder, shipped())

    there = received(carried(words), shipped())

    assert (there.languages, there.names) == (words.languages, words.names)
    assert there.catalogues["fr"] == words.catalogues["fr"]
    assert there.say("vi", "language.fr") == "Français"
    assert carried(shipped()) == b""


def test_a_machine_of_another_version_takes_what_it_understands() -> None:
    told = {
        "slip": {
            "slip.scan": "Scannez",
            "slip.counters": ["un {n}"],
            "slip.wait": "{durée}",
            "slip.new": "…",
        },
        "room-of-tomorrow": {"tomorrow.greeting": "Bonjour"},
    }

    there = received(msgspec.json.encode({"fr": {"sentences": told, "names": {}}}), shipped())

    assert there.say("fr", "slip.scan") == "Scannez"
    assert there.say("fr", "slip.wait", wait="10") == shipped().say("vi", "slip.wait", wait="10")
    assert there.plural("fr", "slip.counters", 2, counters="1, 2") == "Quầy 1, 2"
    assert not there.has("fr", "slip.new")


def test_text_in_an_old_encoding_is_named_and_not_shown_as_rubbish(tmp_path: Path) -> None:
    folder = written(tmp_path / "fr", "kiosk")
    (folder / "kiosk.po").write_bytes(said("kiosk.done", "Terminé").encode("latin-1"))

    assert [fault.why for fault in read_pack(folder, shipped()).faults] == ["unreadable"]


def test_other_folders_are_no_languages(tmp_path: Path) -> None:
    for name in ("tyz", "zh-Hant", "backup of tyz", ".git", "FR"):
        (tmp_path / name).mkdir()

    assert languages(tmp_path) == ["tyz", "zh-Hant"]
    assert languages(tmp_path / "not there") == []
    with pytest.raises(NoLanguageCode):
        read_pack(tmp_path / "FR", shipped())


def test_a_language_that_the_world_list_does_not_have_counts_like_vietnamese(tmp_path: Path) -> None:
    (tmp_path / "tyz").mkdir()
    words = brought_along(tmp_path, shipped())

    assert forms_of("tyz") == forms_of("vi")
    assert words.say("vi", "language.tyz") == "Tyz"
    assert words.plural("tyz", "people.waiting", 3) == "3 người đang chờ"


@pytest.mark.parametrize(
    ("key", "sentence", "why"),
    [
        ("moment.tomorrow", "demain à {time:>999999999}", "holes"),
        ("moment.tomorrow", "demain à {time:{heure}}", "holes"),
        ("moment.tomorrow", "demain à {time!r}", "holes"),
        ("moment.tomorrow", "demain à {time.__class__}", "holes"),
        ("web.product", "À toi {}", "holes"),
        ("web.product", "À toi {0}", "holes"),
        ("language.fr", "Français {}", "holes"),
        ("people.waiting", "{n}", "forms"),
    ],
)
def test_a_hole_that_is_more_or_less_than_a_name_is_said_in_vietnamese(
    tmp_path: Path, key: str, sentence: str, why: str
) -> None:
    folder = written(tmp_path / "fr", "web", said(key, sentence))

    assert [(fault.key, fault.why) for fault in read_pack(folder, shipped()).faults] == [(key, why)]


@pytest.mark.parametrize("language", ["fr", "tyz"])
def test_a_sentence_that_counts_where_ours_does_not_is_said_in_vietnamese(
    tmp_path: Path, language: str
) -> None:
    counting = 'msgid "web.product"\nmsgid_plural "web.product"\nmsgstr[0] "À toi"'
    folder = written(tmp_path / language, "web", counting)

    assert [fault.why for fault in read_pack(folder, shipped()).faults] == ["forms"]


def test_a_catalogue_in_letters_that_nobody_knows_keeps_no_office_shut(tmp_path: Path) -> None:
    folder = tmp_path / "fr"
    folder.mkdir()
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=klingon\\n"\n\n'
    (folder / "web.po").write_text(head + said("web.product", "À toi"), encoding="utf-8")

    assert [fault.why for fault in read_pack(folder, shipped()).faults] == ["unreadable"]


def test_a_translator_is_given_every_sentence_and_keeps_what_is_done(folder: Path) -> None:
    first = prepare(folder / "fr", shipped(), ["Hộ tịch", "Đất đai"])
    text = (folder / "fr" / "kiosk.po").read_text(encoding="utf-8")
    again = prepare(folder / "fr", shipped(), ["Hộ tịch", "Đất đai"])

    assert (first.faults, first) == ((), again)
    assert "#. vi: Xong\n#. en: Done\n" in text
    assert 'msgstr "Terminé"' in text
    assert 'msgstr[2] "Retour à l’accueil dans {n} secondes"' in text
    names = (folder / "fr" / "names.po").read_text(encoding="utf-8")
    assert 'msgid "Hộ tịch"\nmsgstr "État civil"' in names
    assert 'msgid "Đất đai"\nmsgstr ""' in names


def test_a_catalogue_with_a_mistake_is_not_written_over(tmp_path: Path) -> None:
    broken = 'msgid "kiosk.done"\nmsgstr "Terminé'
    folder = written(tmp_path / "fr", "kiosk", broken)

    pack = prepare(folder, shipped(), [])

    assert (folder / "kiosk.po").read_text(encoding="utf-8").endswith(broken)
    assert [fault.why for fault in pack.faults] == ["unreadable"]


def test_a_sentence_that_is_gone_from_the_program_is_kept_for_the_translator(tmp_path: Path) -> None:
    folder = written(tmp_path / "fr", "kiosk", said("kiosk.of_old", "Autrefois"))

    pack = prepare(folder, shipped(), [])

    assert 'msgstr "Autrefois"' in (folder / "kiosk.po").read_text(encoding="utf-8")
    assert [(fault.key, fault.why) for fault in pack.faults] == [("kiosk.of_old", "unknown")]


def test_a_language_whose_letters_are_not_in_the_papers_fonts_is_not_put_on_paper(tmp_path: Path) -> None:
    khmer = written(tmp_path / "languages" / "km", "slip", said("slip.scan", "ស្កេន"))
    shutil.copytree(SAMPLE, khmer.parent / "fr")

    words = brought_along(khmer.parent, shipped())

    assert writable(words).languages == ["vi", "en", "fr"]


@pytest.mark.parametrize(
    ("room", "key"),
    [("form", "form.01"), ("posting", "posting.fee.free"), ("dossier", "dossier_channel.direct")],
)
def test_the_letters_of_leaflets_and_forms_are_asked_of_the_papers_fonts_too(
    room: str, key: str, tmp_path: Path
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "fr")
    written(tmp_path / "fr", room, said(key, "ស្កេន"))

    assert writable(brought_along(tmp_path, shipped())).languages == ["vi", "en"]


def test_whatever_a_clerk_alone_reads_may_have_any_letters(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "fr")
    written(tmp_path / "fr", "dossier", said("dossier_verb.receive", "ស្កេន"))

    assert writable(brought_along(tmp_path, shipped())).languages == ["vi", "en", "fr"]


SAYS = re.compile(r"""words\.(?:say|plural)\(\s*language,\s*f?"([a-z_]+\.)""")


@pytest.mark.parametrize("source", ["kiosk/slip.py", "server/web/posting.py", "server/web/moments.py"])
def test_whatever_paper_says_is_among_what_is_asked_of_its_fonts(source: str) -> None:
    rooms = shipped().catalogues["vi"]
    asked = {key for room in PRINTED for key in rooms[room]}

    begins = set(SAYS.findall((ROOT / source).read_text(encoding="utf-8")))

    assert begins
    assert [
        start
        for start in begins
        if start not in PRINTED_BESIDES and not any(key.startswith(start) for key in asked)
    ] == []


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return tmp_path / "data"


def toiluot(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [PROGRAM, "--data", data, *arguments],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_prepares_a_language_and_tells_how_far_it_is(office: Path) -> None:
    toiluot(office, "init", "--sample")

    prepared = toiluot(office, "language", "prepare", "tyz")
    checked = toiluot(office, "language", "check", "tyz")

    count = sum(len(rooms) for rooms in shipped().catalogues["vi"].values())
    assert (prepared.returncode, checked.returncode) == (0, 0)
    assert f"0 of {count} sentences" in prepared.stdout
    assert f"0 of {count} sentences" in checked.stdout
    assert 'msgid "Hộ tịch"' in (office / "languages" / "tyz" / "names.po").read_text(encoding="utf-8")


def test_the_command_names_every_mistake_and_ends_with_1(office: Path) -> None:
    toiluot(office, "init", "--sample")
    written(office / "languages" / "fr", "web", said("moment.tomorrow", "demain à {heure}"))

    checked = toiluot(office, "language", "check", "fr")

    assert checked.returncode == 1
    assert "web.po, moment.tomorrow: {heure} {time}" in checked.stdout


@pytest.mark.parametrize("code", ["vi", "French", "../fr", "km"])
def test_the_command_refuses_what_is_no_other_language(office: Path, code: str) -> None:
    toiluot(office, "init", "--sample")

    refused = toiluot(office, "language", "check", code)

    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert not (office / "languages").exists()


def test_our_own_words_are_left_as_they_are(folder: Path) -> None:
    before = shipped().room("vi", "web")
    brought_along(folder, shipped())

    assert shipped().room("vi", "web") == before
    assert isinstance(shipped(), Words)
    assert "language.fr" not in before
