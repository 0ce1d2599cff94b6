"""The linter of the knowledge base: every file by its schema, then what a schema cannot see.

Faults make the content unusable or untrue; warnings are about how sentences for users read.
"""

from __future__ import annotations

import datetime
import fnmatch
import itertools
import json
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from routewijzer.advice import STATUS_ORDER
from routewijzer.conditions import OPERATORS, Condition, Truth, evaluate, leaves, slots_of
from routewijzer.interview import effective
from routewijzer.knowledge import KENNISBANK, KnowledgeBase, read_yaml
from routewijzer.options import classes
from routewijzer.wording import entry

#: Which schema of `kennisbank/schema/` a file follows; any other holds texts or word lists without a form of its own.
SCHEMAS = {
    "versie.yml": "versie",
    "contract/slots.yml": "slots",
    "contract/acts.yml": "acts",
    "vragen/*.yml": "vragen",
    "bevindingen.yml": "bevindingen",
    "ingredienten.yml": "ingredienten",
    "routes.yml": "routes",
    "begrippen.yml": "begrippen",
    "rapport.yml": "rapport",
    "verslag.yml": "verslag",
}
OTHER_SCHEMA = "teksten"
#: The files with sentences for users, and the keys in them that hold something else.
TEXT_FILES = (
    "vragen/*.yml", "bevindingen.yml", "ingredienten.yml", "routes.yml", "begrippen.yml", "rapport.yml", "verslag.yml",
    "gesprek.yml", "portaal.yml", "intake.yml",
)  # fmt: skip
NOT_SHOWN = ("als", "id", "slot", "slots", "thema", "ook", "voorbeelden", "item", "formulier", "geordend", "type")
LONGEST_SENTENCE = 30
OFFICIALESE = (
    "aangaande", "alsmede", "betreffende", "conform", "derhalve", "desgewenst", "dienen te", "dient te",
    "in het kader van", "indien", "inzake", "met betrekking tot", "middels", "ten aanzien van", "ten behoeve van",
    "teneinde",
)  # fmt: skip
_JE = re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
_OFFICIAL = re.compile(rf"\b(?:{'|'.join(OFFICIALESE)})\b", re.IGNORECASE)
_COUNTING = ("minstens", "hoogstens", "bevat")
_SOURCED = re.compile(r"\((?:eigen lezing|paragraaf|bijlage)[^)]*\)\.?$")


# --- files by their schema


@lru_cache(maxsize=1)
def _schemas() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (KENNISBANK / "schema").glob("*.json")}


def _validator(name: str) -> jsonschema.Draft7Validator:
    base, schemas = "file:///schema/", _schemas()  # a base for references between schemas; nothing is read from it
    store = {f"{base}{other}.json": schema for other, schema in schemas.items()}
    resolver = jsonschema.RefResolver(f"{base}{name}.json", schemas[name], store)
    return jsonschema.Draft7Validator(schemas[name], resolver=resolver)


def _plain(value: Any) -> Any:
    """What YAML reads as JSON has it: keys are text, a date is text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def file_faults(directory: Path = KENNISBANK) -> list[str]:
    """What is wrong with the YAML files of `directory`: unreadable, or against their schema."""
    faults = []
    for path in sorted(directory.rglob("*.yml")):
        place = path.relative_to(directory).as_posix()
        fitting = (schema for pattern, schema in SCHEMAS.items() if fnmatch.fnmatch(place, pattern))
        name = next(fitting, OTHER_SCHEMA)
        try:
            content = _plain(read_yaml(path))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            faults.append(f"{place}: cannot be read: {' '.join(str(error).split())}")
            continue
        faults += [f"{place}: {_where(error)}" for error in _validator(name).iter_errors(content)]
    return faults


def _where(error: jsonschema.ValidationError) -> str:
    """The deepest place that a schema error is about, and what is wrong there."""
    deepest = jsonschema.exceptions.best_match([error])
    return f"at {'.'.join(str(step) for step in deepest.absolute_path) or 'the top'}: {deepest.message[:200]}"


# --- conditions


def _leaf_faults(kb: KnowledgeBase, leaf: Condition) -> Iterator[str]:
    if "ingredient" in leaf:
        if leaf["ingredient"] not in range(1, 6):
            yield f"unknown ingredient {leaf['ingredient']!r}"
        return
    slot = kb.slots.get(leaf.get("slot", ""))
    operator = leaf.get("op")
    if slot is None:
        yield f"unknown slot {leaf.get('slot')!r}"
        return
    if operator not in OPERATORS:
        yield f"unknown operator {operator!r}"
        return
    if operator == "gevuld":
        return
    if operator in _COUNTING and slot.kind != "multi":
        yield f"{operator} is for multi slots, {slot.name} is {slot.kind}"
    if operator == "ouder_dan" and slot.kind != "year":
        yield f"ouder_dan is for year slots, {slot.name} is {slot.kind}"
    if operator in ("is", "is_niet", "een_van", "bevat") and slot.kind in ("category", "multi"):
        wanted = leaf["value"] if operator == "een_van" else [leaf["value"]]
        for value in wanted:
            if value not in slot.values:
                yield f"unknown value {value!r} for {slot.name}"


def condition_faults(kb: KnowledgeBase, condition: Condition) -> Iterator[str]:
    """What is wrong with `condition`: unknown slots, values and operators, and that no answers make it true."""
    faults = [fault for leaf in leaves(condition) for fault in _leaf_faults(kb, leaf)]
    yield from faults
    if not faults and not can_hold(kb, condition):
        yield "can never hold: no answers make it true"


def can_hold(kb: KnowledgeBase, condition: Condition) -> bool:
    """True when some answers that can stand together make `condition` true; ingredients count as free."""
    today = datetime.date.today()
    read = slots_of(condition)
    asked = [kb.question(slot).condition for slot in read]
    deciding = [leaf for other in asked if other is not None for leaf in leaves(other)]
    tests: dict[str, list[Condition]] = {}
    for leaf in (*leaves(condition), *deciding):
        if "slot" in leaf:
            tests.setdefault(leaf["slot"], []).append(leaf)
    choices = [[group[0] for group in classes(kb.slots[slot], None, tests[slot], today)] or ["x"] for slot in tests]
    numbers = sorted({leaf["ingredient"] for leaf in leaves(condition) if "ingredient" in leaf})
    for values in itertools.product(*choices):
        answers = effective(kb, dict(zip(tests, values)))
        for statuses in itertools.product(STATUS_ORDER, repeat=len(numbers)):
            if evaluate(condition, answers, today, dict(zip(numbers, statuses))) is Truth.TRUE:
                return True
    return False


def _conditions(kb: KnowledgeBase) -> Iterable[tuple[str, Condition]]:
    for question in kb.questions:
        if question.condition is not None:
            yield f"question {question.slot}", question.condition
    for finding in kb.findings:
        if "als" in finding:
            yield finding["id"], finding["als"]
    for item in kb.ingredients:
        for rule in item["regels"].values():
            yield rule["id"], rule["als"]
        for criterion in item["criteria"]:
            yield criterion["id"], criterion["als"]
    for route in kb.routes:
        if "als" in route:
            yield route["id"], route["als"]
        for criterion in route["criteria"]:
            yield criterion["id"], criterion["als"]
        for step in route["memo"]["stappen"]:
            if "als" in step:
                yield step["id"], step["als"]
        for number, line in enumerate(route["memo"]["aanleiding"], 1):
            if isinstance(line, dict):
                yield f"{route['id']} aanleiding {number}", line["als"]
    for call in kb.close_calls:
        yield call["id"], call["als"]
    for number, line in enumerate(entry("memo.uit_antwoorden"), 1):
        yield f"memo.uit_antwoorden {number}", line["als"]
    for subject in entry("interviews.onderwerpen"):
        for row in subject["rijen"]:
            yield f"interviews {row['label']}", row["als"]


def _contradictions(kb: KnowledgeBase) -> Iterator[str]:
    """Rules that can hold at once and then say two things."""
    for item in kb.ingredients:
        rules = [rule["als"] for rule in item["regels"].values()]
        if can_hold(kb, {"alle": rules}):
            yield f"{item['id']}: a contradiction: it can be aanwezig and ontbreekt at once"
    ruled = [route for route in kb.routes if "als" in route]
    for one, other in itertools.combinations(ruled, 2):
        if can_hold(kb, {"alle": [one["als"], other["als"]]}):
            yield f"{one['id']}: a contradiction: {other['id']} can hold at the same time"


# --- sections, questions, fields


def _sections(kb: KnowledgeBase) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for finding in kb.findings:
        yield finding["id"], finding
    for item in (*kb.ingredients, *kb.routes):
        yield item["id"], item
        for criterion in item["criteria"]:
            yield criterion["id"], criterion
    for route in kb.routes:
        for step in route["memo"]["stappen"]:
            yield step["id"], step
    for term in kb.glossary:
        yield f"term {term['id']}", term


def _section_faults(kb: KnowledgeBase) -> Iterator[str]:
    known = {str(section) for section in kb.report["paragrafen"]}
    for place, item in _sections(kb):
        if "paragraaf" not in item:
            yield f"{place}: text without a section"
        elif str(item["paragraaf"]) not in known:
            yield f"{place}: unknown section {item['paragraaf']!r}"
    for question in kb.questions:
        if question.section not in known:
            yield f"question {question.slot}: unknown section {question.section!r}"
    for route in kb.routes:
        memo = route["memo"]
        for line in (*memo["doel"], *memo["deelnemers"], *itertools.chain(*memo["afspraken"].values())):
            if not _SOURCED.search(line.strip()):
                yield f"{route['id']}: memo line without a section or (eigen lezing): {line.strip()!r}"


def _question_faults(kb: KnowledgeBase) -> Iterator[str]:
    for name, slot in kb.slots.items():
        try:
            question = kb.question(name)
        except KeyError:
            yield f"slot {name} has no question"
            continue
        for field, value in (("waarom", question.why), ("toelichting", question.explanation)):
            if not value.strip():
                yield f"question {name} has no {field}"
        if not question.examples:
            yield f"question {name} has no voorbeelden"
        if question.item != slot.item.split(",")[0] and question.item not in slot.item:
            yield f"question {name} stands at item {question.item}, the contract says {slot.item}"
        if slot.closed:
            wanted = (True, False) if slot.kind == "bool" else slot.values
            if tuple(option.value for option in question.options) != tuple(wanted):
                yield f"question {name}: its options are not the contract's values in their order"
            for option in question.options:
                if not option.label.strip():
                    yield f"question {name}: option {option.value!r} has no label"
    seen: set[str] = set()
    for question in kb.questions:
        for slot in slots_of(question.condition) if question.condition else ():
            if slot not in seen:
                yield f"question {question.slot} depends on {slot}, which is asked later"
        seen.add(question.slot)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _name_faults(kb: KnowledgeBase) -> Iterator[str]:
    """Slots that are named outside conditions: themes, close calls, ingredients, and the {fields} of the memo."""
    named = [(finding["id"], finding["thema"]) for finding in kb.findings]
    named += [(item["id"], item["slots"]) for item in (*kb.ingredients, *kb.close_calls)]
    for route in kb.routes:
        memo = route["memo"]
        lines = [line if isinstance(line, str) else line["tekst"] for line in memo["aanleiding"]]
        lines += [*memo["doel"], *memo["deelnemers"], *itertools.chain(*memo["afspraken"].values())]
        lines += [text for step in memo["stappen"] for text in (step["tekst"], step["resultaat"])]
        named.append((f"{route['id']} memo", sorted(set().union(*map(_fields, lines)))))
    named += [("memo.uit_antwoorden", sorted(_fields(line["tekst"]))) for line in entry("memo.uit_antwoorden")]
    for place, slots in named:
        for slot in slots:
            if slot not in kb.slots:
                yield f"{place}: unknown slot {slot!r}"
    findings = {finding["id"]: finding for finding in kb.findings}
    for row in (row for subject in entry("interviews.onderwerpen") for row in subject["rijen"]):
        if row["bevinding"] not in findings:
            yield f"interviews {row['label']}: unknown finding {row['bevinding']!r}"
        elif ("aantal" in findings[row["bevinding"]]) is ("woorden" in row):
            yield f"interviews {row['label']}: the count stands at the finding or here, and in one of the two"


def lint(kb: KnowledgeBase) -> list[str]:
    """All faults of the knowledge base beyond its schemas, one sentence each; empty when it is sound."""
    faults = list(_question_faults(kb))
    for place, condition in _conditions(kb):
        faults += [f"{place}: {fault}" for fault in condition_faults(kb, condition)]
    if not faults:
        faults += _contradictions(kb)
    faults += _section_faults(kb)
    faults += _name_faults(kb)
    ids = [place for place, _ in _conditions(kb)] + [f["id"] for f in kb.findings if "als" not in f]
    faults += [f"{place} stands twice" for place in sorted({place for place in ids if ids.count(place) > 1})]
    return faults


# --- how it reads


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in NOT_SHOWN and not str(key).endswith("_woorden"):
                yield from _texts(item, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _texts(
                item, f"{place}.{item.get('id') or item.get('slot') or number}" if isinstance(item, dict) else place
            )


def text_warnings(text: str) -> Iterator[str]:
    """What makes `text` hard or unfit to read: a long sentence, officialese, or the je-form."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
        words = len(sentence.split())
        if words > LONGEST_SENTENCE:
            yield f"a sentence of {words} words: {' '.join(sentence.split()[:8])} ..."
    for found in _OFFICIAL.findall(text):
        yield f"officialese: {found!r}"
    for found in _JE.findall(text):
        yield f"{found!r} where u is meant"


def warnings(directory: Path = KENNISBANK) -> list[str]:
    """What could read better in the sentences for users, each with its place."""
    found = []
    for path in sorted({path for pattern in TEXT_FILES for path in directory.glob(pattern)}):
        place = path.relative_to(directory).as_posix()
        for where, text in _texts(read_yaml(path), place):
            found += [f"{where}: {warning}" for warning in text_warnings(text)]
    return found
