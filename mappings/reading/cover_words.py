"""The words by which a plan's title and its years are known, in the languages that are read. Data and nothing else."""

from __future__ import annotations

# What a plan calls itself, among the first words of its title.
PLANS = (
    r"план|программа|дорожн\w+\s+карта|plan|programme|road\s?map"
    r"|програма|дорожня\s+карта|календар|жоспары?|harmonogram|\w{1,20}plan|maßnahmenkatalog"
    r"|programa|cronograma|hoja\s+de\s+ruta|feuille\s+de\s+route|schéma"
)
# Before the year that a plan is for, and the word for a year after it.
FOR = r"на|for|na|für|pour|para|para\s+el(?:\s+año)?"
YEAR = r"год\w{0,2}|рік|роки|rok"
# Beside the two years of a school year.
AFTER_SCHOOL_YEAR = r"уч\.?\s*г|учебн|school|academic|навчальн|н\.?\s*р\b|окуу\s+жыл|оқу\s+жыл"
BEFORE_SCHOOL_YEAR = r"учебна(?:та)?|rok\s+szkolny|roku\s+szkolnym|schuljahr|année\s+scolaire|curso(?:\s+escolar)?"
# Before the day on which the plan was approved, and not for which it is.
OF_APPROVAL = (
    r"утвержд|согласован|принят[аоы]?\b|approved|adopted|затвердж|погоджен|утвърд|zatwierdz|beschlossen|approuv|aprobad"
)
