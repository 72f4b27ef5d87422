"""What `vekha init` asks: the language, the plan, the tracker, the mail. It asks, and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mappings import language
from mappings.language import gettext as _
from mappings.reading import read_plan
from mappings.wording import folded
from sync.cli.answers.read import counts_of
from sync.cli.asking import among
from sync.config.secret import Secret, read_secret
from sync.config.settings import OutboxMail, PlanSettings, SmtpMail
from sync.errors import AuthFailed, TrackerError
from sync.reading_page.words import how_sure
from sync.runs.beginning.answers import KIND, Answers, Recipient, as_recipient, as_setting
from sync.runs.beginning.new_files import refuse_existing
from sync.runs.beginning.proposals import proposed_key, proposed_name
from sync.runs.beginning.trying import named_project, named_tracker, projects_of, settings_of

if TYPE_CHECKING:
    from mappings.plan import Plan
    from sync.cli.asking import Asking
    from sync.cli.output import Output
    from sync.tracker import OfferedProject

MAIL_KEY = "mail.key"
_NONE = "-"
_LANGUAGES = {"ru": "Русский", "en": "English"}
_MARKER_FIELDS, _FACT_FIELDS = ("ключ плана", "plan key"), ("факт", "fact")  # as the documents name them


@dataclass(frozen=True)
class Given:
    """What the options answer; None where one is left out."""

    plan: str | None
    key: str | None
    name: str | None
    language: str | None
    tracker: str | None
    url: str | None
    token_file: Path | None
    ca_file: Path | None
    project: str | None
    issue_tracker: str | None
    marker_field: str | None
    fact_field: str | None
    mail: str | None
    host: str | None
    security: str | None
    username: str | None
    password_file: Path | None
    sender: str | None
    recipients: Sequence[str]
    force: bool


class Interview:
    """Asks for what the options have left open. `folder` is where the config will be."""

    def __init__(self, output: Output, asking: Asking, given: Given, folder: Path) -> None:
        self._output = output
        self._asking = asking
        self._given = given
        self._folder = folder
        self._secrets: dict[str, str] = {}

    def hold(self) -> tuple[Answers, Plan]:
        """All answers, and the plan as it was read. From its first answer on, the language is spoken."""
        given, ask = self._given, self._asking
        choices = [(code, _LANGUAGES[code]) for code in language.LANGUAGES]
        spoken = ask.choice(
            "--language", given.language, _("Language"), choices, takes=among(choices), proposal=language.active()
        )
        language.use(spoken)
        file, plan = ask.answer("--plan", given.plan, _("The document with the plan (file)"), _read)
        self._tell(plan)
        key = ask.answer(
            "--key",
            given.key,
            _("The plan's key, which stays in the marker of every issue"),
            lambda text: as_setting(PlanSettings, "key", text, option="--key"),
            proposal=proposed_key(plan),
        )
        name = ask.answer(
            "--name",
            given.name,
            _("The plan's short name, for the subjects of mails"),
            lambda text: as_setting(PlanSettings, "name", text, option="--name") if text.strip() else "",
            proposal=proposed_name(plan),
        )
        tracker, mail, recipients = self._tracker(), self._mail(), self._recipients()
        shown = self._below(file)
        return Answers(spoken, key, name, shown, tracker, mail, recipients, self._secrets), plan

    def _tell(self, plan: Plan) -> None:
        self._output.say(plan.title, style="cyan")
        self._output.say(counts_of(plan))
        self._output.say(how_sure(plan))

    # --- the tracker ---

    def _tracker(self) -> dict[str, str]:
        choices = [
            ("embedded", _("the one that comes with Vekha, in one file")),
            ("redmine", _("a Redmine that the staff use")),
            ("gitlab", _("a GitLab that the staff use")),
        ]
        proposal = "embedded" if self._asking.person else None
        kind = self._asking.choice(
            "--tracker", self._given.tracker, _("Issue tracker"), choices, takes=among(choices), proposal=proposal
        )
        if kind == "embedded":
            return {KIND: kind, "path": "var/tracker.db"}
        return self._server(kind)

    def _server(self, kind: str) -> dict[str, str]:
        given, ca_file = self._given, self._given.ca_file
        url, projects, token_file = self._reached(kind)
        listed = [(one.name, one.title) for one in projects]
        project = self._asking.choice(
            "--project",
            given.project,
            _("Project for the plan's issues"),
            listed,
            takes=lambda text: named_project(kind, text, projects),
            proposal=listed[0][0] if self._asking.person and len(listed) == 1 else None,
        )
        block = {KIND: kind, "url": url, "project": project.name, "token_file": token_file}
        if ca_file is not None:
            block["ca_file"] = self._below(ca_file)
        return block | (self._issue_tracker(kind, project) if kind == "redmine" else {})

    def _reached(self, kind: str) -> tuple[str, list[OfferedProject], str]:
        """The address, the projects that the token opens there, and the file that holds it or will."""
        model, asked, file = settings_of(kind), self._given.url, self._given.token_file
        ca_file = None if self._given.ca_file is None else str(self._given.ca_file)
        url = token = None
        while True:
            url = url or self._asking.answer(
                "--url",
                asked,
                _("The tracker's address, such as https://tracker.example.org"),
                lambda text: as_setting(model, "url", text, option="--url").rstrip("/"),
            )
            token = token or self._secret(
                f"{kind}.key", "--token-file", file, _("The bot's key, which is not shown as you type")
            )
            try:
                found = projects_of(kind, url, token, ca_file)
            except AuthFailed as error:
                self._asking.refused(error)
                token = file = None
            except TrackerError as error:
                self._asking.refused(error)
                url = asked = None
            else:
                return url, found, self._kept(f"{kind}.key", file, token)

    def _issue_tracker(self, kind: str, project: OfferedProject) -> dict[str, str]:
        given, names = self._given, project.issue_trackers
        block = {
            "issue_tracker": self._asking.choice(
                "--issue-tracker",
                given.issue_tracker,
                _("Tracker of Redmine for these issues"),
                [(name, "") for name in names],
                takes=lambda text: named_tracker(kind, text, project),
                proposal=names[0] if self._asking.person and len(names) == 1 else None,
            ),
            "marker_field": self._field(
                "--marker-field", given.marker_field, _("Field for the plan's marker"), project, _MARKER_FIELDS
            ),
            "fact_field": self._field(
                "--fact-field", given.fact_field, _("Field for the figure"), project, _FACT_FIELDS
            ),
        }
        return {name: value for name, value in block.items() if value}

    def _field(
        self, option: str, given: str | None, question: str, project: OfferedProject, usual: Sequence[str]
    ) -> str:
        """A custom field; empty where none is wanted.

        A bot is shown the project's own fields alone, so that the name of one for all projects is typed.
        """
        if given is None and not self._asking.person:
            return ""
        names = {folded(name): name for name in project.fields}
        choices = [
            *((name, "") for name in project.fields),
            (_NONE, _("no field, or type the name of one for all projects")),
        ]
        proposal = next((names[name] for name in usual if name in names), _NONE)
        found = self._asking.choice(
            option,
            given,
            question,
            choices,
            takes=lambda text: names.get(folded(text), text.strip()),
            proposal=proposal,
        )
        return "" if found == _NONE else found

    # --- the mail ---

    def _mail(self) -> dict[str, str]:
        given, ask = self._given, self._asking
        choices = [
            ("outbox", _("mails are left in a folder, and nothing is sent")),
            ("smtp", _("a mail server sends them")),
        ]
        proposal = "outbox" if ask.person else None
        kind = ask.choice("--mail", given.mail, _("Mail"), choices, takes=among(choices), proposal=proposal)
        block = {KIND: kind} | ({"path": "var/outbox"} if kind == "outbox" else self._mail_server())
        model = OutboxMail if kind == "outbox" else SmtpMail
        block["sender"] = ask.answer(
            "--sender",
            given.sender,
            _("Sender of the mails"),
            lambda text: as_setting(model, "sender", text, option="--sender"),
            proposal=_("Vekha <vekha@example.org>") if kind == "outbox" else None,
        )
        return block

    def _mail_server(self) -> dict[str, str]:
        given, ask = self._given, self._asking
        block = {
            "host": ask.answer(
                "--host",
                given.host,
                _("Name of the mail server"),
                lambda text: as_setting(SmtpMail, "host", text, option="--host"),
            )
        }
        choices = [("starttls", _("port 587")), ("tls", _("port 465")), ("none", _("port 25, on this machine only"))]
        block["security"] = ask.choice(
            "--security", given.security, _("Encryption"), choices, takes=among(choices), proposal="starttls"
        )
        question = _("Name to log in with (none: just Enter)")
        username = ask.answer("--username", given.username, question, str.strip, proposal="")
        if username:
            file = given.password_file
            password = self._secret(MAIL_KEY, "--password-file", file, _("Password, which is not shown as you type"))
            block |= {"username": username, "password_file": self._kept(MAIL_KEY, file, password)}
        return block

    def _recipients(self) -> tuple[Recipient, ...]:
        question = _("Who is to get the mails (name <address>)")

        def taken(text: str) -> Recipient:
            return as_recipient(text, option="--recipient")

        given: Sequence[str | None] = self._given.recipients or (None,)
        return tuple(self._asking.answer("--recipient", one, question, taken) for one in given)

    # --- files ---

    def _secret(self, name: str, option: str, file: Path | None, question: str) -> Secret:
        """What stands in the file that was named, or what is typed; that must not write over a key which is there."""
        if file is not None:
            return read_secret("", variable=None, file=str(file))
        if self._asking.person and not self._given.force:
            refuse_existing([self._folder / name])
        return self._asking.answer(option, None, question, lambda text: Secret(name, text.strip()), hidden=True)

    def _kept(self, name: str, file: Path | None, secret: Secret) -> str:
        """How the config names the file of a secret; one that was typed will be written into a file of its own."""
        if file is not None:
            return self._below(file)
        self._secrets[name] = secret.text
        return name

    def _below(self, file: Path) -> str:
        """A path as the config has it: from its own folder, or where the file lies elsewhere, whole."""
        whole, folder = file.absolute(), self._folder.absolute()
        return (whole.relative_to(folder) if whole.is_relative_to(folder) else whole).as_posix()


def _read(text: str) -> tuple[Path, Plan]:
    file = Path(text.strip()).expanduser()
    return file, read_plan(file)
