"""`vekha check`: everything that would fail later, with the mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sync.cli.answers.read import severity_word
from sync.cli.context import App, format_option, pass_app, run_options
from sync.cli.exit_codes import ExitCode
from sync.cli.output import line
from sync.runs.health import diagnose

if TYPE_CHECKING:
    from sync.tracker import Diagnosis

# A diagnosis bears the code of an error, and not its class. These are the codes of `Transient` and `WayClosed`,
_LATER = frozenset(
    {
        "answer-late",
        "answer-lost",
        "answer-too-large",
        "answer-unreadable",
        "handshake-lost",
        "files-too-many",
        "listing-short",
        "network-away",
        "proxy-away",
        "proxy-failing",
        "resolver-away",
        "mail-broken-off",
        "mail-garbled",
        "mail-host-unknown",
        "mail-login-later",
        "mail-silent",
        "mail-turned-away",
        "mail-unreachable",
        "tracker-away",
        "tracker-busy",
        "tracker-failing",
        "tracker-not-whole",
        "tracker-silent",
    }
)
# and these those of `AuthFailed` and `WayForbidden`, with the two that only a check tells and that stop a sync with
# `right-missing`.
_DENIED = frozenset(
    {
        "certificate-early",
        "certificate-expired",
        "certificate-other-host",
        "certificate-self-signed",
        "certificate-untrusted",
        "certificate-weak",
        "client-certificate-wanted",
        "connection-forbidden",
        "disk-read-only",
        "forbidden",
        "issues-disabled",
        "login-page",
        "mail-login-needed",
        "mail-login-refused",
        "mail-password-missing",
        "mail-sender-refused",
        "module-off",
        "network-login",
        "not-a-member",
        "project-archived",
        "project-closed",
        "project-forbidden",
        "proxy-login",
        "proxy-refused",
        "rest-off",
        "right-missing",
        "scope-missing",
        "token-invalid",
        "token-missing",
        "token-refused",
        "visibility-own",
        "way-barred",
    }
)
# What a tracker says in a way that no setting accounts for, and what the machine does not give.
_FAILED = frozenset({"not-found", "process-failed", "refused"})
# What a tracker says in a way that no setting accounts for, and what a disk has come to.
_FAILED = frozenset({"disk-failing", "disk-full", "not-found", "refused"})
_REFUSED = frozenset({"clock-wrong", "plan-key-changed"})  # those of `UnsafeChange` that can be told beforehand


@click.command("check")
@format_option()
@run_options
@pass_app
def check_command(app: App, form: str) -> int:
    """Print what was looked at; problems are printed even when quiet."""
    looked_at = list(diagnose(app.inputs()))
    if form == "json":
        app.output.json(
            {
                "checks": [
                    {"code": one.code, "severity": one.severity.value, "message": one.message, "hint": one.hint}
                    for one in looked_at
                ]
            }
        )
    for one in looked_at:
        if one.severity.value == "info":
            if form == "text":
                app.output.say(_said(one))
        else:
            app.output.problem(line(one.code, severity_word(one.severity.value), one.message, one.hint))
    return worst([one.code for one in looked_at if one.severity.value == "error"])


def worst(codes: list[str]) -> int:
    """The exit code of the first error found: the one with which a sync would end at it."""
    if not codes:
        return ExitCode.DONE
    if codes[0] in _LATER or codes[0].endswith("-locked"):
        return ExitCode.TRY_LATER
    if codes[0] in _REFUSED:
        return ExitCode.REFUSED
    if codes[0] in _FAILED:
        return ExitCode.FAILED
    return ExitCode.NO_PERMISSION if codes[0] in _DENIED or codes[0].endswith("-unwritable") else ExitCode.WRONG_INPUT


def _said(one: Diagnosis) -> str:
    """A line about what is well; with a hint, about what could be had besides."""
    if not one.hint:
        return f"✓ {one.message}"
    return f"– {one.message} {one.hint[:1].upper()}{one.hint[1:]}."
