"""Words of lists, in the languages that plans come in. Data: a new word is a new piece of a line."""

from __future__ import annotations

# How a work stands, said behind its title: «… – Выполнено», “… - In progress”.
STATES = (
    *("выполнено", "исполнено", "завершено", "сделано", "реализовано", "проведено", "не выполнено", "отменено"),
    *("в работе", "в процессе", "выполняется", "исполняется", "запланировано", "планируется", "не начато"),
    *("done", "completed", "complete", "finished", "delivered", "achieved", "cancelled"),
    *("in progress", "ongoing", "under way", "underway", "planned", "to do", "not started", "pending"),
    *("réalisé", "réalisée", "terminé", "terminée", "fait", "faite", "en cours", "à faire", "a faire", "à venir"),
    *("erledigt", "abgeschlossen", "umgesetzt", "in arbeit", "laufend", "in umsetzung", "geplant", "offen"),
    *("completato", "concluso", "realizzato", "in corso", "da fare", "da avviare", "pianificato"),
    *("realizado", "terminado", "completado", "en curso", "en proceso", "pendiente", "por hacer"),
    *("zrealizowano", "zakończono", "wykonano", "w trakcie", "w toku", "planowane", "do zrobienia"),
    *("виконано", "завершено", "у роботі", "в роботі", "виконується", "заплановано"),
    *("изпълнено", "приключено", "в процес", "предстои", "планирано"),
)

# Words before a time that only say how sure it is.
ABOUT = (
    *("ориентировочно", "предположительно", "предварительно", "примерно", "около", "плановый срок"),
    *("approximately", "approx.", "circa", "ca.", "expected", "estimated", "planned", "tentatively"),
    *("voraussichtlich", "voraussichtl.", "vorraussichtl.", "vorauss.", "geplant", "etwa"),
    *("environ", "vers", "prévu", "prévue", "previsto", "prevista", "circa", "aproximadamente"),
    *("około", "planowany", "орієнтовно", "приблизно", "ориентировъчно"),
)

# Days of the week beside a day of the month.
WEEKDAYS = (
    *("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    *("понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя"),
)

# Stems of what a part of the work is called; such a line with a time in brackets is a heading.
PHASES = ("фаз", "этап", "стади", "период", "phase", "stage", "step", "abschnitt", "étape", "fase", "etap", "етап")

# What a paper is called that looks ahead.
LOOKS_AHEAD = (
    *(
        "план",
        "календарь",
        "график",
        "программа",
        "дорожная карта",
        "мероприятия",
        "расписание",
        "афиша",
        "обязательства",
    ),
    *("plan", "calendar", "timeline", "roadmap", "road map", "schedule", "programme", "milestones", "commitments"),
    *("zeitplan", "fahrplan", "maßnahmen", "calendrier", "feuille de route", "échéancier", "piano", "calendario"),
    *("cronograma", "hoja de ruta", "compromisos", "harmonogram", "kalendarz", "планы", "графік", "заходи", "жоспар"),
)

# What the first lines of a paper say that looks back, and is no plan.
LOOKS_BACK = (
    *("отчет", "отчёт", "итоги", "протокол", "справка", "анализ", "обзор", "новости", "выполнение плана"),
    *("report", "minutes", "results", "review", "news", "changelog", "release notes", "history"),
    *("bericht", "protokoll", "rapport", "bilan", "compte rendu", "relazione", "verbale", "informe", "acta"),
    *("sprawozdanie", "протокол", "звіт", "отчет", "доклад за"),
)
