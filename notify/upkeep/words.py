"""The words for each trouble: that it is there, that it is over, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mappings.language import N_
from mappings.language import gettext as _
from notify.upkeep.troubles import Trouble


@dataclass(frozen=True)
class Words:
    """Clauses that begin with a small letter, as message ids."""

    bad: str
    well: str
    mend: str

    def clause(self, *, bad: bool) -> str:
        """What there is to say, in the active language."""
        return _(self.bad if bad else self.well)

    def advice(self) -> str:
        """What is to be done, in the active language."""
        return _(self.mend)


WORDS: Mapping[Trouble, Words] = {
    Trouble.SYNC: Words(
        N_("the tracker cannot be synchronized"),
        N_("the tracker is synchronized again"),
        N_("run `vekha check`; until the sync goes through, managers are told nothing new"),
    ),
    Trouble.PULL: Words(
        N_("nothing has been pulled from the tracker for two days"),
        N_("data come from the tracker again"),
        N_("see whether `vekha run` is started and what it ends with; summary and mails go by old data"),
    ),
    Trouble.TOKEN: Words(
        N_("the tracker does not accept the token"),
        N_("the tracker accepts the token again"),
        N_("make a new token in the tracker and put it where the config says"),
    ),
    Trouble.TOKEN_ENDS: Words(
        N_("the tracker's token ends soon"),
        N_("the tracker's token no longer ends soon"),
        N_("make a new token in the tracker and put it where the config says"),
    ),
    Trouble.REPLIES: Words(
        N_("answers by mail cannot be taken"),
        N_("answers by mail are taken again"),
        N_("run `vekha replies` and fix what it names; the answers stay in the mailbox until then"),
    ),
    Trouble.MAIL: Words(
        N_("not all mail arrives"),
        N_("mail arrives again"),
        N_("see whether the addresses in alerts.recipients are right, and what the mail server says"),
    ),
    Trouble.NOBODY: Words(
        N_("there are deadlines that nobody is notified of"),
        N_("somebody is notified of every deadline"),
        N_("name recipients in alerts.recipients; `vekha check` shows which deadlines these are"),
    ),
    Trouble.CALENDAR: Words(
        N_("the calendar of working days lacks a year"),
        N_("the calendar of working days is complete"),
        N_("install a newer version of Vekha, or put that year into your own calendar"),
    ),
}
