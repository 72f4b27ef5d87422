"""The text form in which Prometheus reads metrics: names, labels and values in, the file's bytes out.

Of the format it knows what a file for node_exporter's textfile collector needs: gauges, without times of their own.
What there is to tell is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_IN_HELP = str.maketrans({"\\": r"\\", "\n": r"\n"})
_IN_LABEL = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


@dataclass(frozen=True)
class Sample:
    """A value with its labels, whose names are those of Prometheus and whose values may be any text."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gauge:
    """A metric that may go up and down. Its `help` must be the same in every file that a collector reads."""

    name: str
    help: str
    samples: tuple[Sample, ...]


def exposition(gauges: Iterable[Gauge]) -> bytes:
    """The gauges that have a sample, as UTF-8; what UTF-8 cannot hold is replaced."""
    return "".join(_gauge(one) for one in gauges if one.samples).encode("utf-8", "replace")


def _gauge(gauge: Gauge) -> str:
    head = f"# HELP {gauge.name} {gauge.help.translate(_IN_HELP)}\n# TYPE {gauge.name} gauge\n"
    return head + "".join(f"{gauge.name}{_labels(one.labels)} {_number(one.value)}\n" for one in gauge.samples)


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    pairs = ",".join(f'{name}="{value.translate(_IN_LABEL)}"' for name, value in labels.items())
    return f"{{{pairs}}}"
