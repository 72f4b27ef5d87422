"""Twelve kinds of hostile text in comments, descriptions, titles and a plan's cells: in time, and nothing acts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from mappings import marker, signature, wording
from mappings.errors import DocumentError
from mappings.progress import Report
from mappings.reading.document import plan_of as plan_in
from mappings.reading.formats.markdown import read_markdown
from mappings.reading.formats.separated import read_separated
from mappings.reading.formats.text import read_text
from mappings.reporting import Markup, Passage, read_passages
from notify.letters.message import build_message
from sync.runs.summaries import summary_of
from sync.summary import FORMS, render
from sync.trackers.embedded.page import render_page
from sync.trackers.gitlab import labels as gitlab_labels
from sync.trackers.gitlab import text as gitlab
from sync.trackers.redmine import text as redmine
from tests.examples.notify_values import NOW, digest_of, measure, plan_of
from tests.examples.plan_documents import document, row
from tests.hostile.layouts import HEADERS, LAYOUTS, endless
from tests.hostile.texts import KINDS, hostile
from tests.worlds.sync_world import PLAN_KEY, World

AT = datetime(2026, 1, 1, tzinfo=UTC)
LENGTH = 50_000  # characters; what is squared takes minutes over so many
SECOND = 1.0  # of computing, of which what is linear takes a tenth
GROWTH = 30  # times the computing for eight times the length; linear are 8, squared 64
BLOCK = marker.fence("town", "I.1", "a")
UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")


def said(text: str, markup: Markup) -> None:
    """Read a text where a figure is expected, and after one."""
    for whole in (text, f"Факт: {text}\nПричина: {text}\nИсполнено {text}", f"Факт {text}".replace("\n", " ")):
        read_passages([Passage(whole, "a", AT, "comment")], markup=markup)
    read_passages([Passage(text, "a", AT, "description", dict.fromkeys(text.split("\n"), ("b", AT)))], markup=markup)


def in_block(text: str) -> str:
    """A description whose block holds the text, and that has it above and below."""
    return f"{text}\n{marker.fence('town', 'I.1', text)}\n{text}"


STEPS: dict[str, Callable[[str], object]] = {
    "plain report": lambda text: said(text, "plain"),
    "Textile report": lambda text: said(text, "textile"),
    "Markdown report": lambda text: said(text, "markdown"),
    "key": lambda text: marker.find_key(in_block(text), "town"),
    "block": lambda text: marker.find_block(f"{marker.FENCE_OPEN}\n{text}", "town"),
    "replaced block": lambda text: marker.replace_block(in_block(text), BLOCK),
    "the staff's part": lambda text: marker.staff_part(in_block(text)),
    "mark": signature.parted,
    "clean": wording.clean,
    "harmless": wording.harmless,
    "folded": wording.folded,
    "cut": lambda text: wording.cut(text, len(text) - 9),
    "heading": lambda text: wording.unshout(text.upper() + "А" * len(text), {}),
    "Redmine's form": lambda text: redmine.wake(redmine.still(text)),
    "Redmine's block": lambda text: redmine.wake_block(redmine.still_block(in_block(text), "town"), "town"),
    "GitLab's form": lambda text: gitlab.wake(gitlab.still(text)),
    "GitLab's block": lambda text: gitlab.wake_block(gitlab.still_block(in_block(text), "town"), "town"),
    "GitLab's exchanged block": lambda text: gitlab.with_block(in_block(text), BLOCK, "town"),
    "GitLab's milestone": lambda text: gitlab.still_milestone(text, "town"),
    "GitLab's title": lambda text: gitlab.wake_title(gitlab.still_title(text)),
    "GitLab's label": lambda text: gitlab_labels.name_of(gitlab_labels.title_of(text)),
}


def computed(step: Callable[[str], object], text: str) -> float:
    """Seconds of computing."""
    before = time.thread_time()
    step(text)
    return time.thread_time() - before


def least(step: Callable[[str], object], text: str) -> float:
    """The least of a few times: what else this process has to do, such as tidying up, makes a time longer only."""
    return min(computed(step, text) for _again in range(3))


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_is_linear(kind: str) -> None:
    """Whatever is done with a text of the staff's or the plan's, no step takes a second over 50 KB of it."""
    text = hostile(kind, LENGTH)
    slow = {name: taken for name, step in STEPS.items() if (taken := computed(step, text)) > SECOND}
    assert slow == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_s_cells(kind: str) -> None:
    """A cell of any kind is read, or the document is refused in one line; a hundred such cells take no minutes."""
    cell = " ".join(hostile(kind, 900).replace("|", "/").split()) or "x"
    rows = [row(f"1.{number}.", cell, funding=cell, executor=cell, timing=cell, target=cell) for number in range(20)]
    assert computed(lambda text: plan_in(read_text(text.encode("utf-8", "replace"))), document(*rows)) < 2 * SECOND
    with pytest.raises(DocumentError) as caught:
        plan_in(read_separated(f'Мероприятие;Срок\n"{"a" * LENGTH}{cell}";2026'.encode("utf-8", "replace")))
    assert caught.value.code == "document-too-large"


def read_layout(text: str) -> None:
    """Read a plain text and a Markdown document, whether it is refused or not."""
    for read in (read_text, read_markdown):
        with suppress(DocumentError):
            plan_in(read(text.encode()))


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_plan_s_layout(name: str, header: str) -> None:
    """Any sign of a layout without end, below any header, is read or refused in the time of its length."""
    short, long = (endless(name, header, length) for length in (LENGTH // 20, LENGTH * 4 // 10))
    assert computed(read_layout, long) < SECOND or least(read_layout, long) < GROWTH * least(read_layout, short)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A town whose staff write every kind into comments, titles and descriptions."""
    made = World(tmp_path_factory.mktemp("hostile"))
    made.sync()
    for kind in KINDS:
        text = hostile(kind, 20_000).replace("\0", "")
        made.edit("I.1.2", comment=f"Факт: 5\n{text}\nПричина: {kind} {text}")
        made.edit("I.1.3", title=re.sub(r"[\0-\x1f\x7f-\x9f]", " ", text[:200]).strip() or "x")
        made.edit("I.1.4", description=f"{made.issue('I.1.4').description}\n{text}")
    made.sync()
    return made


@pytest.mark.parametrize("form", FORMS)
def test_nothing_acts_in_a_summary(world: World, form: str) -> None:
    """Neither an element, nor a sign that cannot be seen, turns the text or steers a terminal; in JSON all is data."""
    before = time.thread_time()
    data = render(summary_of(world.inputs()), form)
    assert time.thread_time() - before < 3 * SECOND
    text = _unpacked(data) if FORMS[form].binary else data.decode("utf-8-sig").replace("\r\n", "\n")
    assert "javascript:x'>" not in text
    assert form == "json" or not UNSEEN.search(text)


def _unpacked(data: bytes) -> str:
    """The parts of an office file, one after another."""
    with ZipFile(BytesIO(data)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))


def test_nothing_acts_on_the_tracker_s_page(world: World) -> None:
    """A page shows what the staff wrote, and none of it acts, in time."""
    before = time.thread_time()
    text = render_page(world.store, PLAN_KEY, today=world.today)
    assert time.thread_time() - before < 3 * SECOND
    assert "&lt;a href=&#39;javascript:x&#39;&gt;" in text
    assert "<a href='javascript" not in text
    assert not UNSEEN.search(text)


def test_nothing_acts_in_a_mail() -> None:
    """The subject, the text and the HTML of a mail, and its finished message, hold nothing that acts."""
    late = date(2025, 12, 31)
    measures = [
        measure(f"I.1.{number}", late, title=hostile(kind, 9_000), executors=(hostile(kind, 900),))
        for number, kind in enumerate(KINDS)
    ]
    texts = {one.deadlines[0].key: hostile(kind, 9_000) for one, kind in zip(measures, KINDS, strict=True)}
    reports = {key: Report(key, url=text, assignee=text) for key, text in texts.items()}
    before = time.thread_time()
    for kind in KINDS:
        digest = digest_of(plan_of(*measures, title=hostile(kind, 9_000)), reports)
        for text in (digest.subject, digest.text, digest.html):
            assert not UNSEEN.search(text)
        assert "<a href='javascript" not in digest.html
        assert "\n" not in digest.subject
        build_message(digest, plan_key="town", sender="vekha@example.org", reply_to="", now=NOW)
    assert time.thread_time() - before < 5 * SECOND
