"""What a journey measures of a page."""

from __future__ import annotations

from playwright.sync_api import Page


def width_of(page: Page) -> int:
    """Pixels that the page is wide, scrolled-away ones too; of the page that the last click asked for, whole.

    A click comes back as soon as the next document has begun: what is measured then may be nothing yet."""
    page.wait_for_load_state("load")
    return int(page.evaluate("document.documentElement.scrollWidth"))
