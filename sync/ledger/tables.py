"""The ledger's tables as SQLAlchemy Core sees them. The schema itself is made by the migrations.

Times are ISO 8601 texts in UTC, values that only Vekha reads are JSON texts: both mean the same in every database.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table, Text, UniqueConstraint

tables = MetaData()

plans = Table(
    "plans",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("known_keys", Text, nullable=False),  # the issue keys the last sync knew, for the safety limits
    Column("pulled_at", String(40)),
    Column("renamed", Text),  # the measures whose history was carried over to a new key
    Column("seen", Text),  # when each issue of the tracker was last changed, to know one restored from a backup
    Column("asks_since", String(40)),  # nobody is asked about what was written before
    Column("place", Text),  # in which project of which tracker its issues stand
    Column("allowed", Text),  # the changes that a person has allowed and that a run has not yet finished
    Column("told_round", Text),  # the last round of alerts: when it was, and how each deadline stood
    Column("told_since", String(10)),  # the day of the first round of alerts
    Column("told_weekly", String(10)),  # the day of the last round that was the first of its week
)

links = Table(
    "links",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("kind", String(10), primary_key=True),  # milestone, issue
    Column("key", String(200), primary_key=True),
    Column("tracker_id", String(200), nullable=False),
    Column("url", Text),
    Column("base", Text, nullable=False),  # what Vekha last wrote, field by field
    Column("gone_at", String(40)),
)

intents = Table(
    "intents",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("action", String(10), nullable=False),
    Column("wanted", Text, nullable=False),
    Column("opened_at", String(40), nullable=False),
    Column("lost_at", String(40)),  # when its answer was found to be lost
    Column("changed_at", String(40)),  # when its issue had last been changed before it, by the tracker's clock
)

memories = Table(
    "memories",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("key", String(200), primary_key=True),  # an adapter's own
    Column("value", Text, nullable=False),
)

runs = Table(
    "runs",
    tables,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plan", String(60), nullable=False, index=True),
    Column("started_at", String(40), nullable=False),
    Column("finished_at", String(40)),
    Column("result", Text),
)

writes = Table(
    "writes",
    tables,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plan", String(60), nullable=False),
    Column("run", Integer, nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("key", String(200), nullable=False),
    Column("action", String(10), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("tracker_id", String(200)),
    Column("outcome", String(10), nullable=False),  # open, done, dropped
)

reports = Table(
    "reports",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("closed_at", String(40)),
    Column("url", Text),
    Column("assignee", Text),
    Column("reasons", Text, nullable=False),
    Column("acknowledged", Text),  # who has taken note of it, and until when
    Column("moved_to", String(10)),  # the date that the staff gave it in place of the plan's
    Column("changed_at", String(40)),  # when the staff last changed anything of it
    Column("wished", Text),  # who asks for another date, and for which
)

lines = Table(
    "lines",
    tables,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plan", String(60), nullable=False, index=True),
    Column("key", String(200), nullable=False),
    Column("line", Text, nullable=False),  # as the tracker told it
    Column("reading", Integer, nullable=False),  # by which way of reading
    Column("at", String(40), nullable=False),  # when it was written; of an edit, the pull that saw it first
    Column("seen_at", String(40), nullable=False),
    Column("gone_at", String(40)),
)

sightings = Table(
    "sightings",
    tables,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plan", String(60), nullable=False, index=True),
    Column("key", String(200), nullable=False),
    Column("seen_at", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("closed_at", String(40)),
)

said = Table(
    "said",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("mark", String(40), primary_key=True),  # of a comment of Vekha's own
)

yearly_reports = Table(
    "yearly_reports",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("closed_at", String(40), nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("report", Text, nullable=False),  # as it was handed in, and never changed
    Column("checksum", String(64), nullable=False),
    Column("renumbered", Text, nullable=False),  # the present key of each of its measures, by the one of then
)

mailboxes = Table(
    "mailboxes",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("place", Text, nullable=False),  # the server, the account and the folder
    Column("validity", BigInteger, nullable=False),  # its UIDs mean the same while this is the same
    Column("uid", BigInteger, nullable=False),  # up to which it was looked at
)

unfiled = Table(  # mails that were looked at and are still to be put into their folder
    "unfiled",
    tables,
    Column("plan", String(60), primary_key=True),
    Column("uid", BigInteger, primary_key=True, autoincrement=False),
    Column("taken", Boolean, nullable=False),
)

replies = Table(
    "replies",
    tables,
    Column("id", Integer, primary_key=True),
    Column("plan", String(60), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("digest", Text, nullable=False),  # the name by which tokens know the digest that was answered
    Column("uid", BigInteger),  # in the mailbox; none once it is in a folder, or where its UIDs mean nothing any more
    Column("written_at", String(40), nullable=False),
    Column("taken_at", String(40), nullable=False),
    Column("settled_at", String(40)),  # when all of it stood in the tracker, and its confirmation in the queue
    Column("attachments", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    UniqueConstraint("plan", "message_id"),
)
