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
