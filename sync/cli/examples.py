"""What the help of each command shows as examples: what one wants, and the line that does it.

By the command's name behind `vekha`. Of the lines only what a clerk writes is in the active language.
"""

from __future__ import annotations

from mappings.language import N_

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        (N_("See everything on the bundled plan"), "vekha demo"),
        (N_("See how your own plan is read"), "vekha read plan.docx"),
        (N_("Start working with it"), "vekha init"),
        (N_("See what would be done in the tracker, and do it"), "vekha diff && vekha sync"),
    ),
    "alerts": (
        (N_("See who would get what now, and send nothing"), "vekha alerts --dry-run"),
        (N_("See what would be sent in the next month"), "vekha alerts --preview 31"),
        (N_("Ask why somebody is notified of a measure, or is not"), "vekha alerts --explain III.11.4"),
        (N_("Try the mail server"), "vekha alerts --test me@example.org"),
    ),
    "backup": (
        (N_("Into the backup folder, under a name of its own"), "vekha backup -o /srv/backups"),
        (N_("To move to another server, keys included"), "vekha backup --with-keys -o move.zip"),
    ),
    "calendar": (
        (N_("Write all deadlines to a file"), "vekha calendar -o plan.ics"),
        (N_("Only those of one section"), "vekha calendar --section III -o reading.ics"),
    ),
    "check": (
        (N_("After every change of the config"), "vekha check"),
        (N_("With another config"), "vekha -c other.yaml check"),
    ),
    "completion": (
        (N_("In every new bash"), "vekha completion bash >> ~/.bash_completion"),
        (N_("In every new fish"), "vekha completion fish > ~/.config/fish/completions/vekha.fish"),
    ),
    "demo": ((N_("In English, in a separate folder"), "vekha demo --language en --folder try"),),
    "diff": (
        (N_("See what a sync would do"), "vekha diff"),
        (N_("Let a script know by the exit code whether there is something to do"), "vekha diff --detailed-exitcode"),
    ),
    "import": (
        (N_("See what a table of earlier years would bring"), "vekha import figures.csv --dry-run"),
        (N_("Put it into the tracker"), "vekha import figures.csv"),
    ),
    "init": (
        (N_("Start with your own plan, by answering questions"), "vekha init"),
        (N_("With some of the answers given"), "vekha init --plan plan.docx --tracker redmine"),
        (N_("Start over, and keep the earlier files alongside"), "vekha init --force"),
    ),
    "log": (
        (N_("The last runs"), "vekha log"),
        (N_("What run 12 wrote"), "vekha log 12"),
    ),
    "read": (
        (N_("See how a plan is read"), "vekha read plan.docx"),
        (N_("Check it row by row in a browser"), "vekha read plan.docx --html plan.html"),
        (N_("Start a mapping with what needs to be decided"), "vekha read plan.docx --write-mapping mapping.yaml"),
        (N_("See what an amended plan changes"), "vekha read new.docx --against old.docx"),
        (N_("Ask what a code means"), "vekha read --explain timing-unread"),
    ),
    "replies": (
        (N_("Create the key by which answers are recognised"), "vekha replies --new-key"),
        (N_("See what would be taken from the mailbox"), "vekha replies --dry-run"),
    ),
    "restore": (
        (N_("Into an empty folder"), "vekha restore move.zip --into /srv/vekha"),
        (N_("Over what is here, which is kept under other names"), "vekha restore move.zip --force"),
    ),
    "run": (
        (N_("From cron, every morning"), "vekha -q run"),
        (N_("Without cron, every day at seven"), "vekha run --at 07:00"),
    ),
    "schema": ((N_("Let an editor complete and check the config"), "vekha schema config -o config.schema.json"),),
    "summary": (
        (N_("On the terminal"), "vekha summary"),
        (N_("As a page, a document or a table"), "vekha summary --format html -o summary.html"),
        (N_("As things stood on a day"), "vekha summary --today 2025-12-31"),
        (N_("The yearly report"), "vekha summary --report 2025 --format docx -o report.docx"),
    ),
    "sync": (
        (N_("Bring the tracker in step with the plan"), "vekha sync"),
        (N_("Only what vekha diff showed with this checksum"), "vekha sync --checksum 1f6c2d9a"),
    ),
    "undo": (
        (N_("See what undoing run 12 would change"), "vekha undo 12 --dry-run"),
        (N_("Undo it"), "vekha undo 12"),
    ),
    "tracker": (
        (N_("What is overdue"), "vekha tracker list --overdue"),
        (N_("Report a figure and close"), N_('vekha tracker close III.11.4/2025 --comment "Fact: 8"')),
    ),
    "tracker close": ((N_("With the figure reached"), N_('vekha tracker close III.11.4/2025 --comment "Fact: 8"')),),
    "tracker comment": ((N_("Give the reason of a delay"), N_('vekha tracker comment 12 "Reason: no premises yet"')),),
    "tracker list": (
        (N_("What is overdue"), "vekha tracker list --overdue"),
        (N_("What is open of one year"), "vekha tracker list --open --milestone 2026"),
    ),
    "tracker set": (
        (N_("Set the assignee of an issue"), "vekha tracker set 12 --assignee ilina"),
        (N_("Move a date"), "vekha tracker set 12 --due 2026-12-01"),
    ),
    "tracker show": ((N_("By its key in the plan"), "vekha tracker show III.11.4/2025"),),
}
