"""The administrator's page of procedures: a table taken over with its preview, one of them edited, withdrawn, published."""

from pathlib import Path

from playwright.sync_api import expect

from tests.admin.conftest import OpenPlace

TABLE = (
    "code,field_vi,name_vi,deadline_value,deadline_unit,fee_vnd,documents_vi\n"
    "9.000001,Hộ tịch,Thủ tục thử,3,working_day,0,Tờ khai\n"
)


def test_a_table_is_looked_at_first_and_then_taken_over(open_place: OpenPlace, tmp_path: Path) -> None:
    table = tmp_path / "procedures.csv"
    table.write_text(TABLE, encoding="utf-8")
    page = open_place("/admin/procedures")
    before = page.locator("#list-title").inner_text()

    page.set_input_files("#table", table)
    page.locator("#import .saving .button").click()
    expect(page.locator("#import .said")).to_contain_text("1 thủ tục mới")
    expect(page.locator("#list-title")).to_have_text(before)
    page.get_by_label("Chỉ xem trước").uncheck()
    page.locator("#import .saving .button").click()

    expect(page.locator("#import .said")).to_contain_text("Đã nhập xong")
    expect(page.locator("#list-title")).not_to_have_text(before)


def test_a_file_in_old_letters_is_refused_with_what_to_do(open_place: OpenPlace, tmp_path: Path) -> None:
    table = tmp_path / "cu.csv"
    table.write_bytes("code,tên\n1,Thñ tôc ®¨ng ký khai sinh".encode("cp1252", errors="replace"))
    page = open_place("/admin/procedures")

    page.set_input_files("#table", table)
    page.locator("#import .saving .button").click()

    expect(page.locator("#import .said")).to_contain_text("TCVN3")


def test_an_edited_procedure_is_a_new_version_and_a_withdrawn_one_is_posted_no_more(
    open_place: OpenPlace,
) -> None:
    page = open_place("/admin/procedures")
    root = page.url.split("/admin")[0]
    page.goto(f"{root}/admin/procedures?code=1.004873")

    page.fill('[name="limit.value"]', "2")
    page.locator("#procedure > .saving .button").click()
    expect(page.locator("#posting")).to_contain_text("Phiên bản 2")
    page.locator("#withdraw .button").click()
    page.click("#sure-yes")

    expect(page.locator("#posting")).to_contain_text("đã ngừng niêm yết")
    assert page.request.get(f"{root}/procedures/1.004873").status == 404


def test_a_new_procedure_is_written_into_a_form_and_posted_at_once(open_place: OpenPlace) -> None:
    page = open_place("/admin/procedures")
    root = page.url.split("/admin")[0]
    page.locator("a[href='/admin/procedures?code=new']").click()

    page.fill("#new-procedure", "9.000777")
    page.fill('[name="name.vi"]', "Xác nhận nơi cư trú của cây xoài")
    page.fill('[name="field.vi"]', "Hộ tịch")
    page.check("[name=channels][value=direct]")
    page.locator("form#procedure > .saving .button").click()

    expect(page.locator("#posting")).to_contain_text("Phiên bản 1")
    assert page.request.get(f"{root}/procedures/9.000777").ok


def test_the_code_that_a_dossier_would_have_is_seen_before_its_pattern_is_saved(
    open_place: OpenPlace,
) -> None:
    page = open_place("/admin/procedures")
    told = page.locator("#codes-preview")
    expect(told).to_contain_text("H00.00.00-221003-0001")

    page.fill("#agency", "H03.110")
    expect(told).to_contain_text("H03.110-221003-0001")
    page.fill("#pattern", "{agency}/{seq}")
    expect(told).to_contain_text("chưa dùng được")
    page.locator("#codes .saving .button").click()
    expect(page.locator("#codes .said .stop")).to_be_visible()
    page.fill("#pattern", "{agency}-{yymmdd}-{seq}")
    page.locator("#codes .saving .button").click()

    expect(page.locator("#codes .said")).to_contain_text("H00.00.00 → H03.110")


def test_the_register_is_downloaded_and_taken_in_again(open_place: OpenPlace, tmp_path: Path) -> None:
    page = open_place("/admin/procedures")
    table = tmp_path / "register.csv"
    table.write_text(
        "code,procedure,received_at\nH15-221003-0001,1.001193,2022-10-03T07:30:00\n", encoding="utf-8"
    )
    page.set_input_files("#register", table)
    page.locator("#take-in .saving .button").click()
    expect(page.locator("#take-in .said")).to_contain_text("1 hồ sơ mới")

    for told in ("JSON", "CSV"):
        with page.expect_download() as coming:
            page.get_by_role("button", name=told).click()
        file = tmp_path / coming.value.suggested_filename
        coming.value.save_as(file)
        page.set_input_files("#register", file)
        page.locator("#take-in .saving .button").click()

        expect(page.locator("#take-in .said")).to_contain_text("1 hồ sơ giữ nguyên")


def test_a_file_that_is_too_large_is_not_sent_and_that_is_said(open_place: OpenPlace, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    page = open_place("/admin/procedures", locale="en-GB")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))

    for form, box in (("#import", "#table"), ("#take-in", "#register")):
        page.set_input_files(box, large)
        page.locator(f"{form} .saving .button").click()
        expect(page.locator(f"{form} .said")).to_contain_text("10 MB")

    assert not [one for one in asked if one.startswith("POST")]


def test_a_file_that_was_saved_again_since_it_was_chosen_is_asked_for_once_more(
    open_place: OpenPlace, tmp_path: Path
) -> None:
    table = tmp_path / "procedures.csv"
    table.write_text(TABLE, encoding="utf-8")
    page = open_place("/admin/procedures")
    page.set_input_files("#table", table)
    table.write_text(TABLE + TABLE, encoding="utf-8")

    page.locator("#import .saving .button").click()
    expect(page.locator("#import .said")).to_contain_text("chọn lại tệp")
    table.write_text(TABLE, encoding="utf-8")
    page.set_input_files("#table", table)
    page.locator("#import .saving .button").click()

    expect(page.locator("#import .said")).to_contain_text("1 thủ tục mới")


def test_a_name_as_long_as_a_table_may_bring_it_is_read_and_edited_in_one_piece(
    open_place: OpenPlace,
) -> None:
    page = open_place("/admin/procedures")
    root = page.url.split("/admin")[0]
    page.goto(f"{root}/admin/procedures?code=1.004873")
    paper = page.locator("[data-rows=papers] [name='name.vi']").first
    long = "Giấy xác nhận " * 40

    page.locator("#name-vi").fill(long)
    paper.fill(long)
    page.locator("#procedure > .saving .button").click()
    expect(page.locator("#posting")).to_contain_text("Phiên bản 2")

    for box in (page.locator("#name-vi"), paper):
        expect(box).to_have_value(long.strip())
        assert box.evaluate(
            "box => box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight + 1"
        )
