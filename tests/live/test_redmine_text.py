"""The plan's words on the issue pages of a real Redmine, in each of its text formats: they are read, and do nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

import pytest

from mappings.marker import find_block
from sync.cli.exit_codes import ExitCode
from sync.trackers.redmine.text import wake, wake_block
from tests.live.redmine_server import RedmineServer
from tests.live.redmine_town import Town, town
from tests.worlds.sync_world import HEADER

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine

PLAN = "hostile"
FORMATS = ("textile", "markdown", "common_mark")
TITLE = "#1 @clerk {{toc}} [[Wiki]] *bold* version:2026 <script>alert(1)</script> 2026. Список `код` | a | b | 📚 שלום"
LINES = (
    "#1, see #1 and (#1); #1-2 #1#note-1 ##1 r1 r12 commit:abc",
    '@clerk, @methodist; user#1 user:clerk user:"clerk" project:plan project#1 news#1 forum:"a" message#1',
    'version:2026 version#1 version:"a b" document:a document#1 attachment:a.png source:a/b export:a',
    "[[Wiki]] [[plan:Wiki|слова]] ![[Wiki]] !#1 {{toc}} {{child_pages}} !{{toc}} {{include(Wiki)}} {{>toc}}",
    "<script>alert(1)</script> <b>жирно</b> <pre>код</pre> <img src=x onerror=alert(1)> <!-- скрыто -->",
    "&lt;b&gt; &amp; &#35;1 &nbsp; R&D",
    "*жирно* _курсив_ -вычеркнуто- +вставлено+ ^верх^ ~низ~ @код@ `код` ``код`` %{color:red}слова% ??цитата??",
    "**жирно** __жирно__ ***жирно*** ~~нет~~ ==так== снеговик_и_лыжи 2*3*4 «*в кавычках*» (*в скобках*) слово*и*слово",
    '"слова":http://example.org/a "слова":#1 "слова(подсказка)":/issues/1 !http://example.org/a.png! !a.png!',
    "[слова](http://example.org/a) ![картинка](a.png) [слова][1] <http://example.org/a> [^1]",
    "* раз",
    "** два",
    "- раз",
    "+ раз",
    "# раз",
    "## два",
    "1. раз",
    "1) раз",
    "2026. Список",
    "h2. Заголовок",
    "p. Абзац",
    "p{color:red}. Абзац",
    "p=. Абзац",
    "bq. Цитата",
    "fn1. Сноска, см.[1]",
    "pre. код",
    "notextile. слова",
    "table(a). слова",
    "    четыре пробела",
    "\tтабуляция",
    "> цитата",
    ">> цитата",
    "| a | b |",
    "|_. a |_. b |",
    "|---|---|",
    "| 1 | 2 |",
    "a | b",
    "--|--",
    "c | d",
    "Подчёркнуто",
    "===========",
    "Подчёркнуто",
    "-----------",
    "---",
    "***",
    "___",
    "```",
    "код",
    "```",
    "~~~ ruby",
    "код",
    "~~~",
    "[Срок]: 2026",
    "[^1]: сноска",
    "- [ ] дело",
    ": определение",
    "МБУ(Муниципальное бюджетное учреждение) ABC(Association) 10 x 10",
    "-> <- (c) (r) (tm) 1/2 ... -- --- 'кавычки' \"кавычки\"",
    r"\*жирно\* \# \[ C:\папка\файл \\",
    "Строка с двумя пробелами в конце  ",
    "и следующая\\",
    "слова $$x$$ $x$ x%x% ==#1== <notextile>*b*</notextile> {{{код}}} <code>*b*</code>",
    "скобки,!:: и -!::x www.clerk@example.org, www.example.org",
    "Иванов И. И., «Пушкинская карта» — № 12, §3, 100 % и 5–7 раз; a_b_c, e-mail",
)
USEFUL = "Сайт http://example.org/a_b?x=1&y=2, https://example.org. Почта: biblio@example.org."
USEFUL_LINKS = ["http://example.org/a_b?x=1&y=2", "https://example.org", "mailto:biblio@example.org"]
ACTING = "*слова* #1 и ещё @clerk\n\n* раз\n* два"


class Text(HTMLParser):
    """The text of a rendered piece as lines, with every tag in it and every address it leads to."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: list[str] = []
        self._text = ""
        self.feed(html)
        self.close()

    @property
    def lines(self) -> list[str]:
        """The lines as they are seen: runs of blanks are one, empty lines are left out."""
        return seen(self._text.split("\n"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._text += "\n" if tag in ("br", "p") else ""
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self._text += data.replace("\n", " ")


def seen(lines: Iterable[str]) -> list[str]:
    """Lines without the blanks that a browser does not show."""
    return [words for line in lines if (words := " ".join(line.split()))]


def write_plan(town: Town, *lines: str) -> None:
    """A plan whose title, target and template are hostile."""
    title = f"{TITLE} {'и ещё слова ' * 25}"
    rows = [
        "План на 2026 – 2027 годы",
        HEADER,
        "I. РАЗДЕЛ ПЕРВЫЙ\t\t\t\t\t",
        "1.\tСохранение *сети* #1\t\t\t",
        f"1.1.\t{title}\tБюджет [[Wiki]]\tБиблиотека @clerk\t2026 - 2027\tНе менее 4 отчетов ежегодно, {TITLE}",
        "1.2.\t2026. Список\tБюджет\tБиблиотека\t2026\tНе менее 7 встреч",
    ]
    (town.folder / "plan.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    bundled = "{{ measure.title }}\n{{ measure.target_text }}\n{{ measure.executors | join('; ') }}\n"
    template = "{% raw %}" + "\n".join((*lines, *(f"\n{line}" for line in lines))) + "{% endraw %}"
    (town.folder / "issue.txt").write_text(f"{bundled}{template}\nКонец \\\n", encoding="utf-8")
    text = "language: ru\ntimezone: UTC\ntemplate: issue.txt\n"
    (town.folder / "mapping.yaml").write_text(text, encoding="utf-8")
    town.plan, town.file = PLAN, "plan.txt"
    town.write()


def rendered(redmine: RedmineServer, number: int) -> tuple[str, Text]:
    """The page of an issue as a librarian sees it, and its description on it."""
    with redmine.browser() as browser:
        page = browser.page(f"issues/{number}")
    found = re.search(r'<div class="description">.*?<div class="wiki">(.*?)</div>\s*</div>', page, re.DOTALL)
    assert found is not None
    return page, Text(found[1])


def synced(town: Town, *lines: str) -> dict[str, int]:
    """The hostile plan in Redmine: the numbers of its issues by key."""
    write_plan(town, *lines)
    assert town.json("sync")["failed"] == []
    return {key: row["id"] for key, row in town.issues().items()}


@pytest.mark.parametrize("name", FORMATS)
def test_no_word_of_the_plan_acts(town: Town, name: str) -> None:
    """Paragraphs and line breaks are all the markup there is; every line is shown as the plan has it."""
    town.redmine.set_text_format(name)
    numbers = synced(town, *LINES)
    assert set(numbers) == {"I.1.1", "I.1.1/2026", "I.1.1/2027", "I.1.2"}
    for number in numbers.values():
        page, text = rendered(town.redmine, number)
        description = town.redmine.staff().issue(number)["description"]
        block = find_block(wake_block(description, PLAN), PLAN)
        assert block is not None
        assert seen(map(wake, text.lines)) == seen(block.split("\n"))
        assert text.tags <= {"p", "br", "a"}
        assert not [
            link for link in text.links if not link.startswith(("http://example.org/", "http://www.example.org"))
        ]
        assert "<script>alert" not in page
    assert town.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE
    assert town.json("sync")["writes"] == 0


@pytest.mark.parametrize("name", FORMATS)
def test_addresses_and_the_words_of_the_staff_act(town: Town, name: str) -> None:
    """The plan's addresses can be clicked, whole; below the block the staff have all of the format, as always."""
    town.redmine.set_text_format(name)
    number = synced(town, USEFUL)["I.1.2"]
    assert rendered(town.redmine, number)[1].links == USEFUL_LINKS * 2
    clerk = town.redmine.staff()
    clerk.edit(number, description=f"{clerk.issue(number)['description']}\r\n\r\n{ACTING}")
    text = rendered(town.redmine, number)[1]
    assert {"ul", "li", "strong" if name == "textile" else "em"} <= text.tags
    assert "/issues/1" in text.links
    assert any(link.startswith("/users/") for link in text.links)
    assert town.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE


def test_a_change_of_format_changes_nothing(town: Town) -> None:
    """What was written under one format is the same text to Vekha under another."""
    synced(town, *LINES)
    for name in reversed(FORMATS):
        town.redmine.set_text_format(name)
        assert town.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE


def test_nobody_is_mailed_for_a_mention_in_the_plan(town: Town) -> None:
    """Redmine finds nobody mentioned in the plan's words, where it finds a librarian in a comment's."""
    numbers = synced(town, *LINES)
    scan = "Issue.new.send(:scan_for_mentioned_users, {})"
    assert town.redmine.runner(scan.format("'см. @clerk'")) == ["clerk"]
    found = [town.redmine.runner(scan.format(f"Issue.find({number}).description")) for number in numbers.values()]
    assert found == [[]] * len(numbers)
