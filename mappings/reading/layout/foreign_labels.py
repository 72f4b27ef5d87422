"""The words before a passage of a text in languages beside Russian and English. Data, in small letters, as `labels`."""

from __future__ import annotations

TIMING = (
    *("термін", "терміни", "термін виконання", "строк", "строк виконання", "мерзімі", "termin", "termin realizacji"),
    *(
        "frist",
        "zeitraum",
        "zeitrahmen",
        "bis wann",
        "échéance",
        "délai",
        "calendrier",
        "plazo",
        "fecha",
        "fecha límite",
    ),
)
EXECUTOR = (
    *("відповідальний", "відповідальна", "відповідальні", "відп.", "виконавець", "виконавці"),
    *("отговорник", "отговорници", "отговорен", "изпълнител", "изпълнители", "жауапты", "жауаптылар"),
    *("odpowiedzialny", "odpowiedzialna", "odpowiedzialni", "osoba odpowiedzialna", "wykonawca", "realizator"),
    *("verantwortlich", "verantwortliche", "zuständig", "zuständigkeit", "federführung"),
    *("responsable", "responsables", "pilote", "porteur"),
)
TITLE = ("захід", "завдання", "дейност", "мярка", "zadanie", "maßnahme", "mesure", "medida", "acción", "actividad")
TARGET = (
    *("очікуваний результат", "очакван резултат", "rezultat", "wskaźnik", "ergebnis", "indikator", "ziel"),
    *("résultat", "indicateur", "resultado", "indicador", "meta"),
)
