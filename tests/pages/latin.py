"""Finds Latin words in a Russian text beside names and what is typed.

What is typed is known by its form: options, paths, addresses, keys of a setting, what stands in code or in quotes, the
menus of a tracker's English pages. Names, and the few values that a setting takes, are listed.
"""

from __future__ import annotations

import re

_TYPED = re.compile(
    "|".join(
        [
            r"`[^`]*`",  # code
            r"(?:\bvekha|\{vekha\}|-c \S+)(?: -\w \S+)*(?: [a-z]+)*",  # commands
            r"\{[^{}]*\}(?:_\w+)?|%\(\w+\)s",  # places of a message
            r"«[^«»А-Яа-яЁё]*»|\"[^\"А-Яа-яЁё]*\"",  # what is quoted and has no Russian in it
            r"<[^<>\s]+>|https?://\S*|file://\S*|[\w.+-]+@[\w.-]+",  # addresses
            r"(?:[\w.-]*/)+[\w.-]+|\b[\w-]+\.[a-z]{2,10}\b|\.[a-z]{2,4}\b",  # paths and files
            r"(?<![\w-])--?[A-Za-z][\w-]*|\$[A-Z]+",  # options and variables
            r"\b[a-z]\w*(?:\.[a-z_…]\w*)+|\b\w+_\w+\b|…_[a-z]+|\b[a-z]+:(?: [a-z0-9]+)?",  # keys of a setting
            r"\bT?\d[\w:.-]*|\b[a-z]+(?:-\d+)+|#N|[UT]\+",  # dates, measures of time, numbers of issues, keys of a plan
            r"\b[A-Z][a-z]+(?: [a-z]+)*(?: → [A-Z][a-z]+(?: [a-z]+)*)+",  # menus of English pages
            r"\b[IVXLC]+(?:\.\d+)*\b",  # sections of a plan
        ]
    )
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")

PRODUCTS = {
    *(
        "GitLab",
        "Redmine",
        "Word",
        "Excel",
        "LibreOffice",
        "soffice",
        "Postfix",
        "OpenDMARC",
        "rspamd",
        "bash",
        "fish",
        "cron",
    ),
    *("chmod", "kill", "ulimit", "Ctrl", "Enter"),
}
STANDARDS = {
    *("API", "ASCII", "CommonMark", "CRAM", "DNS", "DOCTYPE", "GraphQL", "HTML", "HTTP", "IMAP", "ISO", "JSON", "MD5"),
    *("PEM", "REST", "SHA", "SMTPUTF8", "SOCKS", "STARTTLS", "Schema", "TLS", "Textile", "UTC", "UTF", "YAML"),
    *("iCalendar", "http", "https", "Authentication", "Results", "INBOX", "LOGIN", "MOVE", "PLAIN", "BEGIN"),
    *("CERTIFICATE", "docx", "xlsx", "csv", "json"),
}
TRACKERS = {
    *("Planner", "Reporter", "Developer", "Maintainer"),  # roles of GitLab, which has no Russian names for them
    *("Access", "tokens", "access", "token", "project", "tasks"),  # its words beside the Russian ones
    *("Wiki", "wiki", "email"),  # so Redmine's Russian pages write
}
SETTINGS = {
    *("ru", "en", "none", "true", "false", "embedded", "outbox", "smtp", "tls", "starttls", "done", "cancelled"),
    *("from", "until", "past", "role", "executor", "head", "deputy", "sections", "groups", "measures", "executors"),
    *("username", "replies", "operator", "config", "mapping", "var", "staff"),
}
KNOWN = PRODUCTS | STANDARDS | TRACKERS | SETTINGS


def latin_words(text: str) -> set[str]:
    """The Latin words of a Russian text that are neither names nor typed."""
    return set(_WORD.findall(_TYPED.sub(" ", text))) - KNOWN
