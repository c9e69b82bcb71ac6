"""A city for tests of access: two sides that know nothing of each other, and rows of every room on each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.consultations.models import Consultation, Opinion
from lianzhang.enterprises.models import (
    AboveScale,
    BulkEdit,
    BulkEditRow,
    Contact,
    DuplicateCandidate,
    FormerName,
    NotSame,
    ResearchBody,
    SavedView,
)
from lianzhang.exchange.models import Batch
from lianzhang.plans.models import (
    ChainWork,
    ChecklistItem,
    ChecklistRecord,
    Duty,
    DutyRecordKind,
    FirstPlan,
    PlanChange,
    ProblemKind,
    ProblemLevel,
    ProblemLimit,
    SupervisionColour,
    UploadedSheet,
    VisitKind,
    WorkKind,
)
from lianzhang.problems.models import Problem
from lianzhang.registry.models import Appointment, Organization, Region, ResponsibleUnit
from lianzhang.responsibility.models import Responsibility, TargetShare
from lianzhang.reviews.models import AgendaLine, Attendance, CalendarFeed, Decision, Meeting, Minute
from lianzhang.segments.models import SegmentJudgement
from lianzhang.statements.models import Explained, PeriodLock
from lianzhang.supervision.models import Reminder, SupervisionItem, SupervisionList
from lianzhang.tasks.models import Progress, Task, WorkRecord
from lianzhang.visits.models import Promise, Visit
from tests.acting import post_of
from tests.enterprises.world import START, City, numbers

from .town_assessments import add_assessments
from .town_market import add_market
from .town_parks import add_parks
from .town_platforms import add_platforms
from .town_policies import add_policies
from .town_projects import add_projects
from .town_supply import add_supply
from .town_tasks import add_course

DAY = timedelta(days=1)


class Side:
    """One half of the city: a district and a chain, with firms that stand there and all that hangs on them."""

    def __init__(self, town: Town, number: int) -> None:
        self.town, self.number = town, number
        self.district, self.chain = town.districts[number], town.chains[number]
        here = {"region": self.district}
        park = {"park": town.park} if number == 0 else {}
        self.known = town.firm(f"{number}号精密铸造有限公司", scope="铸件的生产", industry="3391", **here, **park)
        self.quiet = town.firm(
            f"{number}号不响的电机厂", scope=f"电机{number}", industry="3812", address="甲路", **here
        )
        self.uncoded = town.firm(f"{number}号没有代码的厂", uscc="", scope="玻璃", **here)
        self.left = town.firm(f"{number}号离链的厂", **here)
        self.firms = [self.known, self.quiet, self.uncoded, self.left]
        self._hang()
        self._figures()
        self._books()
        self._problems()
        town.consultation(self.chain, f"{number}号换设备", answered=True)
        town.consultation(self.chain, f"{number}号换材料", post=post_of("chief", town.region), state="withdrawn")
        self._shares()

    def _hang(self) -> None:
        town, known = self.town, self.known
        self.memberships = [
            town.on_chain(known, self.number, segment=town.segments[2 * self.number], share=Decimal(60)),
            town.on_chain(self.left, self.number, starts=date(2021, 7, 1), ends=date(2022, 7, 1)),
        ]
        self.honours = [town.honour(known, self.number), town.honour(self.left, 1, source="另一张名单")]
        for firm in self.firms:
            Contact.objects.create(enterprise=firm, post=f"办公室{firm.pk}", phone="0710-3511111")
            FormerName.objects.create(enterprise=firm, name=f"{firm.name}的旧名")
            AboveScale.objects.create(enterprise=firm, year=2022)
            ResearchBody.objects.create(enterprise=firm, name=f"研究院{firm.pk}", opened=date(2021, 5, 1))
            for year in (2020, 2021):
                town.statement(firm, year, output=Decimal(100 * year + firm.pk), revenue=Decimal(90), staff=7)
        self.drafts = [town.statement(firm, 2023, state="draft", note="没报完") for firm in (known, self.quiet)]
        self.waiting = town.statement(self.left, 2023, state="submitted", output=Decimal(7))
        Explained.objects.create(statement=self.waiting, rule="tax_negative", reason="留抵退税", by=town.office)

    def _figures(self) -> None:
        world, place = self.town.world, {"region": self.district}
        target = world.target(f"own-{self.number}", scope_kind="chain", chain=self.chain)
        self.duty = Duty.objects.create(
            plan=self.town.plan, clause=world.clause, code=f"duty-{self.number}", name=f"任务{self.number}"
        )
        DutyRecordKind.objects.create(duty=self.duty, records="projects")
        settled = world.observe(target, "2022", 40 + self.number, **place)
        world.observe(target, "2022", 50, state="draft", chain=self.chain, note="先记下")
        world.observe(self.town.giants, "2022", 60, state="submitted", **place)
        world.observe(self.town.giants, "2021", 70, **place, note="已定")
        world.observe(target, "2022", 45, state="draft", replaces=settled, **place)
        world.observe(self.town.giants, "2022", 33, state="returned", scope_text=f"片{self.number}")

    def _books(self) -> None:
        town, by, whole = self.town, self.town.clerk, {"period_start": START, "period_end": date(2021, 12, 31)}
        for district in town.districts:
            town.cover("honours", region=district)
        PeriodLock.objects.create(city=town.region, register="statements", reason="已定", by=by, **whole)
        SegmentJudgement.objects.create(segment=town.segments[2 * self.number], verdict="weak", reason="看过", by=by)
        SavedView.objects.create(user=by, list="firms", title=f"常用{self.number}", query="q=a")
        edit = BulkEdit.objects.create(city=town.region, title=f"批量{self.number}", change="state", by=by)
        BulkEditRow.objects.create(bulk_edit=edit, enterprise=self.quiet, before={}, version=0)
        seat = by.assignments.get()
        Batch.objects.create(
            city=town.region, register="firms", name=f"{self.number}.csv", sha256=str(self.number) * 64, size=1,
            uploaded_by=by, assignment=seat, state="refused", refusal="读不出",
        )  # fmt: skip
        UploadedSheet.objects.create(
            plan=town.plan, name="数.csv", sha256=str(self.number), uploaded_by=by, content=b""
        )
        said = {"city": town.region, "plan": town.plan, "entered_by": by, "entered_at": timezone.now()}
        PlanChange.objects.create(title=f"修订{self.number}", state="proposed", **said)
        FirstPlan.objects.get_or_create(city_code="990000", defaults={"code": "first", "asked_by": by})
        done = {"applied_by": by, "applied_at": timezone.now()}
        PlanChange.objects.create(title=f"改过{self.number}", state="applied", **said, **done)
        item = ChecklistItem.objects.create(plan=town.plan, code=f"item-{self.number}", name=f"事项{self.number}")
        ChecklistRecord.objects.create(item=item, chain=self.chain, title=f"文件{self.number}", date=START, source="a")
        post = post_of("chief", town.region, chains=[self.chain])
        Appointment.objects.create(post=post, holder=f"任职者{self.number}", starts=START, source="a")

    def _problems(self) -> None:
        """One of the chain, one of a firm on none, and one that nobody raised for a firm."""
        own = {"enterprise": self.known, "chain": self.chain, "region": self.district}
        self.problems = [
            self.town.problem(f"{self.number}号缺电", **own, due=START),
            self.town.problem(f"{self.number}号缺人", enterprise=self.quiet, region=self.district, state="verified"),
            self.town.problem(f"{self.number}号路窄", region=self.district),
        ]

    def _shares(self) -> None:
        """One for the district, one for the chain, and one that nobody was told of yet."""
        unit = ResponsibleUnit.objects.get_or_create(city=self.town.region, region=self.district)[0]
        given = {"city": self.town.region, "target": self.town.giants, "comparator": ">=", "due": date(2023, 12, 31)}
        for more in ({"unit": unit, "state": "issued"}, {"chain": self.chain, "state": "disputed"}):
            TargetShare.objects.create(value=self.number + 3, paper_title=f"分解{self.number}", **given, **more)
        draft = {"period_start": START, "period_end": date(2021, 12, 31), "paper_title": f"草拟{self.number}"}
        TargetShare.objects.create(value=9, chain=self.chain, **given, **draft)

    def tasks(self) -> None:
        """One of the chain with a word of progress, one of the place; records handed in and not."""
        town, own = self.town, {"chain": self.chain, "region": self.district}
        of_chain = town.task(f"{self.number}号链的任务", **own)
        Progress.objects.create(
            task=of_chain, on=START, pace="behind", text="差一家", by=town.office, at=timezone.now()
        )
        town.task(f"{self.number}号区的任务", region=self.district, duty=self.duty)
        for state in ("draft", "submitted"):
            WorkRecord.objects.create(
                city=town.region, kind=town.work, title=f"{self.number}号{state}", result="好", date=START,
                entered_by=town.office, state=state, **own,
            )  # fmt: skip

    def visits(self) -> None:
        """To a firm of the side and to a target of its chain; one to nobody's chain in the district."""
        town, own = self.town, {"chain": self.chain, "region": self.district}
        for visit in (
            town.visit(f"{self.number}号谈用地", enterprise=self.known, **own),
            town.visit(f"{self.number}号谈设厂", target=f"外地{self.number}厂", chain=self.chain),
            town.visit(f"{self.number}号谈入区", target=f"外地{self.number}二厂", region=self.district),
        ):
            town.promise(visit, f"{self.number}号供地")


class Town(City):
    """Two sides, firms of both that look like one, and another city of which nobody here sees anything."""

    def __init__(self, *, beside: bool = True) -> None:
        super().__init__()
        self.level = ProblemLevel.objects.create(plan=self.plan, code="town", name="链办")
        self.about = ProblemKind.objects.create(plan=self.plan, code="land", name="用地")
        ProblemLimit.objects.create(plan=self.plan, step="handle", limit_workdays=15)
        SupervisionColour.objects.create(plan=self.plan, colour="red", from_days=11, answer_workdays=2)
        self.districts.append(
            Region.objects.create(
                city=self.region, code=f"{self.region.code}-d3", name="北区", kind="district", parent=self.region
            )
        )
        self.giants = self.world.target()
        self.sides = [Side(self, number) for number in range(2 if beside else 1)]
        self._stand_beside(beside)

    def _stand_beside(self, beside: bool) -> None:
        own, other = self.sides[0].quiet, self.sides[-1].uncoded
        DuplicateCandidate.objects.create(one=own, other=other, score=90, why=f"“{own}”与“{other}”相近")
        NotSame.objects.create(one=own, other=other, reason="代码不同", by=self.office)
        self.own_body = self.body(self.sides[0].known)
        self.bureau = Organization.objects.create(city=self.region, code="bureau", name="一局")
        self.sides[0].duty.owners.add(self.bureau)
        unit = ResponsibleUnit.objects.create(city=self.region, organization=self.bureau)
        self.problem("一局主办", lead=unit)
        TargetShare.objects.create(
            city=self.region, target=self.giants, unit=unit, comparator=">=", value=2, due=START, state="accepted"
        )
        Responsibility.objects.create(
            city=self.region, target=self.giants, lead=unit, paper_title="分工", starts=START,
            recorded_by=self.office, recorded_at=timezone.now(),
        )  # fmt: skip
        self.problem("一局协办").helpers.add(unit)
        district = ResponsibleUnit.objects.get(city=self.region, region=self.districts[0])
        self.problem("本区主办", region=self.districts[1], lead=district)
        self._supervise(unit, district)
        self._tasks(unit, district)
        self._visits(unit)
        self._reviews(unit)
        add_projects(self, unit, district)
        add_supply(self)
        add_market(self)
        add_policies(self)
        add_parks(self)
        add_assessments(self)
        add_platforms(self)
        self.beside = Town(beside=False) if beside else None

    def _supervise(self, bureau: ResponsibleUnit, district: ResponsibleUnit) -> None:
        """One list that was issued and a draft: of a chain, led by one body, helped by it, of a district."""
        other = ResponsibleUnit.objects.create(city=self.region, region=self.districts[2])
        issued, later = self.supervision_list(1), self.supervision_list(2)
        self.matter(issued, 1, lead=bureau)
        self.matter(issued, 2, lead=other, chain=self.chains[0])
        self.matter(issued, 3, lead=other).helpers.add(bureau)
        self.matter(later, 1, lead=district)
        self.matter(self.supervision_list(0), 1, state="drafted", lead=bureau, chain=self.chains[0])

    def supervision_list(self, serial: int) -> SupervisionList:
        """A draft where it has no serial."""
        facts: dict[str, Any] = {"plan": self.plan, "title": f"第{serial}期", "as_of": START}
        if serial:
            facts |= {"state": "issued", "year": 2023, "serial": serial, "number": f"督{serial}"}
            facts |= {"issued_at": timezone.now()}
        return SupervisionList.objects.create(city=self.region, **facts)

    def matter(self, row: SupervisionList, place: int, **more: Any) -> SupervisionItem:
        subject = f"problems.Problem:{next(numbers)}"
        facts = {"kind": "problem", "kind_title": "问题", "page": "problem", "page_key": "1", "matter": f"事{place}"}
        facts |= {"state": "issued", "colour": "red", "colour_now": "red", "asked": "报日期"}
        days = {"answer_by": START, "due": START, "deadline": START}
        item = SupervisionItem.objects.create(list=row, place=place, subject=subject, **facts | days | more)
        Reminder.objects.create(item=item, at=timezone.now(), words="催一催")
        return item

    def _tasks(self, unit: ResponsibleUnit, district: ResponsibleUnit) -> None:
        self.work = WorkKind.objects.create(plan=self.plan, code="town", name="调研")
        self.elsewhere = ResponsibleUnit.objects.create(city=self.region, park=self.park)
        for side in self.sides:
            side.tasks()
        self.task("一局的任务", lead=unit)
        self.task("一局协办的任务").helpers.add(unit)
        self.task("本区的任务", region=self.districts[1], lead=district)
        given = {"kind": self.work, "title": "一局做的", "result": "好", "date": START, "state": "submitted"}
        done = WorkRecord.objects.create(city=self.region, unit=unit, entered_by=self.office, **given)
        add_course(self, self.office.assignments.get().post_id, done)

    def _visits(self, unit: ResponsibleUnit) -> None:
        self.going = post_of("chain_team", self.region)
        self.paid = VisitKind.objects.create(plan=self.plan, code="town", name="走访", to="firm")
        for side in self.sides:
            side.visits()
        self.promise(self.visit("谈别的", target="外地三厂"), "一局接电", unit=unit)

    def visit(self, topic: str, **more: Any) -> Visit:
        facts = {"kind": self.paid, "lead": self.going, "date": START, "first_date": START, "state": "written"}
        facts |= {"entered_by": self.office, "entered_at": timezone.now(), "written_at": timezone.now()}
        return Visit.objects.create(city=self.region, topic=topic, **facts | more)

    def promise(self, visit: Visit, text: str, **more: Any) -> Promise:
        of_visit = {name: getattr(visit, name) for name in ("enterprise", "target", "chain", "region")}
        facts = {"unit": self.elsewhere, "made_on": START, "deadline": START, "first_deadline": START}
        facts |= {"entered_by": self.office, "entered_at": timezone.now()}
        return Promise.objects.create(city=self.region, visit=visit, text=text, **of_visit, **facts | more)

    def _reviews(self, unit: ResponsibleUnit) -> None:
        """A meeting to come for one chain, one confirmed for the city; what it decided lies on one body."""
        ChainWork.objects.create(plan=self.plan, code="town", name="研究")
        chair = post_of("chief", self.region, chains=self.chains[:1])
        days = {"starts": START, "ends": START, "limit": START, "on": START, "first_on": START}
        given = {"city": self.region, "plan": self.plan, "rank": chair.rank, "activity": "调度", "every": "quarter"}
        coming = Meeting.objects.create(chain=self.chains[0], chair=chair, **given, **days)
        over = {"state": "confirmed", "as_of": START, "held_on": START, "confirmed_at": timezone.now()}
        held = Meeting.objects.create(chair=post_of("committee", self.region), **given, **days, **over)
        assigned = {"state": "assigned", "task": self.task("会上定的", lead=unit)}
        for row, more in ((coming, {}), (held, assigned)):
            Attendance.objects.create(meeting=row, asked=row.chair, name="主持")
            AgendaLine.objects.create(meeting=row, place=1, group="behind", title="一件事", page="problems")
            Minute.objects.create(meeting=row, text="议了", by=self.office, at=timezone.now())
            said = {"title": "先供地", "text": "供", "lead": unit, "deadline": START, "proof": "批复"}
            Decision.objects.create(meeting=row, place=1, asked_at=timezone.now(), **said | more)
        assignment = self.office.assignments.get()
        digest = f"{self.region.code}-feed"
        CalendarFeed.objects.create(
            user=self.office, assignment=assignment, token_digest=digest, made_at=timezone.now()
        )

    def task(self, title: str, **more: Any) -> Task:
        facts = {"lead": self.elsewhere, "text": "做", "proof": "文件", "assigned_by": self.office}
        facts |= dict.fromkeys(("deadline", "first_deadline", "due"), START) | {"assigned_at": timezone.now()}
        facts |= {"number": f"2023-{next(numbers):05d}"}
        return Task.objects.create(city=self.region, title=title, **facts | more)

    def problem(self, title: str, **more: Any) -> Problem:
        facts = {"kind": self.about, "level": self.level, "source": "visit", "text": "情况"}
        facts |= {"raised_by": self.office, "raised_at": timezone.now(), "number": f"2023-{next(numbers):04d}"}
        return Problem.objects.create(city=self.region, title=title, **facts | more)

    def consultation(self, chain: Any, title: str, *, answered: bool = False, **more: Any) -> Consultation:
        """Asked of two experts of the chain; `answered`: by the first of them."""
        facts = {"question": "行不行", "wanted_by": START, "asked_by": self.office, "asked_at": timezone.now()}
        facts |= {"asked_of": 2, "waits_for": 1, "answers": int(answered)}
        row = Consultation.objects.create(city=self.region, chain=chain, title=title, **facts | more)
        said = {"state": "answered", "opinion": f"{title}可以", "reasons": "有先例", "conflict": "none"}
        for number in range(2):
            post = post_of("expert", self.region, chains=[chain])
            Opinion.objects.create(consultation=row, post=post, **said if answered and number == 0 else {})
        return row

    def asked_of(self, post: int) -> None:
        """Ask one expert besides: what others answered is out of sight, in sight, and in sight as all is over."""
        said = {"state": "answered", "opinion": "不行", "reasons": "有先例", "conflict": "none"}
        chain = self.chains[0]
        for mine, waits in (({}, 1), (said, 1), (said, 0)):
            row = self.consultation(chain, "再问一题", answered=True, waits_for=waits)
            Opinion.objects.create(consultation=row, post_id=post, **mine)

    def reach_of(self, role: str) -> dict[str, Any]:
        own = self.sides[0]
        return {
            "district": {"region": own.district},
            "park": {"park": self.park},
            "member_unit": {"organization": self.bureau},
            "enterprise": {"organization": self.own_body},
        }.get(role, {"chains": [own.chain]} if role in ("chain_team", "expert", "chief") else {})
