BEGIN TRANSACTION;
CREATE TABLE comments (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	issue_id INTEGER NOT NULL, 
	author TEXT NOT NULL, 
	at TEXT NOT NULL, 
	text TEXT NOT NULL, 
	private BOOLEAN NOT NULL, 
	FOREIGN KEY(issue_id) REFERENCES issues (id) ON DELETE CASCADE
);
INSERT INTO "comments" VALUES(1,5,'clerk','2026-03-01T09:00:01.000000+00:00','Факт: создан зал',0);
CREATE TABLE history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	issue_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	author TEXT NOT NULL, 
	field TEXT NOT NULL, 
	old TEXT, 
	new TEXT, 
	FOREIGN KEY(issue_id) REFERENCES issues (id) ON DELETE CASCADE
);
INSERT INTO "history" VALUES(1,5,'2026-03-01T09:00:01.000000+00:00','clerk','fact','','1');
CREATE TABLE issues (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	project TEXT NOT NULL, 
	title TEXT NOT NULL, 
	description TEXT NOT NULL, 
	status TEXT NOT NULL, 
	milestone_id INTEGER, 
	start DATE, 
	due DATE, 
	parent_id INTEGER, 
	assignee TEXT, 
	fact TEXT NOT NULL, 
	done_ratio INTEGER NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	author TEXT NOT NULL, 
	FOREIGN KEY(milestone_id) REFERENCES milestones (id) ON DELETE SET NULL, 
	FOREIGN KEY(parent_id) REFERENCES issues (id) ON DELETE SET NULL
);
INSERT INTO "issues" VALUES(1,'town','1.1. Ежегодный мониторинг (2025–2027)','──── vekha ────
Measure 1.1. Ежегодный мониторинг

Deadlines: 2025–2027
Timing in the plan: 2025 - 2027
Expected result: Не менее 4 отчетов ежегодно
Executor: Библиотека
Funding: Муниципальный бюджет

Group 1. Сохранение сети
Section I. Раздел первый
Plan: План города на 2025 – 2028 годы

Each deadline has an issue of its own below this one; report there.
The text between the «vekha» lines comes from the plan and is kept up to date by itself; write your own words below it.
town:I.1.1
──── /vekha ────','new',NULL,'2025-01-01','2027-12-31',NULL,NULL,'',0,'2026-03-01T09:00:15.000000+00:00','2026-03-01T09:00:15.000000+00:00',1,'vekha');
INSERT INTO "issues" VALUES(2,'town','1.1. Ежегодный мониторинг (2025)','──── vekha ────
Measure 1.1. Ежегодный мониторинг

To be done by: 2025-12-31
Timing in the plan: 2025 - 2027
Expected result: Не менее 4 отчетов ежегодно
Executor: Библиотека
Funding: Муниципальный бюджет

Group 1. Сохранение сети
Section I. Раздел первый
Plan: План города на 2025 – 2028 годы

To be reached: at least 4 отчётов a year. Report the number of the year in a comment: «Fact: 1».
Close the issue when the result is there. If there is a deviation from the plan, add a line «Reason: …».
The text between the «vekha» lines comes from the plan and is kept up to date by itself; write your own words below it.
town:I.1.1/2025
──── /vekha ────','new',1,'2025-01-01','2025-12-31',1,NULL,'',0,'2026-03-01T09:00:17.000000+00:00','2026-03-01T09:00:17.000000+00:00',1,'vekha');
INSERT INTO "issues" VALUES(3,'town','1.1. Ежегодный мониторинг (2026)','──── vekha ────
Measure 1.1. Ежегодный мониторинг

To be done by: 2026-12-31
Timing in the plan: 2025 - 2027
Expected result: Не менее 4 отчетов ежегодно
Executor: Библиотека
Funding: Муниципальный бюджет

Group 1. Сохранение сети
Section I. Раздел первый
Plan: План города на 2025 – 2028 годы

To be reached: at least 4 отчётов a year. Report the number of the year in a comment: «Fact: 1».
Close the issue when the result is there. If there is a deviation from the plan, add a line «Reason: …».
The text between the «vekha» lines comes from the plan and is kept up to date by itself; write your own words below it.
town:I.1.1/2026
──── /vekha ────','new',2,'2026-01-01','2026-12-31',1,NULL,'',0,'2026-03-01T09:00:19.000000+00:00','2026-03-01T09:00:19.000000+00:00',1,'vekha');
INSERT INTO "issues" VALUES(4,'town','1.1. Ежегодный мониторинг (2027)','──── vekha ────
Measure 1.1. Ежегодный мониторинг

To be done by: 2027-12-31
Timing in the plan: 2025 - 2027
Expected result: Не менее 4 отчетов ежегодно
Executor: Библиотека
Funding: Муниципальный бюджет

Group 1. Сохранение сети
Section I. Раздел первый
Plan: План города на 2025 – 2028 годы

To be reached: at least 4 отчётов a year. Report the number of the year in a comment: «Fact: 1».
Close the issue when the result is there. If there is a deviation from the plan, add a line «Reason: …».
The text between the «vekha» lines comes from the plan and is kept up to date by itself; write your own words below it.
town:I.1.1/2027
──── /vekha ────','new',3,'2027-01-01','2027-12-31',1,NULL,'',0,'2026-03-01T09:00:21.000000+00:00','2026-03-01T09:00:21.000000+00:00',1,'vekha');
INSERT INTO "issues" VALUES(5,'town','1.2. Читальный зал (2026)','──── vekha ────
Measure 1.2. Читальный зал

To be done by: 2026-12-31
Timing in the plan: 2026
Expected result: Создан зал
Executor: Библиотека
Funding: Муниципальный бюджет

Group 1. Сохранение сети
Section I. Раздел первый
Plan: План города на 2025 – 2028 годы

Close the issue when the result is there. If there is a deviation from the plan, add a line «Reason: …».
The text between the «vekha» lines comes from the plan and is kept up to date by itself; write your own words below it.
town:I.1.2
──── /vekha ────','new',2,'2026-01-01','2026-12-31',NULL,NULL,'1',0,'2026-03-01T09:00:23.000000+00:00','2026-03-01T09:00:01.000000+00:00',2,'vekha');
INSERT INTO "issues" VALUES(6,'town','1.3. Каталог (2028)','──── vekha ────
Measure 1.3. Каталог

To be done by: 2028-12-31
Timing in the plan: 2025 - 2028
Expected result: Обновлено 100% каталога
Executor: Библиотека
Funding: Муниципальный бюджет

Group 1. Сохранение сети
Section I. Раздел первый
Plan: План города на 2025 – 2028 годы

To be reached: 100 % каталога. Report the share in a comment: «Fact: 45 %» or «Fact: 5 of 6».
Close the issue when the result is there. If there is a deviation from the plan, add a line «Reason: …».
The text between the «vekha» lines comes from the plan and is kept up to date by itself; write your own words below it.
town:I.1.3
──── /vekha ────','new',4,'2025-01-01','2028-12-31',NULL,NULL,'',0,'2026-03-01T09:00:25.000000+00:00','2026-03-01T09:00:25.000000+00:00',1,'vekha');
INSERT INTO "issues" VALUES(7,'town','1.4. Дежурство','──── vekha ────
Measure 1.4. Дежурство

Timing in the plan: постоянно
Expected result: Работа по обращениям
Executor: Библиотека
Funding: Муниципальный бюджет

Group 1. Сохранение сети
Section I. Раздел первый
Plan: План города на 2025 – 2028 годы

Close the issue when the result is there. If there is a deviation from the plan, add a line «Reason: …».
The text between the «vekha» lines comes from the plan and is kept up to date by itself; write your own words below it.
town:I.1.4
──── /vekha ────','new',NULL,NULL,NULL,NULL,NULL,'',0,'2026-03-01T09:00:26.000000+00:00','2026-03-01T09:00:26.000000+00:00',1,'vekha');
CREATE TABLE milestones (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	project TEXT NOT NULL, 
	title TEXT NOT NULL, 
	description TEXT NOT NULL, 
	start DATE, 
	due DATE, 
	closed BOOLEAN NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	UNIQUE (project, title)
);
INSERT INTO "milestones" VALUES(1,'town','2025','План города на 2025 – 2028 годы
town:2025','2025-01-01','2025-12-31',0,'2026-03-01T09:00:06.000000+00:00','2026-03-01T09:00:06.000000+00:00');
INSERT INTO "milestones" VALUES(2,'town','2026','План города на 2025 – 2028 годы
town:2026','2026-01-01','2026-12-31',0,'2026-03-01T09:00:09.000000+00:00','2026-03-01T09:00:09.000000+00:00');
INSERT INTO "milestones" VALUES(3,'town','2027','План города на 2025 – 2028 годы
town:2027','2027-01-01','2027-12-31',0,'2026-03-01T09:00:11.000000+00:00','2026-03-01T09:00:11.000000+00:00');
INSERT INTO "milestones" VALUES(4,'town','2028','План города на 2025 – 2028 годы
town:2028','2028-01-01','2028-12-31',0,'2026-03-01T09:00:13.000000+00:00','2026-03-01T09:00:13.000000+00:00');
CREATE INDEX issues_by_project ON issues (project);
CREATE INDEX issues_by_parent ON issues (parent_id);
CREATE INDEX comments_by_issue ON comments (issue_id);
CREATE INDEX history_by_issue ON history (issue_id, field);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('milestones',4);
INSERT INTO "sqlite_sequence" VALUES('issues',7);
INSERT INTO "sqlite_sequence" VALUES('history',1);
INSERT INTO "sqlite_sequence" VALUES('comments',1);
COMMIT;
PRAGMA user_version = 1;
