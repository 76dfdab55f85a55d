"""How people title the columns of a step table, in English, German, French and Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from mopsmap.exchange.sheet import Row, Sheet
from mopsmap.units import Unit

HEADER_ROWS = 60

STEP_COLUMNS: Mapping[str, str] = {
    "map": "map, state, variant, karte, zustand, variante, carte, etat, mapa, estado",
    "id": "id, step id, schritt id, identifier",
    "number": (
        "#, no, nr, number, step no, step nr, step number, nummer, lfd nr, schritt nr, numero, "
        "n°, n"
    ),
    "name": (
        "step, step name, process step, activity, task, name, step description, what, schritt, "
        "prozessschritt, arbeitsschritt, aktivitat, tatigkeit, aufgabe, vorgang, bezeichnung, "
        "etape, activite, tache, libelle, nom, nom de l etape, paso, actividad, tarea, nombre, "
        "nombre del paso"
    ),
    "kind": "kind, type, step kind, step type, art, typ, schrittart, tipo, genre, type d etape",
    "phase": "phase, stage, phasen, abschnitt, fase, phase du processus, etapa",
    "role": (
        "role, lane, swimlane, owner, responsible, who, department, team, function, resource, "
        "actor, rolle, bahn, verantwortlich, verantwortliche, zustandig, abteilung, bereich, wer,"
        " role responsable, responsable, service, equipe, acteur, qui, couloir, rol, "
        "departamento, equipo, area, quien, carril"
    ),
    "people": (
        "people, persons, crew, staff, no of people, number of people, personen, mitarbeiter, "
        "anzahl personen, personnes, effectif, nombre de personnes, personas, numero de personas"
    ),
    "helpers": "helpers, helper, with, helfer, mit, aides, avec, ayudantes, con",
    "process_time": (
        "process time, process, pt, p t, touch time, touch, work time, hands on time, "
        "processing time, processing, effort, effort time, duration, time, hours, prozesszeit, "
        "bearbeitungszeit, bearbeitung, bz, pz, arbeitszeit, aufwand, dauer, zeit, stunden, "
        "temps de traitement, temps de processus, temps de travail, traitement, tt, duree, "
        "duree de traitement, temps, charge, heures, tiempo de proceso, tiempo de "
        "procesamiento, tiempo de trabajo, proceso, tp, duracion, tiempo, esfuerzo, horas"
    ),
    "process_entered": "process time as entered, process as entered, process estimate",
    "wait_time": (
        "wait, wait time, wait before, waiting, waiting time, queue, queue time, delay, idle "
        "time, wartezeit, warten, liegezeit, wz, attente, temps d attente, delai d attente, ta, "
        "espera, tiempo de espera, cola, te"
    ),
    "wait_entered": "wait time as entered, wait as entered, wait estimate",
    "lead_time": (
        "lead time, lt, l t, lead, elapsed, elapsed time, turnaround, turnaround time, throughput"
        " time, durchlaufzeit, dlz, delai, delai total, temps de passage, temps de traversee, "
        "plazo, tiempo total, tiempo de entrega, tiempo de paso"
    ),
    "cycle_time": "cycle time, ct, c t, zykluszeit, temps de cycle, tiempo de ciclo",
    "wait_reason": (
        "wait reason, reason for waiting, wartegrund, raison de l attente, motivo de espera"
    ),
    "complete_accurate": (
        "c a, ca, v r, complete accurate, complete and accurate, quality, percent complete "
        "and accurate, right first time, vollstandig und richtig, qualitat, complet et exact, "
        "qualite, completo y exacto, completo y correcto, calidad"
    ),
    "value_class": (
        "value, value class, class, va, va nva, va bnva nva, value added, value adding, "
        "classification, wertklasse, wert, wertschopfung, wertschopfend, klasse, classe, classe "
        "de valeur, valeur, valeur ajoutee, clase, clase de valor, valor, valor anadido, valor "
        "agregado"
    ),
    "fixed_cost": (
        "fixed cost, external cost, spend, external spend, out of pocket, fixkosten, externe "
        "kosten, fremdkosten, cout fixe, cout externe, frais, coste fijo, costo fijo, coste "
        "externo"
    ),
    "cost": "cost, costs, kosten, cout, couts, coste, costo, costes, costos",
    "hourly_cost": (
        "hourly cost, hourly rate, rate, stundensatz, kosten pro stunde, taux horaire, cout "
        "horaire, tarifa, tarifa por hora, coste por hora, costo por hora"
    ),
    "tools": (
        "tools, tool, system, systems, application, applications, app, apps, software, werkzeug, "
        "werkzeuge, systeme, anwendung, anwendungen, outil, outils, logiciel, logiciels, "
        "herramienta, herramientas, sistema, sistemas, aplicacion, aplicaciones"
    ),
    "wastes": (
        "waste, wastes, verschwendung, verschwendungen, gaspillage, gaspillages, desperdicio, "
        "desperdicios, mudas"
    ),
    "lever": "lever, hebel, levier, palanca",
    "replaces": "replaces, ersetzt, remplace, reemplaza",
    "evidence": "evidence, source, basis, beleg, quelle, preuve, evidencia",
    "previous": (
        "predecessor, predecessors, previous, previous step, previous steps, after, pred, from, "
        "depends on, vorganger, vorgaenger, vorheriger schritt, predecesseur, predecesseurs, "
        "precedent, etape precedente, apres, predecesor, predecesores, anterior, paso anterior, "
        "despues de"
    ),
    "next": (
        "next, next step, next steps, successor, successors, followed by, goes to, to, leads to, "
        "continues at, nachfolger, nachster schritt, nachste schritte, folgeschritt, weiter, "
        "danach, fuhrt zu, suivant, suivante, etape suivante, successeur, successeurs, mene a, "
        "siguiente, siguiente paso, paso siguiente, sucesor, sucesores, lleva a"
    ),
    "probability": (
        "probability, share, prob, p, wahrscheinlichkeit, anteil, probabilite, part, "
        "probabilidad, proporcion"
    ),
    "description": (
        "description, notes, note, comment, comments, remark, remarks, beschreibung, bemerkung, "
        "bemerkungen, notiz, notizen, kommentar, commentaire, commentaires, remarque, remarques, "
        "descripcion, comentario, comentarios, nota, notas, observaciones"
    ),
}

ROLE_COLUMNS: Mapping[str, str] = {
    "name": STEP_COLUMNS["role"] + ", name, nom, nombre",
    "headcount": "headcount, fte, people, personen, vollzeitstellen, vzk, effectif, etp, personas",
    "hourly_cost": STEP_COLUMNS["hourly_cost"],
    "availability": "availability, verfugbarkeit, disponibilite, disponibilidad",
    "other_hours_per_year": (
        "other work, other work h year, other hours, other hours per year, andere arbeit"
    ),
    "id": "id, role id",
    "kind": STEP_COLUMNS["kind"],
    "map": STEP_COLUMNS["map"],
}

_UNIT_SPELLINGS: Mapping[Unit, str] = {
    "s": "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos",
    "min": "min mins minute minutes minuten minuto minutos",
    "h": "h hr hrs hour hours std stunde stunden heure heures hora horas",
    "d": "d day days tag tage tagen at arbeitstage jour jours j dia dias",
    "w": "w wk wks week weeks woche wochen semaine semaines sem semana semanas",
}
UNIT_WORDS: Mapping[str, Unit] = {
    word: unit for unit, words in _UNIT_SPELLINGS.items() for word in words.split()
}

_CURRENCIES = {"eur", "euro", "euros", "usd", "gbp", "chf"}
_CURRENCY = re.compile(r"\(\s*(?:[A-Z]{3}|[^\w\s]{1,3})\s*\)\s*$")
_FILLERS = {"in", "en", "per", "pro", "par", "por"}


def plain(text: str) -> str:
    """Lower case without accents, brackets or punctuation, so that spellings can be compared.

    >>> plain("Étape – N° 3"), plain("%C&A")
    ('etape n° 3', 'c a')
    """
    spelled = text.replace("°", "\0").replace("º", "\0").lower().replace("ß", "ss")
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c)
    )
    return re.sub(r"[^\w#°]+", " ", bare.replace("\0", "°").replace("_", " ")).strip()


def key_of(text: str) -> str:
    """What a name is found by: its plain spelling, or itself where nothing is left of it."""
    return plain(text) or text


@dataclass(frozen=True, slots=True)
class Title:
    """One column title: the plain name and the unit or sign written with it."""

    name: str
    unit: Unit | None = None
    percent: bool = False


def read_title(cell: object) -> Title:
    """Split a title such as "Process (h)", "Wait [days]" or "Wartezeit in Tagen" into its parts."""
    if not isinstance(cell, str):
        return Title("")
    percent = "%" in cell
    cell = _CURRENCY.sub("", cell[:200])
    words = plain(cell[:200]).split()
    if len(words) > 1 and words[-1] in _CURRENCIES:
        words.pop()
    unit: Unit | None = None
    if len(words) > 1 and words[-1] in UNIT_WORDS:
        unit = UNIT_WORDS[words.pop()]
        if len(words) > 1 and words[-1] in _FILLERS:
            words.pop()
    return Title(" ".join(words), unit, percent)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table's columns are: field name -> column index, with units and unused titles."""

    row: int
    index: Mapping[str, int]
    titles: Mapping[str, Title]
    unused: tuple[str, ...]


def _names(columns: Mapping[str, str]) -> dict[str, str]:
    return {plain(name): field for field, names in columns.items() for name in names.split(",")}


_STEP_NAMES = _names(STEP_COLUMNS)
_ROLE_NAMES = _names(ROLE_COLUMNS)


def header_score(row: Row) -> int:
    """How many columns of a row are titles of a step table."""
    return len({_STEP_NAMES[t] for t in (read_title(c).name for c in row) if t in _STEP_NAMES})


def is_step_title(cell: object) -> bool:
    """Whether a cell is the title of the column of steps."""
    return _STEP_NAMES.get(read_title(cell).name) == "name"


def _columns(row: Row, number: int, names: Mapping[str, str]) -> Columns:
    index: dict[str, int] = {}
    titles: dict[str, Title] = {}
    unused: list[str] = []
    for place, cell in enumerate(row):
        title = read_title(cell)
        field = names.get(title.name)
        if field is not None and field not in index:
            index[field] = place
            titles[field] = title
        elif isinstance(cell, str) and cell.strip():
            unused.append(cell.strip())
    return Columns(number, index, titles, tuple(unused))


def columns_of_row(row: Row, number: int) -> Columns:
    """The columns of a step table whose titles stand in a row, by the names people give them."""
    return _columns(row, number, _STEP_NAMES)


def step_columns(sheet: Sheet) -> Columns | None:
    """The header row of a step table: the row with most known titles, one of them the step's name.

    A single known title counts only where it stands alone in its row (a plain list of steps).
    """
    best: Columns | None = None
    for number, row in enumerate(sheet.rows[:HEADER_ROWS]):
        found = columns_of_row(row, number)
        if "name" not in found.index:
            continue
        alone = len(found.index) == 1 and sum(cell is not None for cell in row) > 1
        if not alone and (best is None or len(found.index) > len(best.index)):
            best = found
    return best


def role_columns(sheet: Sheet) -> Columns | None:
    """The header row of a table of roles: a name with a headcount, hourly cost or availability."""
    for number, row in enumerate(sheet.rows[:HEADER_ROWS]):
        found = _columns(row, number, _ROLE_NAMES)
        wanted = {"headcount", "hourly_cost", "availability"}
        if "name" in found.index and wanted & set(found.index):
            return found
    return None
