"""The words of headers in languages beside Russian and English, from Ukrainian to Spanish.

Data, of the same shape as in `header_words`: a new phrase is a new line.
"""

from __future__ import annotations

# By role, words that name it; how surely is for `header_words`.
ROLES: tuple[tuple[str, str], ...] = (
    ("funding", r"фінансув|кошторис|\bкошт|джерел|қаржыландыр|finansowan|\bkoszt|źródł|finanzier|\bkosten\b"),
    ("funding", r"финансиране|financement|\bcoûts?\b|\bmoyens\b|financia|presupuesto|\bcostos?\b|\bcostes?\b"),
    (
        "executor",
        r"відповідальн|виконав|\bхто\b|отговорн|изпълнител|\bорганизаци\w{1,3} и контрол|\bкой\b|адказн|выканаўц",
    ),
    ("executor", r"жауапты|орындауш|жооптуу|аткаруучу\b|odpowiedzialn|realizator|wykonaw|\bosob[ay]\b|\bkto\b"),
    (
        "executor",
        r"verantwortlich|zuständig|federführ|\bwer\b|^qui\b|responsable|\bpilotes?\b|porteur|\bquién\b|encargad",
    ),
    ("timing", r"^(?:дата|термін|строк|час\b|період|коли\b|тэрмін)|\b(?:термін|строк)\w{0,3} (?:викон|реаліз|провед)"),
    ("timing", r"\bмерзім|^уақыт|\bдатасы\b|\bмөөнөт|\btermin|^okres\b|^dat[ay]\b|^kiedy\b|harmonogram"),
    ("timing", r"\bfrist\b|^zeitraum|^zeitplan|^zeitrahmen|^wann\b|^bis wann|^datum|umsetzung bis"),
    ("timing", r"échéanc|calendrier|\bdélais?\b|^quand\b|^période|\bplazos?\b|\bfechas?\b|cronograma|^cuándo|^período"),
    ("target", r"\bпоказник|\bрезультат|индикатор|нәтиже|көрсеткіш|rezultat|wskaźnik|efekt|ergebnis|indikator"),
    ("executor", r"responsabil[ei]|\breferent[ei]\b|\bresponsáve(?:l|is)\b"),
    ("timing", r"\bscadenz|tempistic|\btempi\b|\bprazos?\b|^periodo\b"),
    ("target", r"risultat|indicator[ei]\b"),
    ("title", r"\bazion[ei]\b|\battività\b|\bmisur[ae]\b|\bintervent[oi]\b|\baç(?:ão|ões)\b|\batividade"),
    ("target", r"indicateur|résultat|livrable|indicador|resultado|\bmetas?\b"),
    ("title", r"\bзаход[уиів]|\bзахід\b|дейност|\bмерки\b|\bмярка\b|іс-шар|иш-чара|\bмерапрыемств"),
    ("title", r"zada[nń]|działa[nń]|przedsięwzięci|\bczynnoś|maßnahme|massnahme|aufgabe|aktivität"),
    ("title", r"\bmesures?\b|activité|\bactividad|\bmedidas?\b|\bacci(?:ón|ones)\b|\btareas?\b"),
)
# The words of a role that others of the same row say more surely.
WEAK_ROLES: tuple[tuple[str, str], ...] = (
    ("title", r"\bетап|\bзміст\b|\bназва\b|завдан|^вид\b|аткарылуучу|\bжұмыс|\bпитання"),
    (
        "title",
        r"\bcelu?\b|\btre[śs]ć|\bziel\b|vorhaben|^was$|^quoi\b|\bobjectifs?\b|\bintitulé|\bqué\b|compromiso|\bhitos?\b",
    ),
)
NUMBER = r"з\s*/\s*п|по\s+ред|р\s*/\s*с|l\.?\s*p\.?|lfd\.?(?:\s*nr\.?)?|n[°º]\.?|n\.º|núm\.?"
FILLED_IN = r"відмітк|стан виконан|stan realizacji|\bstand\b|état|avancement|\bestado\b|se terminó|pendiente|\bavance\b"
NOTES = r"примітк|забележк|\buwagi\b|bemerkung|anmerkung|remarque|observa(?:tions|ciones)|commentaire|comentario"
BEGINS = r"почат|początek|rozpoczęci|\bbeginn?\b|\bdébut|\binicio"
ENDS = r"заверш|закінч|\bкінець|\bкрай\b|zakończeni|\bkoniec|\bende\b|\bfin\b"
UNIT = r"\bод(?:иниц[яі]|\.)?\s*вим|өлшем бірліг|jednostka miar|einheit|\bunité\b|unidad de medida"
NOT_ASKED = r"звітн|есепті|ausgangs|référence|línea de base"
