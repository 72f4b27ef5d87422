"""The demonstration does the whole job on the bundled plan, and a second time changes nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest

from sync.cli import run
from sync.cli.context import App
from tests.pages.latin import latin_words

PLAN = Path(__file__).parents[1] / "mappings" / "megion-2021-2030" / "plan.txt"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def demo(*arguments: str) -> int:
    """Run the demonstration at noon."""
    return run(["demo", *arguments], App(now=lambda: NOON))


def contents(folder: Path) -> dict[str, bytes]:
    """What a person keeps: the mails and the tracker's page."""
    return {path.name: path.read_bytes() for path in [*folder.glob("outbox/*"), folder / "tracker.html"]}


def test_demo_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """10 milestones and 167 issues, the page, two mails; then nothing written and nobody told twice."""
    monkeypatch.chdir(tmp_path)
    assert demo("--language", "en") == 0
    first, err = capsys.readouterr()
    assert err == ""
    assert "Milestones: 10 created" in first
    assert "Issues: 167 created" in first
    assert "Nothing has changed" not in first
    var = tmp_path / "var"
    assert (var / "summary.html").stat().st_size > 100_000
    assert len(list(var.glob("outbox/*.eml"))) == 2
    before = contents(var)

    assert demo("--language", "en") == 0
    second = capsys.readouterr().out
    assert "Issues: 0 created" in second
    assert "Nothing was written to the tracker" in second
    assert "Nothing has changed since the last run." in second
    assert contents(var) == before

    assert run(["-c", "var/config.yaml", "sync", "--format", "json"], App(now=lambda: NOON)) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["writes"], result["requests"]) == (0, 1)
    assert [(one["key"], one["field"]) for one in result["drift"]] == [("I.3.2", "due")]


def test_demo_speaks_russian(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything a person sees is Russian: output, page, mail subject, issue text."""
    assert demo("--language", "ru", "--folder", str(tmp_path)) == 0
    out = capsys.readouterr().out
    assert "64 мероприятия, 156 сроков, 32 замечания" in out
    assert 'lang="ru"' in (tmp_path / "summary.html").read_text(encoding="utf-8")
    assert "Ожидаемый результат: " in (tmp_path / "tracker.html").read_text(encoding="utf-8")
    mail = message_from_bytes(next(tmp_path.glob("outbox/*director*")).read_bytes())
    text = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    assert "не закрыто за прошлые годы" in bytes(text.get_payload(decode=True)).decode().lower()


COMMANDS = [
    ["check"],
    ["diff"],
    ["sync"],
    ["log"],
    ["undo", "1", "--dry-run"],
    ["summary"],
    ["summary", "--format", "md"],
    ["summary", "--format", "csv"],
    ["summary", "--public"],
    ["alerts", "--dry-run"],
    ["alerts", "--preview", "31"],
    ["alerts", "--explain", "III.11.4"],
    ["tracker", "list"],
    ["tracker", "show", "III.11.4/2025"],
]


def shown(page: Path) -> str:
    """What a page shows: its text, and what it says of its pictures and fields."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    labels = re.findall(r'\b(?:aria-label|title|placeholder)="([^"]*)"', bare)
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", bare), *labels]))


def test_russian_output_is_russian(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside names, what is typed and the words of the plan nothing that a person reads is in Latin letters."""
    monkeypatch.setattr("sys.argv", ["vekha"])  # by which the next command is named
    assert demo("--language", "ru", "--folder", str(tmp_path)) == 0
    texts = {"demo": capsys.readouterr().out, **{page.name: shown(page) for page in tmp_path.glob("*.html")}}
    for path in tmp_path.glob("outbox/*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        texts[path.name] = f"{mail['subject']}\n{body.get_content()}"
    for words in COMMANDS:
        run(["-c", str(tmp_path / "config.yaml"), *words], App(now=lambda: NOON))
        texts[" ".join(words)] = "".join(capsys.readouterr())
    of_the_plan = set(re.findall(r"[A-Za-z]+", PLAN.read_text(encoding="utf-8")))
    found = {name: latin_words(text) - of_the_plan for name, text in texts.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_summary_of_the_demo_is_what_the_clerk_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures, reasons and states of the made-up edits stand in the summary."""
    assert demo("--language", "en", "--folder", str(tmp_path)) == 0
    capsys.readouterr()
    assert run(["-c", str(tmp_path / "config.yaml"), "summary", "--format", "json"], App(now=lambda: NOON)) == 0
    summary = json.loads(capsys.readouterr().out)
    measures = {one["key"]: one for one in summary["measures"]}
    deadlines = {one["key"]: one for measure in summary["measures"] for one in measure["deadlines"]}
    assert (summary["totals"]["measures"], summary["totals"]["deadlines"]) == (64, 156)
    assert summary["totals"]["done"] + summary["totals"]["overdue"] == 57
    assert (deadlines["I.2.2/2025"]["fact"], deadlines["I.2.2/2025"]["state"]) == (78, "done")
    assert deadlines["III.11.4/2025"]["reason"] == "the contractor has asked for more time"
    assert measures["I.2.2"]["state"] == "at_risk"
    assert measures["I.5.1"]["state"] == "overdue"
    assert all(one["url"].startswith("file://") for one in deadlines.values())


def test_demo_in_a_place_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, and the code for a wrong place."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert demo("--folder", str(tmp_path / "file")) == 78
    err = capsys.readouterr().err
    assert err.count("\n") == 1
