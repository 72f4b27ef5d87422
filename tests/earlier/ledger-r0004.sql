BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('r0004');
CREATE TABLE intents (
	"plan" VARCHAR(60) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	action VARCHAR(10) NOT NULL, 
	wanted TEXT NOT NULL, 
	opened_at VARCHAR(40) NOT NULL, lost_at VARCHAR(40), 
	PRIMARY KEY ("plan", kind, "key")
);
INSERT INTO "intents" VALUES('town','issue','I.1.3','create','{"title": "Мониторинг"}','2026-02-01T07:00:00+00:00',NULL);
CREATE TABLE lines (
	id INTEGER NOT NULL, 
	"plan" VARCHAR(60) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	line TEXT NOT NULL, 
	reading INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	seen_at VARCHAR(40) NOT NULL, 
	gone_at VARCHAR(40), 
	PRIMARY KEY (id)
);
INSERT INTO "lines" VALUES(1,'town','I.1.1','{"indicator": 1, "value": "5", "text": "5", "author": "anna", "at": "2026-01-10T09:00:00+00:00", "place": "comment"}',1,'2026-01-10T09:00:00+00:00','2026-02-01T07:00:00+00:00',NULL);
CREATE TABLE links (
	"plan" VARCHAR(60) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	tracker_id VARCHAR(200) NOT NULL, 
	url TEXT, 
	base TEXT NOT NULL, 
	gone_at VARCHAR(40), 
	PRIMARY KEY ("plan", kind, "key")
);
INSERT INTO "links" VALUES('town','issue','I.1.1','7','https://tracker.example/7','{"title": "Читальный зал"}',NULL);
INSERT INTO "links" VALUES('town','issue','I.1.2','8',NULL,'{"title": "Каталог"}','2026-01-15T07:00:00+00:00');
CREATE TABLE memories (
	"plan" VARCHAR(60) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("plan", "key")
);
CREATE TABLE notified (
	"plan" TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	period TEXT NOT NULL, 
	PRIMARY KEY ("plan", recipient, kind, "key", period)
);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	"plan" TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	items TEXT NOT NULL, 
	raw BLOB NOT NULL, 
	status TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	created_at TEXT NOT NULL, 
	sent_at TEXT, 
	error TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (message_id)
);
INSERT INTO "outbox" VALUES(1,'town','<1@x>','boris@lib.example','overdue','Тема','[{"kind": "overdue", "key": "I.1.1"}]',X'','queued',1,'2026-02-01T07:00:00+00:00',NULL,NULL);
CREATE TABLE plans (
	"plan" VARCHAR(60) NOT NULL, 
	known_keys TEXT NOT NULL, 
	pulled_at VARCHAR(40), renamed TEXT, seen TEXT, 
	PRIMARY KEY ("plan")
);
INSERT INTO "plans" VALUES('town','["I.1.1", "I.1.2"]','2026-02-01T07:00:00+00:00',NULL,NULL);
CREATE TABLE reports (
	"plan" VARCHAR(60) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	closed_at VARCHAR(40), 
	url TEXT, 
	assignee TEXT, 
	reasons TEXT NOT NULL, 
	PRIMARY KEY ("plan", "key")
);
INSERT INTO "reports" VALUES('town','I.1.1','in_progress',NULL,NULL,'anna','[{"text": "нет помещения", "author": "", "at": "2026-02-01T07:00:00+00:00", "place": "comment"}]');
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	"plan" VARCHAR(60) NOT NULL, 
	started_at VARCHAR(40) NOT NULL, 
	finished_at VARCHAR(40), 
	result TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES(1,'town','2026-02-01T07:00:00+00:00','2026-02-01T07:00:09+00:00','{"created": 2}');
CREATE TABLE sightings (
	id INTEGER NOT NULL, 
	"plan" VARCHAR(60) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	seen_at VARCHAR(40) NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	closed_at VARCHAR(40), 
	PRIMARY KEY (id)
);
INSERT INTO "sightings" VALUES(1,'town','I.1.1','2026-02-01T07:00:00+00:00','in_progress',NULL);
CREATE TABLE writes (
	id INTEGER NOT NULL, 
	"plan" VARCHAR(60) NOT NULL, 
	run INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	action VARCHAR(10) NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	tracker_id VARCHAR(200), 
	outcome VARCHAR(10) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_runs_plan ON runs ("plan");
CREATE INDEX ix_writes_run ON writes (run);
CREATE INDEX ix_lines_plan ON lines ("plan");
CREATE INDEX ix_sightings_plan ON sightings ("plan");
COMMIT;
