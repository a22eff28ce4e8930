"""A small building in the second project for the journeys that need homes; made through the screen, once per office."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.deeds import SignIn, deed

PROJECT = "云栖江岸"


def project_page(page: Page) -> str:
    """The address of the second project."""
    page.goto("/inventory/project/")
    return str(page.locator("#rows a", has_text=PROJECT).first.get_attribute("href")).split("?")[0]


def homes(sign_in: SignIn) -> Page:
    """The manager in front of a board with 24 homes."""
    liu = sign_in("liu")
    address = project_page(liu)
    board = f"/inventory/board/?project={address.rstrip('/').rsplit('/', 1)[1]}&building=all"
    liu.goto(board)
    if not liu.locator("td.u").count():
        liu.goto(address)
        deed(liu, "generate_building", name="9栋", first_floor=1, last_floor=6, rooms=4)
        liu.goto(board)
    return liu
