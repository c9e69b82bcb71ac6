"""The metric of projects: how many answer to a definition of the plan, each once, on the day that it names."""

from __future__ import annotations

from lianzhang.kernel.metrics import Ask, Evidence, Undeclared, metric

from .evidence.counting import periods_asked, received_points, until
from .evidence.precedence import decide
from .evidence.projects import counted_projects
from .evidence.registers import complete, proof
from .metrics import needs_of

__all__: list[str] = []


@metric(
    "projects.counted",
    title="项目台账里按口径计的数",
    needs=("item",),
    items="project_counts",
    register="projects",
    places=True,
)
def counted(ask: Ask) -> Evidence:
    """How many projects answered to the definition `item` in each period; each counts once."""
    item = ask.params.get("item", "")
    spells = counted_projects(ask, item)
    covered = until(complete(ask, *needs_of("projects.counted", "")), ask.at)
    points = received_points(spells, periods_asked(ask), covered, proof(ask, "projects"))
    return decide(ask, points, covered, Undeclared("projects", "", len(spells)))
