"""The tool that looks at our pages sees what is wrong with a page that is."""

import pytest
from playwright.sync_api import Browser

from tests.services.chromium import axe_findings


@pytest.mark.browser
def test_axe_finds_what_is_wrong_under_a_strict_policy(browser: Browser) -> None:
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    right = f'<!doctype html><html lang="de">{policy}<title>Brief</title><main><h1>Brief</h1></main></html>'
    page = browser.new_page()
    try:
        page.set_content(right)
        assert axe_findings(page) == []
        page.set_content(right.replace("</main>", '<img src="x"></main>').replace(' lang="de"', ""))
        assert [line.split()[0] for line in axe_findings(page)] == ["html-has-lang", "image-alt"]
    finally:
        page.close()
