"""An administrator who has signed in, in a real browser in front of a real office."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import OpenScreen, sign_in
from tests.fixtures.office import PASSWORD, RunningOffice

OpenPlace = Callable[..., Page]


@pytest.fixture
def open_place(running_office: RunningOffice, open_screen: OpenScreen) -> OpenPlace:
    """`open_place("/admin/printers", width, height)`: the administrator has signed in there."""
    running_office.run("user", "add", "tin", "--role", "admin", stdin=f"{PASSWORD}\n")

    def opening(path: str, width: int = 1366, height: int = 768, **context: object) -> Page:
        page = open_screen(f"{running_office.url}{path}", width, height, **context)
        sign_in(page, "tin")
        expect(page.locator("body.admin main h1")).to_be_visible()
        return page

    return opening
