"""A city in which somebody asks for a place on a chain: a team, a firm that it sees, and the firm's district."""

from __future__ import annotations

from typing import Any

from lianzhang.accounts.models import User
from lianzhang.enterprises import proposal_actions as acts
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.models import Contact, Enterprise, MembershipProposal

from .world import START, City

WHY = {"reason": "主营不在这条链"}


class Town(City):
    """A firm of the first district, the team of the first chain, and the district itself."""

    def __init__(self) -> None:
        super().__init__()
        self.team = self.user_as("chain_team", chains=self.chains[:1])
        self.district = self.user_as("district", region=self.districts[0])
        self.own = self.firm("宏远机械")
        Contact.objects.create(enterprise=self.own, post="办公室", phone="0710-3511111")

    def asked(self, by: User | None = None, firm: Enterprise | None = None, **more: Any) -> MembershipProposal:
        return acts.propose(firm=firm or self.own, placing=self.placing(**more), by=by or self.team)

    def placing(self, number: int = 0, **more: Any) -> Placing:
        return Placing(**({"chain": self.chains[number], "starts": START, "source": "名单"} | more))
