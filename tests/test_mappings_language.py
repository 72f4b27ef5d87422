"""The language people are spoken to: which one is chosen, and what it changes."""

from __future__ import annotations

from datetime import date

import pytest

from mappings import language

VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that asks for no language."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    return monkeypatch


def test_the_active_language_speaks() -> None:
    """Messages come in the active language, plurals and homographs too."""
    language.use("ru")
    assert language.active() == "ru"
    assert language.gettext("Measure") == "Мероприятие"
    assert language.ngettext("{count} measure", "{count} measures", 5) == "{count} мероприятий"
    assert language.pgettext("decimal mark", ".") == ","
    language.use("en")
    assert language.active() == "en"
    assert language.gettext("Measure") == "Measure"
    assert language.ngettext("{count} measure", "{count} measures", 5) == "{count} measures"
    assert language.pgettext("decimal mark", ".") == "."


@pytest.mark.parametrize("name", ["de", "", "../ru", "RU"])
def test_an_unknown_language_is_english(name: str) -> None:
    """Whatever is not known speaks the English of the sources."""
    language.use("ru")
    language.use(name)
    assert language.active() == "en"
    assert language.gettext("Measure") == "Measure"


def test_a_catalogue_needs_no_active_language() -> None:
    """The tracker's texts may be in another language than the operator's."""
    language.use("en")
    assert language.catalogue("ru").gettext("Measure") == "Мероприятие"
    assert language.catalogue("en").gettext("Measure") == "Measure"


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        ("ru", "ru"),
        ("ru_RU.UTF-8", "ru"),
        ("RU", "ru"),
        ("en_GB", "en"),
        ("en@euro", "en"),
        ("de:en:ru", "en"),
        ("C", "xx"),
        ("C.UTF-8", "xx"),
        ("POSIX", "xx"),
        ("run", "xx"),
        ("", "xx"),
    ],
)
def test_the_environment_asks(environment: pytest.MonkeyPatch, variable: str, value: str, chosen: str) -> None:
    """The first language that is known; C and POSIX ask for nothing, and the default holds."""
    environment.setenv(variable, value)
    assert language.from_environment("xx") == chosen


def test_the_order_of_the_variables(environment: pytest.MonkeyPatch) -> None:
    """An earlier variable that names a known language hides the later ones; Russian where none is named."""
    assert language.from_environment() == "ru"
    environment.setenv("LANG", "ru_RU.UTF-8")
    environment.setenv("LC_ALL", "C")
    assert language.from_environment("xx") == "ru"
    environment.setenv("LC_ALL", "en_US.UTF-8")
    assert language.from_environment("xx") == "en"
    environment.setenv("LANGUAGE", "ru:en")
    assert language.from_environment("xx") == "ru"


def test_messages_marked_for_later_stay_as_they_are() -> None:
    """Marking is for the extraction only."""
    language.use("ru")
    assert language.N_("Measure") == "Measure"


def test_days() -> None:
    """A day is written as the language writes it."""
    assert language.day_text(date(2027, 6, 5), "ru") == "05.06.2027"
    assert language.day_text(date(2027, 6, 5), "en") == "2027-06-05"
