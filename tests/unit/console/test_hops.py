"""What a page asks of the store goes in few hops to the reading thread: a hop is dearer than a look-up."""

import pytest

from tests.unit.console.officers_in_tests import file_ticket


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/console/", 4),  # who asks takes two: the session, then its officer
        ("/console/live/queue", 4),
        ("/console/tickets/482177353", 8),
        ("/console/static/console.css", 0),
    ],
)
async def test_a_page_hops_to_the_store_a_few_times_only(browser, store, monkeypatch, path, most):
    await file_ticket(store)
    await browser.open(path)
    hops, submit = [], store._readers._threads.submit
    monkeypatch.setattr(
        store._readers._threads,
        "submit",
        lambda work, db, group: hops.append(group) or submit(work, db, group),
    )
    assert (await browser.open(path)).status == 200
    assert len(hops) <= most
