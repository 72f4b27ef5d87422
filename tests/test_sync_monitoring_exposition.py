"""What is written is what Prometheus reads: held against its own parser."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families as parsed

from sync.monitoring.exposition import Gauge, Sample, exposition


def test_a_gauge_has_its_help_its_type_and_a_line_for_each_sample() -> None:
    """Whole numbers stand without a point; a gauge without samples is left out."""
    gauges = [
        Gauge("vekha_one", "What it is.", (Sample(1), Sample(2.5, {"plan": "town"}))),
        Gauge("vekha_none", "Nothing.", ()),
    ]
    assert exposition(gauges).decode() == (
        '# HELP vekha_one What it is.\n# TYPE vekha_one gauge\nvekha_one 1\nvekha_one{plan="town"} 2.5\n'
    )


@given(
    about=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1),
    labels=st.dictionaries(
        st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")),
        max_size=4,
    ),
    value=st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_text_and_any_number_come_back_as_they_were(about: str, labels: dict[str, str], value: float) -> None:
    """Quotes, backslashes, line ends: a label cannot end its line, or begin another metric."""
    written = exposition([Gauge("vekha_one", about, (Sample(value, labels),))]).decode()
    assert len(written.split("\n")) == 4
    (family,) = parsed(written)
    (sample,) = family.samples
    assert (sample.name, sample.labels, sample.value) == ("vekha_one", labels, value)


def test_what_utf_8_cannot_hold_is_replaced() -> None:
    """Half a surrogate pair in a title breaks no file."""
    written = exposition([Gauge("vekha_one", "It.", (Sample(1, {"title": "a\ud800b"}),))])
    assert b'title="a?b"' in written
