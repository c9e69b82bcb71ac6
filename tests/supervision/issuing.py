"""Several who issue lists of one city at once, each in a thread with a connection of its own: run in an empty place."""

from __future__ import annotations

import json
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from lianzhang.accounts.models import User
from lianzhang.registry.models import Organization
from lianzhang.supervision import actions, item_actions
from lianzhang.supervision.candidates import matters
from lianzhang.supervision.models import SupervisionList
from tests.enterprises.world import City


def main(count: int) -> str:
    """The numbers that were given, and what went wrong, as JSON."""
    city, ready, wrong = City(), Barrier(count), list[str]()
    body = Organization.objects.create(city=city.region, code="bureau", name="一局", kind="department")
    for number in range(count):
        city.world.observe(city.world.target(f"missed-{number}"), "2023", 5)
    drafts = [_draft(city, body, each) for each in matters(city.plan, city.office)]

    def issue(row: SupervisionList) -> None:
        try:
            ready.wait()
            actions.issue(row=row, version=row.version, by=User.objects.get(pk=city.office.pk))
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=issue, args=(row,)) for row in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    told = SupervisionList.objects.filter(city=city.region).order_by("serial").values_list("serial", "title")
    return json.dumps(
        {"serials": [serial for serial, _ in told], "titles": len({each for _, each in told}), "wrong": wrong}
    )


def _draft(city: City, body: Organization, matter: Any) -> SupervisionList:
    row = actions.draft(plan=city.plan, by=city.office)
    (item,) = actions.collect(row=row, chosen=[matter], by=city.office)
    given = {"lead": body, "asked": "写明原因", "answer_by": item.answer_by, "colour": item.colour}
    item_actions.edit(row=item, version=item.version, by=city.office, **given)
    row.refresh_from_db()
    return row
