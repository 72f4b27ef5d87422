"""Who is told of a deadline by which role, and who is in the place of a role that nobody has.

Pure: recipients in, recipients out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from notify.alerts.reasons import Role
from notify.alerts.recipients import Recipient, address_key

_IN_PLACE: dict[Role, tuple[Role, ...]] = {
    Role.EXECUTOR: (Role.HEAD, Role.DEPUTY),
    Role.HEAD: (Role.DEPUTY, Role.EXECUTOR),
    Role.DEPUTY: (),
}


@dataclass(frozen=True)
class Answering:
    """Who answers for a deadline. `followers` are the recipients who follow it, `everyone` those of the town."""

    followers: tuple[Recipient, ...]
    everyone: tuple[Recipient, ...]

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The addresses of the followers and of those who stand in for them."""
        found = (at for one in self.followers for at in (one.email, *(away.instead for away in one.away)))
        return frozenset(map(address_key, found))

    def named(self, role: Role) -> bool:
        """Whether anybody who follows it has a role."""
        return any(role in one.roles for one in self.followers)

    @cached_property
    def unnamed(self) -> frozenset[Role]:
        """The roles that nobody who follows it has."""
        return frozenset(role for role in Role if not self.named(role))

    def in_place(self, role: Role) -> Role | None:
        """Which role is told what a role is told: itself where somebody has it, or the next one up.

        What a head is told goes to the executor where nobody is above them, and where a town has no head at all: the
        deputy is the last to be told. In the deputy's place stands nobody.
        """
        others = _IN_PLACE[role]
        if role is Role.HEAD and not any(Role.HEAD in one.roles for one in self.everyone):
            others = others[::-1]
        return next(filter(self.named, (role, *others)), None)

    @cached_property
    def roles(self) -> Mapping[Recipient, frozenset[Role]]:
        """The roles in which each follower is told of it, their own and those in whose place they stand."""
        told = {role: self.in_place(role) for role in Role}
        return {one: frozenset(role for role in Role if told[role] in one.roles) for one in self.followers}
