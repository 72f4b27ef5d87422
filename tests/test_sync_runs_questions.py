"""Questions to whoever wrote a figure that cannot be read: who is asked what, how often, and that it is no report."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mappings.signature import Said, mark, said_by, signed
from sync.runs.revert import list_runs, take_back
from tests.worlds.sync_world import ROWS, World, writes


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose issues stand."""
    world = World(tmp_path)
    world.sync()
    return world


def asked(world: World, key: str) -> list[str]:
    """Vekha's questions in an issue."""
    with world.store.reading() as view:
        rows = view.issue_comments(world.issue(key).id)
    return [one.text.partition("\n\nvekha: ")[0] for one in rows if said_by(one.text) is Said.QUESTION]


def configure(world: World, text: str) -> None:
    """Add a block to the config."""
    whole = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(f"{whole}{text}\n", encoding="utf-8")


def test_the_author_is_asked_in_the_issue_and_told_how_to_write_it(world: World) -> None:
    """The question names who wrote it, what was not understood and a form that is; it counts as a write."""
    world.edit("I.1.3", comment="Fact: about 9")
    result = world.sync()
    assert asked(world, "I.1.3") == [
        "clerk, the figure «about 9» could not be read, so it does not count yet.\n"
        "Please write it in a new comment, on a line of its own: «Fact: 9»."
    ]
    assert (writes(result), result.traffic.writes, result.outcome.count("issue", "comment")) == (1, 1, 1)


def test_a_diff_shows_the_question_and_writes_nothing(world: World) -> None:
    """It is a change like any other, and stands in the checksum."""
    world.edit("I.1.3", comment="Fact: about 9")
    before = world.diff()
    (change,) = before.changeset.changes
    assert (change.action, change.kind, change.key) == ("comment", "issue", "I.1.3")
    assert before.changeset.pending
    assert asked(world, "I.1.3") == []
    assert writes(world.sync(checksum=before.changeset.checksum)) == 1


def test_nobody_is_asked_twice_about_the_same_text(world: World) -> None:
    """Not in the next run, not when it is written again, not when the question was deleted."""
    world.edit("I.1.3", comment="Fact: about 9")
    world.sync()
    assert writes(world.sync()) == 0
    world.edit("I.1.3", comment="Fact: about 9")
    assert writes(world.sync()) == 0
    assert len(asked(world, "I.1.3")) == 1
    world.edit("I.1.3", comment="Fact: about 10")
    assert writes(world.sync()) == 1


def test_a_question_is_never_read_as_a_report(world: World) -> None:
    """Nor is it asked about, whatever it quotes."""
    world.edit("I.1.3", comment="Fact: about 9")
    world.sync()
    result = world.sync()
    assert [one.text for one in result.unread] == ["about 9"]
    world.edit("I.1.3", comment="Fact: 9")
    assert world.sync().unread == ()


def test_whoever_answered_by_mail_is_not_asked_in_the_issue(world: World) -> None:
    """They may never open it; the confirmation tells them what was not understood."""
    answer = "Fact: about 9\nBy mail: Ann Peters, 2026-03-01"
    world.edit("I.1.3", comment=signed(answer, mark(Said.REPLY, "town", "I.1.3")))
    assert [one.author for one in world.sync().unread] == ["Ann Peters"]
    assert asked(world, "I.1.3") == []


def test_nobody_is_asked_about_what_was_written_before_the_first_pull(tmp_path: Path) -> None:
    """A plan whose issues were worked on for years is not flooded with questions by an upgrade."""
    world = World(tmp_path)
    world.sync()
    world.edit("I.1.3", comment="Fact: about 9")
    world.ledger_path.unlink()
    world.clock.at += timedelta(days=1)
    assert writes(world.sync()) == 0
    assert writes(world.sync()) == 0
    assert asked(world, "I.1.3") == []
    world.edit("I.1.3", comment="Fact: about 10")
    world.sync()
    assert len(asked(world, "I.1.3")) == 1


@pytest.mark.parametrize("text", ["Fact: no", "Факт: нет", "Факт: —", "Факт: нет данных.", "Fact: withdrawn"])
def test_a_figure_taken_back_on_purpose_is_no_riddle(world: World, text: str) -> None:
    """It suspends the older one, and everybody understands it."""
    world.edit("I.1.3", comment=text)
    assert writes(world.sync()) == 0


def test_what_has_been_corrected_is_not_asked_about(world: World) -> None:
    """Whoever wrote a good figure after a bad one has answered already."""
    world.edit("I.1.3", comment="Fact: about 9")
    world.edit("I.1.3", comment="Fact: 9")
    assert writes(world.sync()) == 0


def test_an_issue_is_asked_once_in_a_run_and_a_run_asks_at_most_twenty(world: World) -> None:
    """A mail for each is what the tracker sends; the rest is asked by the next runs."""
    many = [f"1.{number}.\tДело {number}\tБюджет\tБиблиотека\t2027\tНе менее 4 отчетов" for number in range(5, 30)]
    world.amend([*ROWS, *many])
    world.sync(force=True)
    for number in range(5, 30):
        for words in ("Fact: about 9", "Fact: about 10"):
            world.edit(f"I.1.{number}", comment=words)
    first, second = world.sync(), world.sync()
    assert (first.outcome.count("issue", "comment"), second.outcome.count("issue", "comment")) == (20, 5)
    assert max(len(asked(world, f"I.1.{number}")) for number in range(5, 30)) == 1


def test_a_cancelled_issue_is_left_in_peace(world: World) -> None:
    """Nothing is expected there."""
    world.edit("I.1.3", comment="Fact: about 9", status="cancelled")
    assert writes(world.sync()) == 0


def test_the_config_switches_it_off(world: World) -> None:
    """`reported: {answer: false}`: it is told to the operator alone."""
    configure(world, "reported: {answer: false}")
    world.edit("I.1.3", comment="Fact: about 9")
    result = world.sync()
    assert writes(result) == 0
    assert [one.text for one in result.unread] == ["about 9"]


def test_the_question_speaks_the_language_of_the_mapping(world: World) -> None:
    """As all that stands in the issue; and names the indicator where there are several."""
    (world.folder / "mapping.yaml").write_text("language: ru\ntimezone: UTC\n", encoding="utf-8")
    world.amend([*ROWS[:2], "1.2.\tЧитальный зал\tБюджет\tБиблиотека\t2026\t100% залов открыто 50% залов обновлено"])
    world.sync(force=True)
    world.edit("I.1.2", comment="Факт 2: около 9")
    world.sync()
    (text,) = asked(world, "I.1.2")
    assert "около 9" in text
    assert "«Факт 2: 9»" in text
    assert "clerk, " in text


def test_hostile_words_do_nothing_in_a_question(world: World) -> None:
    """They are cut to what fits a line, without signs that steer a terminal; a megabyte is no longer."""
    world.edit("I.1.3", comment="Fact: около \x1b[31m9\u202e " + "x" * 100_000)
    world.sync()
    (text,) = asked(world, "I.1.3")
    assert len(text) < 300
    assert not {"\x1b", "\u202e"} & set(text)


def test_undo_leaves_a_question(world: World) -> None:
    """Nothing is deleted; who wants it gone deletes it."""
    world.edit("I.1.3", comment="Fact: about 9")
    world.sync()
    run = list_runs(world.inputs())[0].number
    undone = take_back(world.inputs(), run)
    assert [(one.key, one.reason) for one in undone.undoing.left] == [("I.1.3", "asked")]
    assert len(asked(world, "I.1.3")) == 1
