BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('r0001');
CREATE TABLE figures (
	id INTEGER NOT NULL, 
	"plan" VARCHAR(60) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	indicator INTEGER NOT NULL, 
	value VARCHAR(60) NOT NULL, 
	text TEXT NOT NULL, 
	author VARCHAR(200) NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	place VARCHAR(20) NOT NULL, 
	seen_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_figures_once UNIQUE ("plan", "key", indicator, value, author, at, place)
);
INSERT INTO "figures" VALUES(1,'town','I.1.1',1,'5','5','anna','2026-01-10T09:00:00+00:00','comment','2026-02-01T07:00:00+00:00');
CREATE TABLE intents (
	"plan" VARCHAR(60) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	action VARCHAR(10) NOT NULL, 
	wanted TEXT NOT NULL, 
	opened_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY ("plan", kind, "key")
);
INSERT INTO "intents" VALUES('town','issue','I.1.3','create','{"title": "Мониторинг"}','2026-02-01T07:00:00+00:00');
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
	pulled_at VARCHAR(40), 
	PRIMARY KEY ("plan")
);
INSERT INTO "plans" VALUES('town','["I.1.1", "I.1.2"]','2026-02-01T07:00:00+00:00');
CREATE TABLE reports (
	"plan" VARCHAR(60) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	url TEXT, 
	assignee TEXT, 
	reason TEXT NOT NULL, 
	figures TEXT NOT NULL, 
	unread TEXT NOT NULL, 
	PRIMARY KEY ("plan", "key")
);
INSERT INTO "reports" VALUES('town','I.1.1','in_progress',NULL,'anna','нет помещения','[{"indicator": 1, "value": "5", "text": "5", "author": "anna", "at": "2026-01-10T09:00:00+00:00", "place": "comment"}]','[]');
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	"plan" VARCHAR(60) NOT NULL, 
	started_at VARCHAR(40) NOT NULL, 
	finished_at VARCHAR(40), 
	result TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES(1,'town','2026-02-01T07:00:00+00:00','2026-02-01T07:00:09+00:00','{"created": 2}');
CREATE INDEX ix_runs_plan ON runs ("plan");
COMMIT;
