"""The marker and the plan block: identity is found again whatever the staff write around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.marker import (
    FENCE_CLOSE,
    FENCE_OPEN,
    fence,
    find_block,
    find_key,
    marker,
    normal,
    replace_block,
    staff_part,
)

PLAN = "megion-2021-2030"
BLOCK = fence(PLAN, "I.1.1/2027", "Мероприятие 1.1\n\nСрок: 31.12.2027")
OTHER = fence("omsk", "II.2", "Другой план")


def test_the_block_as_it_is_written() -> None:
    """The fences are the first and the last line; the marker stands right above the last."""
    assert BLOCK.split("\n") == [
        FENCE_OPEN,
        "Мероприятие 1.1",
        "",
        "Срок: 31.12.2027",
        f"{PLAN}:I.1.1/2027",
        FENCE_CLOSE,
    ]
    assert marker(PLAN, "I.1.1/2027") == f"{PLAN}:I.1.1/2027"


@pytest.mark.parametrize("line", [FENCE_OPEN, FENCE_CLOSE, f"  {FENCE_CLOSE}  ", f"\t{FENCE_OPEN}"])
def test_a_fence_inside_the_body_is_made_harmless(line: str) -> None:
    """A plan whose text holds a fence neither opens nor closes a block."""
    block = fence(PLAN, "I.1.1", f"до\n{line}\nпосле")
    assert find_block(f"слова\n{block}\nслова") == block
    assert staff_part(f"слова\n{block}") == "слова"
    assert "---- " in block


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a  \nb\t\n\u00a0", "a\nb"),
        ("\n\na\n\nb\n\n", "a\n\nb"),
        ("  a", "  a"),
        ("", ""),
    ],
)
def test_the_normal_form(text: str, same: str) -> None:
    """Line ends, blanks at a line's end and empty lines around the text make no difference."""
    assert normal(text) == same


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (BLOCK, "I.1.1/2027"),
        (BLOCK.replace("\n", "\r\n"), "I.1.1/2027"),
        (f"План мероприятий\n{PLAN}:2027", "2027"),
        (f"  {PLAN}:2027  ", "2027"),
        (f"см. {PLAN}:I.1.1", None),
        (f"{PLAN}:I.1.1 и ещё", None),
        (f"{PLAN}:", None),
        ("omsk:I.1.1", None),
        (OTHER, None),
        ("", None),
    ],
)
def test_the_key_of_a_text(text: str, key: str | None) -> None:
    """A marker is a whole line of this plan's; without fences too, as in a milestone."""
    assert find_key(text, PLAN) == key


def test_the_marker_in_the_block_counts_before_any_other() -> None:
    """What the staff quote below, and a copied block, do not change whose issue it is."""
    copied = fence(PLAN, "V.15.1", "Скопировано из другой задачи")
    text = f"{BLOCK}\n\nсм. также\n{PLAN}:I.9.9\n\n{copied}"
    assert find_key(text, PLAN) == "I.1.1/2027"
    assert find_block(text) == BLOCK
    assert staff_part(text) == f"см. также\n{PLAN}:I.9.9"
    assert find_key(f"{OTHER}\n\n{BLOCK}", PLAN) == "I.1.1/2027"


def test_a_marker_outlives_its_fences() -> None:
    """Where a fence was lost there is no block, but the issue is still known; the last marker counts."""
    broken = BLOCK.replace(FENCE_CLOSE, "")
    assert find_block(broken) is None
    assert find_key(broken, PLAN) == "I.1.1/2027"
    assert find_key(f"{PLAN}:I.2\nслова\n{PLAN}:I.3", PLAN) == "I.3"
    assert staff_part(broken) == normal(broken)


@pytest.mark.parametrize(
    "broken",
    [
        BLOCK.replace(FENCE_OPEN, "──── vekha"),
        BLOCK.replace(FENCE_CLOSE, f"> {FENCE_CLOSE}"),
        BLOCK.replace(f"{PLAN}:I.1.1/2027\n", ""),
        BLOCK.replace(f"\n{FENCE_CLOSE}", f"\nдобавлено\n{FENCE_CLOSE}"),
        "",
    ],
)
def test_what_is_no_whole_block(broken: str) -> None:
    """Without both fences and the marker at its end there is no block, and all words count as the staff's."""
    assert find_block(broken) is None
    assert staff_part(broken) == normal(broken)


def test_an_indented_block_is_a_block() -> None:
    """An editor that indents takes nothing from identity."""
    indented = "\n".join(f"  {line}" for line in BLOCK.split("\n"))
    assert find_key(indented, PLAN) == "I.1.1/2027"
    assert replace_block(f"слова\n{indented}", BLOCK) == f"слова\n{BLOCK}"


def test_replacing_keeps_every_word_of_the_staff() -> None:
    """The block is exchanged where it stands, with whatever signs it holds."""
    new = fence(PLAN, "I.1.1/2027", r"Новый \1 \g<0> текст")
    assert replace_block(f"выше\n\n{BLOCK}\n\nниже", new) == f"выше\n\n{new}\n\nниже"
    assert replace_block(BLOCK, new) == new


@pytest.mark.parametrize("words", ["слова", f"{FENCE_OPEN}\nслова", f"слова\n{FENCE_CLOSE}", OTHER])
def test_where_there_is_no_block_it_is_put_above(words: str) -> None:
    """A lost block comes back on top; half a fence and another plan's block stay as they are."""
    assert replace_block(words, BLOCK) == f"{BLOCK}\n\n{words}"
    assert replace_block("", BLOCK) == BLOCK


def test_blocks_of_two_plans_in_one_issue() -> None:
    """Each plan finds and replaces its own."""
    text = f"{OTHER}\n\n{BLOCK}"
    assert (find_block(text), find_block(text, PLAN), find_block(text, "omsk")) == (OTHER, BLOCK, OTHER)
    new = fence(PLAN, "I.1.1/2027", "Новый текст")
    assert replace_block(text, new) == f"{OTHER}\n\n{new}"
    assert staff_part(text) == ""


def test_a_replacement_that_is_no_block_takes_the_first_one_s_place() -> None:
    """Even then nothing of the staff's is touched."""
    assert replace_block(f"выше\n{BLOCK}\nниже", "просто текст") == "выше\nпросто текст\nниже"


_ODD = st.sampled_from(
    [
        *(FENCE_OPEN, FENCE_CLOSE, f" {FENCE_OPEN} ", "──── vekha ───", "────", "Факт: 12", "", "  "),
        *("omsk:I.1.1", f"{PLAN}:I.9", f"см. {PLAN}:I.9", f"{PLAN}:", "заметка", "\u2028", "> цитата"),
    ]
)
_STAFF = st.lists(st.one_of(_ODD, st.text()), max_size=8).map("\n".join).filter(lambda text: find_block(text) is None)
_KEYS = st.sampled_from(["I.1.1", "V.15.6.4/2030", "I.2/2024-06-30", "2027"])


@given(_STAFF, _STAFF, _KEYS, st.text(), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "  ", "\t"]))
def test_identity_and_the_staff_s_words_survive(
    before: str, after: str, key: str, body: str, end: str, blanks: str
) -> None:
    """Whatever stands around a block: the key, the block and the staff's words are found, and survive its exchange."""
    block = fence(PLAN, key, body)
    text = normal("\n".join((before, block, after))).replace("\n", f"{blanks}{end}")
    assert find_key(text, PLAN) == key
    assert find_block(text) == find_block(text, PLAN) == block
    words = normal(f"{before}\n\n{after}")
    assert normal(staff_part(text)) == words
    new = fence(PLAN, key, f"{body}\nещё")
    replaced = replace_block(text, new)
    assert find_block(replaced) == new
    assert find_key(replaced, PLAN) == key
    assert normal(staff_part(replaced)) == words
    assert replace_block(replaced, block) == normal(text)


@given(_STAFF)
def test_a_block_put_above_leaves_the_staff_s_words(words: str) -> None:
    """An issue without a block gets one, and loses nothing."""
    text = replace_block(words, BLOCK)
    assert find_block(text) == BLOCK
    assert find_key(text, PLAN) == "I.1.1/2027"
    assert staff_part(text) == normal(words)


@given(st.text())
def test_the_normal_form_is_final(text: str) -> None:
    """Bringing a normal text into the normal form changes nothing, nor does sending it over with other line ends."""
    once = normal(text)
    assert normal(once) == normal(once.replace("\n", "\r\n")) == once
