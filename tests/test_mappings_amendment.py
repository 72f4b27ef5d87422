"""What an amended plan changes: which measures are the same, what differs, which lines of `renamed` are sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.amendment.changes import Amendment, Doubt, compare_plans
from mappings.amendment.pairing import Pair, words_of
from mappings.plan import Measure, Plan, Section
from tests.examples.plan_documents import BUNDLED, read_bytes
from tests.examples.plan_values import indicator, measure, plan

READING = "Открытие читального зала для детей и подростков"
CATALOGUE = "Обновление электронного каталога городской библиотеки"
CONTEST = "Проведение ежегодного конкурса чтецов среди школьников"
KINDS = ("renumbered", "moved", "reworded", "redated", "retargeted", "executors", "funding")


def megion_amended() -> str:
    """The bundled plan with a measure put in before two others, one reworded, one dropped, and one moved by a year."""
    lines = []
    for line in BUNDLED.read_text(encoding="utf-8").splitlines():
        number, _tab, rest = line.partition("\t")
        if number == "12.5.":
            lines.append(
                "12.5.\tОцифровка детских газет\tМуниципальный бюджет\tОтдел культуры\t2027\tОцифрованы газеты"
            )
        if number == "3.2.":
            rest = rest.replace("Внедрение цифровой услуги - продление", "Запуск цифровой услуги: продление")
        if number == "7.5.":
            rest = rest.replace("\t2024\t", "\t2025\t")
        if number != "15.6.5":
            lines.append(f"{ {'12.5.': '12.6.', '12.6.': '12.7.'}.get(number, number) }\t{rest}" if rest else line)
    return "\n".join(lines) + "\n"


def keys(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """The old and the new key of each pair."""
    return [(pair.old.key, pair.new.key) for pair in pairs]


def told(amendment: Amendment) -> dict[str, list[tuple[str, str]]]:
    """The kinds of changes that there are, with their keys."""
    return {kind: keys(getattr(amendment, kind)) for kind in KINDS if getattr(amendment, kind)}


def town(*titles: str, section: str = "I", **values: object) -> Plan:
    """A plan whose measures bear these titles, numbered from 1.1; an empty title leaves the number out."""
    return plan(
        *(
            replace(measure(f"{section}.1.{number}", group=None, title=title), **values)  # type: ignore[arg-type]
            for number, title in enumerate(titles, start=1)
            if title
        )
    )


def test_the_amended_plan_of_a_town(tmp_path: Path) -> None:
    """Each change of the bundled plan is told once and under its own kind, and nothing else is."""
    amendment = compare_plans(read_bytes(tmp_path, BUNDLED.read_bytes()), read_bytes(tmp_path, megion_amended()))
    assert [one.key for one in amendment.added] == ["III.12.5"]
    assert [one.key for one in amendment.removed] == ["V.15.6.5"]
    shifted = [("III.12.5", "III.12.6"), ("III.12.6", "III.12.7")]
    assert told(amendment) == {
        "renumbered": shifted,
        "reworded": [("I.3.2", "I.3.2")],
        "redated": [("I.7.5", "I.7.5")],
    }
    assert amendment.renamed == dict(shifted)
    assert amendment.doubtful == ()
    assert not amendment.empty


def test_a_plan_beside_itself() -> None:
    """Nothing has changed."""
    same = town(READING, CATALOGUE)
    amendment = compare_plans(same, same)
    assert amendment.empty
    assert (told(amendment), amendment.renamed, amendment.doubtful) == ({}, {}, ())


def test_two_measures_that_change_places() -> None:
    """The titles say which is which, not the numbers."""
    amendment = compare_plans(town(READING, CATALOGUE), town(CATALOGUE, READING))
    assert amendment.renamed == {"I.1.1": "I.1.2", "I.1.2": "I.1.1"}
    assert told(amendment) == {"renumbered": [("I.1.2", "I.1.1"), ("I.1.1", "I.1.2")]}
    assert not (amendment.added or amendment.removed or amendment.doubtful)


def test_one_of_two_that_change_places_is_reworded() -> None:
    """What is left is compared by likeness; the number that it had counts for little."""
    later = CATALOGUE.replace("городской", "центральной")
    amendment = compare_plans(town(READING, CATALOGUE), town(later, READING))
    assert amendment.renamed == {"I.1.1": "I.1.2", "I.1.2": "I.1.1"}
    assert keys(amendment.reworded) == [("I.1.2", "I.1.1")]
    assert 0.8 < amendment.reworded[0].similarity < 1


def test_a_new_measure_in_front_shifts_the_rest() -> None:
    """The new one takes a number that was another's; only it is added."""
    amendment = compare_plans(town(READING, CATALOGUE), town(CONTEST, READING, CATALOGUE))
    assert [one.key for one in amendment.added] == ["I.1.1"]
    assert amendment.renamed == {"I.1.1": "I.1.2", "I.1.2": "I.1.3"}
    assert amendment.doubtful == ()


@given(st.permutations(range(12)), st.integers(0, 12))
def test_any_new_order_is_recognised(order: list[int], dropped: int) -> None:
    """However the numbers are dealt out anew, each measure is found by its title, and nothing is in doubt."""
    words = (
        "зал",
        "каталог",
        "конкурс",
        "ремонт",
        "музей",
        "архив",
        "школа",
        "театр",
        "парк",
        "сквер",
        "каток",
        "цирк",
    )
    titles = [f"Мероприятие о том, что {word} и ещё раз {word} будут в городе" for word in words]
    titles = [title for number, title in enumerate(titles) if number != dropped]
    after = [titles[number] for number in order if number < len(titles)]
    amendment = compare_plans(town(*titles), town(*after))
    expected = {f"I.1.{titles.index(title) + 1}": f"I.1.{number}" for number, title in enumerate(after, start=1)}
    assert amendment.renamed == {old: new for old, new in expected.items() if old != new}
    assert not (amendment.added or amendment.removed or amendment.doubtful or amendment.reworded)


def test_a_number_kept_carries_a_rewording() -> None:
    """Half the words are enough under the same number; one half of nothing is another measure."""
    amendment = compare_plans(town(READING), town("Открытие и оснащение читального зала для всех детей города"))
    assert keys(amendment.reworded) == [("I.1.1", "I.1.1")]
    assert amendment.doubtful == ()


def test_a_number_given_to_another_measure_is_told() -> None:
    """The sync would write the new measure into the old one's issue, so a person has to know."""
    amendment = compare_plans(town(READING), town("Ремонт дорог"))
    assert ([one.key for one in amendment.removed], [one.key for one in amendment.added]) == (["I.1.1"], ["I.1.1"])
    (doubtful,) = amendment.doubtful
    assert (doubtful.doubt, keys([doubtful.pair])) == (Doubt.REUSED, [("I.1.1", "I.1.1")])
    assert doubtful.pair.similarity < 0.5
    assert amendment.renamed == {}


def test_what_is_only_likely_is_no_pair() -> None:
    """A title with half its words changed and another number may be the same measure: a person decides."""
    later = "Открытие игрового зала для дошкольников и подростков"
    amendment = compare_plans(town(READING), town("", later))
    assert ([one.key for one in amendment.removed], [one.key for one in amendment.added]) == (["I.1.1"], ["I.1.2"])
    (doubtful,) = amendment.doubtful
    assert (doubtful.doubt, keys([doubtful.pair])) == (Doubt.LIKELY, [("I.1.1", "I.1.2")])
    assert amendment.renamed == {}


def test_timing_and_target_make_a_likely_pair_sure() -> None:
    """The same reworded title beside the same timing and target is the same measure."""
    later = READING.replace("Открытие", "Ремонт")[:-10] + "юношества"
    alone = compare_plans(town(READING), town("", later))
    assert [one.doubt for one in alone.doubtful] == [Doubt.LIKELY]
    beside = compare_plans(
        town(READING, target_text="Открыто 2 зала"),
        town("", later, target_text="Открыто 2 зала", timing_text="2030 – 2030"),
    )
    assert beside.renamed == {"I.1.1": "I.1.2"}


def test_titles_made_to_one_pattern_are_not_taken_for_one_another() -> None:
    """Where two measures are about as near, neither is sure, and each is proposed at most once."""
    before = town("Проведение конкурса «Библиотекарь года» среди сотрудников", CATALOGUE)
    after = plan(
        measure("I.1.2", group=None, title=CATALOGUE),
        measure("I.1.3", group=None, title="Проведение конкурса «Библиотекарь лета» среди сотрудников"),
        measure("I.1.4", group=None, title="Проведение конкурса «Библиотекарь села» среди сотрудников"),
    )
    amendment = compare_plans(before, after)
    assert amendment.renamed == {}
    assert [one.doubt for one in amendment.doubtful] == [Doubt.LIKELY]
    assert {one.key for one in amendment.added} == {"I.1.3", "I.1.4"}


def test_what_is_found_is_not_proposed_to_another() -> None:
    """The likest measure takes the new number; the one that is less like it is gone."""
    before = town(READING, "Открытие читального зала для взрослых горожан")
    amendment = compare_plans(before, town("", "", f"{READING} города"))
    assert amendment.renamed == {"I.1.1": "I.1.3"}
    assert [one.key for one in amendment.removed] == ["I.1.2"]
    assert amendment.doubtful == ()


def test_several_measures_of_one_title() -> None:
    """Equal titles are told apart by their number, then by all else; what is left in doubt is not guessed."""
    before = town("Ремонт", "Ремонт", target_text="А")
    before = replace(before, measures=(*before.measures, *town("", "", "Ремонт", target_text="Б").measures))
    after = plan(
        replace(measure("I.1.1", group=None, title="Ремонт"), target_text="А"),
        replace(measure("I.1.5", group=None, title="Ремонт"), target_text="Б"),
        replace(measure("I.1.6", group=None, title="Ремонт"), target_text="А"),
    )
    assert compare_plans(before, after).renamed == {"I.1.2": "I.1.6", "I.1.3": "I.1.5"}
    twins = compare_plans(town("Ремонт", "Ремонт"), town("", "", "Ремонт", "Ремонт"))
    assert twins.renamed == {}
    assert [(one.doubt, one.pair.similarity) for one in twins.doubtful] == [(Doubt.LIKELY, 1.0)] * 2


@pytest.mark.parametrize(
    ("title", "values", "sure"),
    [
        (READING, {"executors": ("Музей",), "target_text": "Б"}, True),
        ("Ремонт", {"executors": ("Музей",), "target_text": "Б"}, False),
        ("Ремонт", {"executors": ("Музей",)}, True),
        ("Ремонт", {"target_text": "Б"}, True),
    ],
)
def test_a_short_title_in_another_section_needs_more(title: str, values: dict[str, object], sure: bool) -> None:
    """A long title says enough; a short one has to bring its target or its executors along."""
    before = replace(town(title, target_text="А"), sections=())
    before = replace(before, sections=(Section("I", "ПЕРВЫЙ", before.measures[0].place),))
    amendment = compare_plans(before, town(title, section="II", **{"target_text": "А", **values}))
    assert (amendment.renamed == {"I.1.1": "II.1.1"}) is sure
    assert bool(amendment.moved) is sure
    if not sure:
        assert [one.doubt for one in amendment.doubtful] == [Doubt.LIKELY]


def test_a_section_that_only_has_another_number_moves_nothing() -> None:
    """The same heading is the same section; without headings the number is all there is."""

    def headed(section: str, title: str) -> Plan:
        one = town(READING, section=section)
        return replace(one, sections=(replace(one.sections[0], title=title),))

    assert told(compare_plans(headed("I", "Сеть"), headed("II", "СЕТЬ"))) == {"renumbered": [("I.1.1", "II.1.1")]}
    assert "moved" in told(compare_plans(headed("I", "Сеть"), headed("II", "Кадры")))
    assert "moved" in told(compare_plans(headed("I", ""), headed("II", "")))
    assert told(compare_plans(headed("I", "Сеть"), headed("I", "Кадры"))) == {}


def test_what_differs_in_a_pair() -> None:
    """Days, their beginning, target, executors and funding are each their own kind."""
    before = measure("I.1.1", title=READING, indicators=[indicator()])

    def kinds(after: Measure) -> set[str]:
        return set(told(compare_plans(plan(before), plan(after))))

    later = tuple(replace(one, start=date(2029, 1, 1)) for one in before.deadlines)
    assert kinds(replace(before, deadlines=later)) == {"redated"}
    assert kinds(replace(before, deadlines=())) == {"redated"}
    assert kinds(replace(before, target_text="Оцифровано 5 документов")) == {"retargeted"}
    assert kinds(replace(before, executors=("Музей",))) == {"executors"}
    assert kinds(replace(before, funding=())) == {"funding"}
    assert kinds(replace(before, title=f"  {READING}\n")) == set()
    assert kinds(replace(before, title=READING.lower())) == {"reworded"}


def test_a_timing_without_days_is_compared_by_its_words() -> None:
    """From permanent to on demand is a change, though neither has a day."""
    before = measure("I.1.1", years=(), title=READING)
    assert told(compare_plans(plan(before), plan(replace(before, timing_text="Постоянно.")))) == {}
    assert set(told(compare_plans(plan(before), plan(replace(before, timing_text="по заявкам"))))) == {"redated"}


def test_what_a_person_has_decided_comes_first() -> None:
    """A line of `renamed` makes a pair of two measures that nobody would take for one; one from elsewhere does not."""
    before, after = town(READING), town("", "Ремонт дорог")
    decided = compare_plans(before, after, renamed={"I.1.1": "I.1.2", "I.9.9": "I.1.2", "I.1.1/2030": "I.8.8"})
    assert decided.renamed == {"I.1.1": "I.1.2"}
    assert set(told(decided)) == {"renumbered", "reworded"}
    assert not (decided.added or decided.removed or decided.doubtful)


def test_measures_without_a_title_are_known_by_their_number_alone() -> None:
    """An empty cell is like no other one."""
    blank = plan(measure("I.1.1", title=""), measure("I.1.2", title="—"))
    other = plan(measure("I.1.1", title=""), measure("I.1.3", title="—"))
    amendment = compare_plans(blank, other)
    assert ([one.key for one in amendment.removed], [one.key for one in amendment.added]) == (["I.1.2"], ["I.1.3"])
    assert (amendment.renamed, amendment.doubtful) == ({}, ())


def test_words_are_compared_without_typography() -> None:
    """Quotes, dashes, case and «ё» are the printer's."""
    assert words_of("«Ещё» — раз,  и  ЕЩЁ-раз.") == "еще раз и еще раз"
