"""Who is told of a measure by which role, and who stands in the place of a role that nobody has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notify.alerts.reasons import Role
from notify.alerts.recipients import Away, Recipient
from notify.alerts.roles import Answering
from tests.alerts.town import BEGUN, BOTH, DEPUTY, EXECUTOR, HEAD

E, H, D = Role.EXECUTOR, Role.HEAD, Role.DEPUTY
ELSEWHERE = replace(HEAD, name="elsewhere", email="elsewhere@lib.example", sections=("V",))


@pytest.mark.parametrize(
    ("followers", "others", "expected"),
    [
        ((EXECUTOR, HEAD, DEPUTY), (), {E: E, H: H, D: D}),
        ((BOTH,), (), {E: E, H: H, D: None}),
        ((HEAD, DEPUTY), (), {E: H, H: H, D: D}),  # no executor is named: the next one up
        ((DEPUTY,), (), {E: D, H: D, D: D}),
        ((EXECUTOR, DEPUTY), (), {E: E, H: E, D: D}),  # a town without a head tells the executor
        ((EXECUTOR, DEPUTY), (ELSEWHERE,), {E: E, H: D, D: D}),  # a measure without one tells the next one up
        ((EXECUTOR,), (ELSEWHERE,), {E: E, H: E, D: None}),  # where nobody is above them, whoever there is
        ((EXECUTOR,), (), {E: E, H: E, D: None}),
        ((HEAD,), (), {E: H, H: H, D: None}),
        ((), (ELSEWHERE,), {E: None, H: None, D: None}),
    ],
)
def test_in_the_place_of_a_role_that_nobody_has_stands_another(
    followers: tuple[Recipient, ...], others: tuple[Recipient, ...], expected: dict[Role, Role | None]
) -> None:
    """Upwards first; the deputy head is no stand-in where the town has not named a head; nobody is one for them."""
    answering = Answering(followers, (*followers, *others))
    assert {role: answering.in_place(role) for role in Role} == expected
    assert answering.unnamed == {role for role in Role if not answering.named(role)}


def test_the_roles_of_a_recipient_are_their_own_and_those_in_whose_place_they_stand() -> None:
    """Whoever does not follow the measure has none."""
    answering = Answering((HEAD, DEPUTY), (HEAD, DEPUTY, ELSEWHERE))
    assert answering.roles == {HEAD: {E, H}, DEPUTY: {D}}


def test_the_addresses_of_a_measure_are_those_of_its_followers_and_of_their_stand_ins() -> None:
    """However they are spelt."""
    absent = replace(EXECUTOR, away=(Away(BEGUN, BEGUN, "Other@lib.example"),))
    assert Answering((absent, HEAD), (absent, HEAD)).addresses == {EXECUTOR.email, HEAD.email, "other@lib.example"}
