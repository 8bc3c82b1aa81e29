"""The page of printers and slips: what it shows, what it changes, and what it refuses."""

import base64
import re
from io import BytesIO
from pathlib import Path

import requests
from PIL import Image
from playwright.sync_api import Route, expect

from tests.admin.conftest import OpenPlace
from tests.fixtures.office import RunningOffice

SECONDS = 60


def ask(
    office: RunningOffice, method: str, path: str, scope: str = "admin", **wish: object
) -> requests.Response:
    headers = {"Authorization": f"Bearer {office.token(scope)}"}
    json = wish if method == "POST" else None
    return requests.request(method, f"{office.url}{path}", headers=headers, json=json, timeout=SECONDS)


def png(width: int = 80, height: int = 40) -> bytes:
    kept = BytesIO()
    Image.new("L", (width, height), 0).save(kept, "PNG")
    return kept.getvalue()


def slip(office: RunningOffice, **tried: object) -> Image.Image:
    headers = {"Authorization": f"Bearer {office.token('admin')}"}
    url = f"{office.url}/slip/preview.png"
    answer = requests.get(
        url, params={key: str(told) for key, told in tried.items()}, headers=headers, timeout=SECONDS
    )
    assert answer.ok, answer.text
    return Image.open(BytesIO(answer.content))


def test_a_printer_is_set_by_its_address_and_the_next_slip_comes_out_of_it(
    running_office: RunningOffice, open_place: OpenPlace, tmp_path: Path
) -> None:
    slips = tmp_path / "slips"
    slips.mkdir()
    page = open_place("/admin/printers")
    expect(page.locator("#printer-state strong")).to_have_text("Chưa có máy in: phiếu chỉ hiện trên màn hình")

    page.fill("#address", f"file://{slips}")
    page.click("#printer-address .saving .button")

    expect(page.locator("#printer-address .said")).to_contain_text(
        f"Địa chỉ máy in: (trống) → file://{slips}"
    )
    expect(page.locator("#printer-state strong")).to_have_text("Máy in không báo tình trạng giấy")
    page.click("#test-page .button")
    expect(page.locator("#test-page .said")).to_contain_text("Trang thử đang được in")
    expect(page.locator("#raster")).to_be_visible()
    job = ask(running_office, "POST", "/api/v1/printer/test-page").json()["print_job"]
    assert job > 0


def test_an_address_that_no_printer_has_is_refused_in_a_sentence_and_nothing_changes(
    running_office: RunningOffice, open_place: OpenPlace
) -> None:
    page = open_place("/admin/printers")

    page.fill("#address", "netwrk://192.168.1.50")
    page.click("#printer-address .saving .button")

    said = page.locator("#printer-address .said")
    expect(said).to_contain_text("Mục “Địa chỉ máy in” chưa hợp lệ: địa chỉ máy in phải bắt đầu bằng")
    expect(page.locator("#address")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#address")).to_be_focused()
    page.reload()
    expect(page.locator("#address")).to_have_value("")


def test_letters_of_the_printer_are_offered_only_where_all_of_vietnamese_is_there(
    open_place: OpenPlace,
) -> None:
    page = open_place("/admin/printers")
    text = page.locator("input[name=mode][value=text]")
    expect(text).to_be_disabled()
    expect(page.locator("#mode-why")).to_contain_text("146 chữ tiếng Việt")

    page.select_option("#profile", "TM-T88V")

    expect(text).to_be_enabled()
    page.select_option("#profile", "TM-T88III")
    expect(text).to_be_disabled()


def test_the_clear_strip_of_the_test_page_is_tapped_and_in_use(
    running_office: RunningOffice, open_place: OpenPlace, tmp_path: Path
) -> None:
    (tmp_path / "slips").mkdir()
    ask(running_office, "POST", "/api/v1/office/printer", address=f"file://{tmp_path / 'slips'}?roll=80")
    page = open_place("/admin/printers")

    page.click("#raster-column button")

    expect(page.locator("#raster-column .said")).to_contain_text("raster=column")
    expect(page.locator("#raster-column button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#raster-raster button")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("input[name=roll]")).to_have_value("80")


def slips_in(folder: Path) -> str:
    """The address of a printer that writes into a folder there, but for the metres of its roll."""
    (folder / "slips").mkdir()
    return f"file://{folder / 'slips'}?roll="


def test_what_was_said_stays_and_so_does_whoever_reads_it_when_the_page_is_told_anew(
    running_office: RunningOffice, open_place: OpenPlace, tmp_path: Path
) -> None:
    address = slips_in(tmp_path)
    ask(running_office, "POST", "/api/v1/office/printer", address=f"{address}80")
    page = open_place("/admin/printers")
    page.click("#raster-column button")
    expect(page.locator("#raster-column .said")).to_contain_text("raster=column")

    ask(running_office, "POST", "/api/v1/office/printer", address=f"{address}58")

    expect(page.locator("input[name=roll]")).to_have_value("58")
    expect(page.locator("#raster-column .said")).to_contain_text("raster=column")
    expect(page.locator("#raster-column button")).to_be_focused()


def test_a_refusal_is_read_though_the_page_was_told_anew_while_its_answer_was_on_the_way(
    running_office: RunningOffice, open_place: OpenPlace, tmp_path: Path
) -> None:
    address = slips_in(tmp_path)
    ask(running_office, "POST", "/api/v1/office/printer", address=f"{address}80")
    page = open_place("/admin/printers")
    held: list[Route] = []

    def hold(press: Route) -> None:
        held.append(press)

    page.route("**/office/printer/raster", hold)
    with page.expect_request("**/office/printer/raster"):
        page.click("#raster-column button")

    ask(running_office, "POST", "/api/v1/office/printer", address=f"{address}58")
    expect(page.locator("input[name=roll]")).to_have_value("58")
    held[0].continue_(post_data={"address": address, "raster": "sideways"})

    expect(page.locator("#raster-column .said .notice.stop")).to_contain_text("Cách gửi ảnh")


def test_slips_are_seen_before_they_are_saved(running_office: RunningOffice, open_place: OpenPlace) -> None:
    page = open_place("/admin/printers")
    first = page.locator("#slip-preview img").first
    as_it_is = slip(running_office)

    with page.expect_response(lambda answer: "footer_vi=H%E1%BA%B9n" in answer.url):
        page.fill("#footer-vi", "Hẹn gặp lại ông/bà")
    expect(first).to_have_attribute("src", re.compile("footer_vi="))
    assert slip(running_office).tobytes() == as_it_is.tobytes()
    page.click("#slip .saving .button")

    expect(page.locator("#slip .said")).to_contain_text("Dòng cuối phiếu (tiếng Việt)")
    assert slip(running_office).tobytes() != as_it_is.tobytes()


def test_everything_is_larger_on_every_slip_where_the_office_wants_it_so(
    running_office: RunningOffice,
) -> None:
    kinds = ("ticket", "priority", "reprint", "checklist", "receipt")
    usual = {kind: slip(running_office, kind=kind).height for kind in kinds}

    assert ask(running_office, "POST", "/api/v1/office/slip", large=True).json()["changed"]

    assert {kind for kind in kinds if slip(running_office, kind=kind).height <= usual[kind]} == set()
    assert slip(running_office, kind="checklist", large="false").height == usual["checklist"]


def test_a_logo_is_put_on_slips_and_taken_off_again(
    running_office: RunningOffice, open_place: OpenPlace, tmp_path: Path
) -> None:
    (tmp_path / "logo.png").write_bytes(png())
    (tmp_path / "logo.txt").write_text("no picture at all")
    bare = slip(running_office)
    page = open_place("/admin/printers")

    page.set_input_files("#logo-file", tmp_path / "logo.txt")
    page.click("#logo .saving .button")
    expect(page.locator("#logo .said")).to_contain_text("Mục “Biểu trưng” chưa hợp lệ")
    page.set_input_files("#logo-file", tmp_path / "logo.png")
    page.click("#logo .saving .button")
    expect(page.locator("#logo .said")).to_contain_text("Biểu trưng: (trống) →")
    assert slip(running_office).tobytes() != bare.tobytes()

    page.click("#no-logo .button")
    expect(page.locator("#no-logo")).to_have_count(0)
    assert slip(running_office).tobytes() == bare.tobytes()


def test_only_an_administrator_changes_the_printer(running_office: RunningOffice) -> None:
    for path, wish in (
        ("/office/printer", {"address": "null://"}),
        ("/office/slip", {"large": True}),
        ("/office/slip/logo", {"logo": base64.b64encode(png()).decode()}),
    ):
        assert ask(running_office, "POST", f"/api/v1{path}", "director", **wish).status_code == 403
