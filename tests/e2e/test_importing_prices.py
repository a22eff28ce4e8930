"""The real filed price list, taken in through the browser: totals to the fen, a second time nothing, and undo."""

import pytest
from playwright.sync_api import Page, expect

LIST = "units/sz_songfeng_mingyue_416_project.xls"


def take_in(page: Page, path: str, project: str = "松风明月") -> None:
    """From the upload to the dry run; the columns are found by name."""
    page.goto("/exchange/new/inventory.units/")
    page.select_option("main select", label=project)
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="上传并继续").click()
    page.get_by_role("button", name="开始预检").click()
    expect(page.get_by_text("标准价合计")).to_be_visible(timeout=30_000)


@pytest.mark.clause("3.1.2")
def test_the_real_list_comes_in_to_the_fen_and_a_second_time_creates_nothing(sign_in, sample_data):
    page = sign_in("liu")
    take_in(page, str(sample_data / LIST), "云栖江岸")
    page.get_by_role("button", name="确认导入").first.click()
    result = page.locator("main")
    expect(result).to_contain_text("新增 416 行", timeout=30_000)
    said = result.inner_text().replace(",", "")
    for total in ("42455.80", "33943.27", "2134261656.44"):
        assert total in said
    done = page.url
    take_in(page, str(sample_data / LIST), "云栖江岸")
    expect(page.locator("main")).to_contain_text("416")
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    page.goto(done)
    page.get_by_role("button", name="撤销本次导入").click()
    expect(page.locator("main")).to_contain_text("已撤销", timeout=30_000)
