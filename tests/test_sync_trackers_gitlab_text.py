"""The plan's text in GitLab: nothing in it acts, everything comes back, and no word of the staff is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.marker import FENCE_CLOSE, FENCE_OPEN, fence, marker, normal, replace_block
from sync.trackers.gitlab.text import (
    TITLE_LIMIT,
    find_key,
    still,
    still_block,
    still_milestone,
    still_title,
    wake,
    wake_block,
    wake_title,
    with_block,
)
from tests.standins.gitlab_markdown import (
    COMMANDS,
    lines_shown,
    mentions,
    references,
    run_quick_actions,
    stored,
    stored_title,
    structure,
)
from tests.tracker_conformance import AWKWARD, PLAN

GAP, JOINER = "\u200b", "\u2060"
ALIKE = "ⓐ♯ǃ＆＄⁅∶‐␀０１９ＡＦａｆ" + GAP + JOINER
PIECES = [
    *"*_-+^~%?@`!|#[]{}<>&$\\\"'=:;.,()/ \n\r\t\0x1aАяR\u00a0\u2028\x0b\x1c",
    *("ˋ", "∗", "ˍ", "∼", *ALIKE, GAP, JOINER, GAP * 2, JOINER * 2),
    *(
        "\n\n",
        "\r\n",
        "\n    ",
        "\n\t",
        "  \n",
        "\n/close\n",
        "/label ~x",
        "@all",
        "@a/b",
        "#1",
        "g/p#1",
        "GL-1",
        "AB-12",
    ),
    *("!3", "%в", '%"a b"', '~"a b"', "~1", "$1", "&1", "^alert#1", "*iteration:1", "[vulnerability:1]", "abcdef1"),
    *("1234567", "0123456789abcdef0123456789abcdef01234567", "[[a]]", "[[_TOC_]]", "::include{file=a}", "$`a`$"),
    *("$$", "```", "~~~", "```mermaid\n", ">>>", "---", "===", "***", "- [ ] ", "1. ", "2) ", "# ", "> ", "| a | b |"),
    *(
        "\n-|-\n",
        "{+a+}",
        "[-a-]",
        "`#FFF`",
        "[^1]",
        "[^1]: ",
        "*[A]: b",
        "[a]: b",
        "](",
        "[t](http://a.ru)",
        "\n: ",
        ":x:",
    ),
    *(
        "http://a.ru/b_c",
        "https://a.ru/g/p/-/issues/1",
        "http://a.ru/g/p/issues/1",
        "www.a.ru",
        "a.b@c.ru",
        "#t",
        "://",
    ),
    *("&amp;", "&#64;", "<b>", "</b>", "<!--", "-->", "<script>", "a/b>", "слово", "\N{WOMAN}", "\u202e", "שלום"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=60)
# What the staff may have around the block and GitLab leaves as it is: their own commands have been run long ago.
WORDS = st.lists(
    st.sampled_from(["Слово", " ", "\n", "  \n", "*a*", "см. @clerk", "`код`", "- x\n", "#12"]), max_size=9
)
HOSTILE = {
    "action": "/close\n/label ~a\n  /assign @b",
    "all": "@all и @root, (@a/b)",
    "issue": "#1, g/p#1, !2, GL-3, ABC-4, &5, $6",
    "milestone": '5%-ный рост, %2025, %"План 2025", ~важно, ~bug, ~"a b"',
    "html": "<script>alert('x')</script> <b>@all</b> &lt; &#64;all",
    "code": "`a` ``b`` ```\n/close\n```\n~~~\nx\n~~~",
    "commas": "a, b,c,, d",
    "long": "ы" * 300,
    "emoji": "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} 📚 :x: :+1:",
    "right-to-left": "\u202eםולש\u202c שלום #1 @all",
    "line ends": "a\r\n/close\rb\n\r\n\n/due",
    "markup": "# a\n\n- b\n* c\n1. d\n2) e\n> f\n    g\nj\n===\nk\n---\n***\n[l]: m\n[^n]: o\n: p",
    "table": "| h | i |\n|---|---|\n| j | k |",
    "phrases": "*a* _b_ __c__ **d** ~e~ ~~f~~ $g$ $$h$$ [i](http://j.ru) ![k](l) [m][n] [^o] \\p \\\\ \\",
    "extras": "[[_TOC_]]\n[TOC]\n::include{file=a}\n{+ a +} [- b -] %{project_name} [[c]] `#FFF` *[HTML]: x",
    "front matter": "---\na: b\n---",
    "commits": "abcdef1 1a2b3c4d5e6f7a8b9c0d 0123456789abcdef0123456789abcdef01234567",
    "addresses": "https://gitlab.ru/g/p/-/issues/1 http://gitlab.ru/g/p/merge_requests/2 ftp://a.ru",
    "bare address": "www.b.ru/g/p/-/issues/3",
    "ends": "\\\nа \\",
    "nothing": "",
}


@given(TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    """Whatever is in it, through what GitLab stores; the characters that mark what was changed among it."""
    assert wake(stored(still(text))) == normal(text)


@pytest.mark.parametrize("text", [*HOSTILE.values(), AWKWARD], ids=[*HOSTILE, "awkward"])
def test_hostile_text_is_harmless_and_comes_back(text: str) -> None:
    """In a block and in a title."""
    assert_harmless(text)
    assert_title(text)


@given(TEXTS)
def test_no_text_acts_or_is_anything_but_lines(text: str) -> None:
    """No quick action, mention, reference or markup in block or title; each line of the block is one on the page."""
    assert_harmless(text)
    assert_title(text)


def assert_harmless(text: str) -> None:
    """The model of GitLab finds nothing in the block, and the block comes back from what it stores."""
    description = fence(PLAN, "I.1.1", text)
    written = still_block(description, PLAN)
    assert wake_block(stored(written), PLAN) == description
    assert run_quick_actions(written) == (stored(written), [])
    assert not any(line.startswith("/") for line in written.split("\n"))
    assert mentions(written) == references(written) == structure(written) == []
    shown = [line for line in lines_shown(written) if line]
    body = [" ".join(still(line).replace("\\$", "$").split()) for line in description.split("\n")[1:-2]]
    assert shown == [FENCE_OPEN, *(line for line in body if line), FENCE_CLOSE]


def assert_title(text: str) -> None:
    """A title is harmless and comes back: with gaps in it, and as long as the plan's where they have no room."""
    wanted = " ".join(text.split())
    alike = sum(character in ALIKE for character in wanted)
    for limit in (len(wanted) * 3, len(wanted) + alike):
        written = still_title(wanted, limit)
        assert len(written) <= limit
        assert mentions(written, title=True) == references(written, title=True) == []
        assert wake_title(stored_title(written)) == wanted


@given(WORDS.map("".join), TEXTS, WORDS.map("".join))
def test_the_staffs_words_stay_byte_by_byte(above: str, body: str, below: str) -> None:
    """Only the body of the block and its marker are changed, both ways; nor does the block act for what is around."""
    description = f"{above}\n{fence(PLAN, 'I.1.1', body)}\n{below}"
    written = still_block(description, PLAN)
    assert written.startswith(f"{above}\n{FENCE_OPEN}")
    assert written.endswith(f"\n{FENCE_CLOSE}{'  ' if below.partition(chr(10))[0].strip() else ''}\n{below}")
    assert wake_block(written, PLAN) == description
    assert wake_block(stored(written), PLAN) == description.rstrip(" \n")
    assert run_quick_actions(written) == (stored(written), [])
    around = f"{above}\n\n\n\n{below}"
    assert mentions(written) == mentions(around)
    assert references(written) == references(around)


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_around_comes_back(above: str, body: str, below: str) -> None:
    """In the form in which descriptions are compared; and the key is found as before."""
    description = f"{above}\n{fence(PLAN, 'I.1.1', body)}\n{below}".replace("\0", "")
    assert normal(wake_block(still_block(description, PLAN), PLAN)) == normal(description)
    assert find_key(still_block(description, PLAN), PLAN) == find_key(description, PLAN)


def test_the_model_finds_what_acts() -> None:
    """Or else it would prove nothing: the hostile texts are hostile, and code, quotes and escapes are exempt."""
    assert run_quick_actions("a\r\n/close\n/label ~a b\n\nb")[1] == [("close", ""), ("label", "~a b")]
    assert run_quick_actions("a\n/close\n\nb\n") == ("a\nb", [("close", "")])
    assert run_quick_actions("/due 1\n`\n/close\n`") == ("`\n/close\n`", [("due", "1")])
    exempt = (
        "```\n/close\n```\n\n> /close\n\n>>>\n/close\n>>>\n\n`\n/close\n`\n\n- /due\n\n /due\n/dues\n<p>\n/due\n</p>"
    )
    assert run_quick_actions(exempt) == (exempt, [])
    assert all(run_quick_actions(f"/{name}")[1] for name in COMMANDS)
    assert mentions("@all `@b` \\@c x@d.ru @e/f <i><b>@g</i>") == ["all", "e/f", "g"]
    assert mentions("`@b` \\@c x@d.ru", title=True) == ["b", "c"]
    hostile = [HOSTILE[name] for name in ("issue", "milestone", "commits", "addresses", "emoji", "extras")]
    for token in (*hostile, "g/p>", "[vulnerability:1]", "^alert#1", "http://a.ru/g/p/issues/1"):
        assert references(token), token
    hostile = [HOSTILE[name] for name in ("html", "code", "markup", "table", "phrases", "front matter")]
    for token in [*hostile, ":  a", ">>>", "::include{a}", "$a$", "~a~", "[^1]", "a\n\n: b", "\\#", "&amp;"]:
        assert structure(token), token
    assert lines_shown("a  \nb\nc\\\nd\n\ne") == ["a", "b c", "d", "", "e"]


@pytest.mark.parametrize(
    "address",
    ["http://lib.ru/a_b?x=1&y=2#top", "https://a.ru/%D0%90", "a.b-c@lib.example.org", "https://библиотека.рф/о-нас/"],
)
def test_an_address_stays_whole(address: str) -> None:
    """It is useful as it is, and is copied by people."""
    assert address in still(f"см. {address}, и далее")
    assert address in still_title(f"см. {address}, и далее")


def test_plain_words_are_left_alone() -> None:
    """Most of a plan's text needs nothing but the ends of its lines."""
    text = "7.1. Проведение научно-практических встреч (2021 - 2030), не менее 5% в год; 12 345 678 руб.; «Факт: 12»"
    assert still(text) == still_title(text) == text
    assert still("а\nб\n\nв") == "а  \nб\n\nв"
    assert still("") == wake("") == still_title("") == wake_title("") == ""


@pytest.mark.parametrize("form", ["<!--{}-->", "  <!--   {}\t--> ", "<!-- {} -->", "{}", " {}  "])
def test_a_marker_counts_in_every_form(form: str) -> None:
    """Hidden, however it is spaced, and bare, as the staff may have left it."""
    mark = marker(PLAN, "I.1.1")
    text = "\n".join(("Слово", FENCE_OPEN, "а  ", "б", form.format(mark), FENCE_CLOSE + "  ", "слово  "))
    assert find_key(text, PLAN) == "I.1.1"
    lines = [line.strip() for line in wake_block(text, PLAN).split("\n")]
    assert lines == ["Слово", FENCE_OPEN, "а", "б", mark, FENCE_CLOSE, "слово"]


def test_a_marker_without_its_fences_still_tells_the_key() -> None:
    """And is not touched, since it stands among the staff's words."""
    text = "Слово\n<!-- plan-a:I.1.1 -->\n<!-- other:II.1 -->"
    assert find_key(text, PLAN) == "I.1.1"
    assert find_key(f"см. {text.splitlines()[1]} там", PLAN) is None
    assert find_key("<!-- plan-b:I.1.1 -->", PLAN) is None
    assert wake_block(text, PLAN) == still_block(text, PLAN) == text


def test_lines_ended_by_gitlabs_editor_are_the_same_lines() -> None:
    """It writes a backslash where the plan block has two spaces."""
    description = fence(PLAN, "I.1.1", "а\nб #1\nв")
    written = still_block(description, PLAN).replace("  \n", "\\\n")
    assert wake_block(written, PLAN) == description


def test_without_a_block_nothing_is_changed() -> None:
    """All of it is the staff's then."""
    assert still_block("см. #12  \n\n", PLAN) == wake_block("см. #12  \n\n", PLAN) == "см. #12  \n\n"


def test_a_block_is_exchanged_amid_the_staffs_own_bytes() -> None:
    """Their line ends among them, which the engine's own form does not keep."""
    old, new = fence(PLAN, "I.1.1", "было #1"), fence(PLAN, "I.1.1", "стало #2")
    there = f"Выше  \nслово\n\n{still_block(old, PLAN)}\n\nНиже  \nслово\n"
    wanted = replace_block(wake_block(there, PLAN), new)
    assert with_block(there, wanted, PLAN) == f"Выше  \nслово\n\n{still_block(new, PLAN)}\n\nНиже  \nслово\n"


@pytest.mark.parametrize("there", ["", "Слова  \nбез блока"])
def test_a_lost_block_is_put_above_all_words(there: str) -> None:
    """As the engine puts it."""
    new = fence(PLAN, "I.1.1", "стало #2")
    wanted = replace_block(wake_block(there, PLAN), new)
    assert with_block(there, wanted, PLAN) == still_block(new, PLAN) + (f"\n\n{there}" if there else "")


def test_other_words_around_the_block_are_written_as_wanted() -> None:
    """Where it is the staff's words that are to change, or there is no block to write."""
    new = fence(PLAN, "I.1.1", "стало")
    assert with_block("Слово", f"{new}\n\nдругое", PLAN) == still_block(f"{new}\n\nдругое", PLAN)
    assert with_block("Слово", "другое", PLAN) == "другое"


def test_a_milestone_is_harmless_and_keeps_its_marker() -> None:
    """Its marker stands below its text, in no block."""
    written = still_milestone(f"План @all\n/close\n{marker(PLAN, '2025')}", PLAN)
    assert written == f"План @{GAP}all  \n{GAP}/close\n<!-- plan-a:2025 -->"
    assert find_key(written, PLAN) == "2025"
    assert still_milestone(marker(PLAN, "2025"), PLAN) == "<!-- plan-a:2025 -->"


@given(TEXTS, st.integers(8, 40))
def test_a_title_is_never_longer_than_it_may(text: str, limit: int) -> None:
    """It is cut only where the characters put in for others stand in it already, or it was too long before."""
    wanted = " ".join(text.split())
    written = still_title(text, limit)
    assert len(written) <= limit
    assert mentions(written, title=True) == references(written, title=True) == []
    if len(still_title(text, 1000)) <= limit:
        assert wake_title(stored_title(written)) == wanted


def test_a_full_title_needs_no_cut() -> None:
    """255 characters with hostile ones among them come back whole."""
    title = ("@all #1 !2 COVID-19 :x: abcdef1 " * 8)[:TITLE_LIMIT].strip()
    assert len(still_title(title)) == len(title)
    assert wake_title(still_title(title)) == title


def test_a_title_that_must_be_cut_ends_in_dots() -> None:
    """At a word."""
    assert still_title("слово " * 60) == "слово " * 41 + "слово…"


def test_an_address_longer_than_any_is_put_to_sleep() -> None:
    """One of many parts might lead to GitLab's own things further on than is looked; it comes back all the same."""
    address = "https://a.example/" + "b/" * 300 + "-/issues/1"
    assert "://" not in still(address)
    assert wake(still(address)) == address
