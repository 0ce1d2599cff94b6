"""One turn of the conversation, as a pure function of the answers, the state and what was heard.

The Rasa actions and any other face only carry its outcome: `hear` for what fills slots, `respond` for every other act.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from routewijzer import compare, trace
from routewijzer import messages as say
from routewijzer.advice import advise
from routewijzer.change import outcome as outcome_of
from routewijzer.conditions import ONBEKEND, OVERGESLAGEN, Answers, Truth, evaluate, has_value
from routewijzer.interview import (
    MODES,
    SNELSCAN,
    VOLLEDIG,
    block_complete,
    block_of,
    effective,
    next_question,
    position_in_block,
    previous_question,
    progress,
    relevance,
)
from routewijzer.knowledge import BOOL_OPTIONS, KnowledgeBase, Question
from routewijzer.messages import MODUS, Message
from routewijzer.wording import section_name

State = dict[str, Any]

#: Commands to whoever keeps the conversation: erase it, or begin anew.
WISSEN, OPNIEUW = "wissen", "opnieuw"
#: A button that supposes an answer: `stel:toetsingskader=ja`.
STEL, WAAROM = say.STEL, say.WAAROM


@dataclass(frozen=True)
class Heard:
    """What was understood of a turn: the act, the values stated, and readings between which there is doubt.

    `choice` is set when a button was pressed that is no answer (`wijzig:visie`, `conflict:oud`, `twijfel:anders`).
    `supposing`: what was found is only supposed ("stel dat ..."), so it is tried and not noted. `from_document`: what
    was found comes from a document, and the person accepted it.
    """

    act: str
    text: str = ""
    found: Mapping[str, Any] = field(default_factory=dict)
    doubt: Mapping[str, list[Any]] = field(default_factory=dict)
    term: str | None = None
    choice: str | None = None
    supposing: bool = False
    from_document: bool = False


@dataclass
class Outcome:
    """What a turn leads to: messages, changed answers (None: back to unanswered), the new state, a command."""

    messages: list[Message] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    state: State = field(default_factory=dict)
    command: str | None = None


def parse_choices(kb: KnowledgeBase, ids: list[str]) -> Heard | None:
    """What the buttons `ids` stand for, or None when one of them is no button of this conversation.

    Several ids together are several values of one multi slot.
    """
    found: dict[str, Any] = {}
    for identifier in ids:
        kind, sign, rest = identifier.partition("=")
        if sign and ":" not in kind:
            if kind == MODUS:
                if rest not in MODES:
                    return None
                found[MODUS] = rest
                continue
            slot = kb.slots.get(kind)
            if slot is None or not slot.closed:
                return None
            if slot.kind == "multi":
                values = [] if rest == "[]" else rest.split("+")
                if any(value not in slot.values for value in values):
                    return None
                chosen = set(found.get(kind, [])) | set(values)
                found[kind] = [value for value in slot.values if value in chosen]
            elif slot.kind == "bool":
                if rest not in BOOL_OPTIONS:
                    return None
                found[kind] = BOOL_OPTIONS[rest]
            elif rest in slot.values:
                found[kind] = rest
            else:
                return None
            continue
        if len(ids) > 1:
            return None
        prefix, _, name = identifier.partition(":")
        if prefix == STEL:
            supposed = parse_choices(kb, [name]) if "=" in name else None
            return Heard("advice_now", found=supposed.found, supposing=True) if supposed else None
        if prefix == "act" and name in {*kb.acts, "keep"}:
            return Heard("affirm" if name == "keep" else name, choice=identifier)
        if prefix == WAAROM and (name == "route" or name in {str(item["nummer"]) for item in kb.ingredients}):
            return Heard("why_ask", text="route" if name == "route" else f"ingrediënt {name}", choice=identifier)
        known = {"wijzig": kb.slots, "conflict": ("oud", "nieuw", "beide"), "twijfel": ("anders",)}
        if name in known.get(prefix, ()):
            return Heard("correct" if prefix == "wijzig" else "answer", choice=identifier)
        return None
    return Heard("answer", found=found) if len(found) == 1 else None


def heard_mode(kb: KnowledgeBase, text: str) -> str | None:
    """The mode that a typed answer to the opening question names, or None when it names none or both."""
    words = text.lower()
    named = [
        mode
        for mode, terms in kb.texts["modus_woorden"].items()
        if any(re.search(rf"\b{re.escape(term)}\b", words) for term in terms)
    ]
    return named[0] if len(named) == 1 else None


def pointed_at(kb: KnowledgeBase, text: str) -> str | None:
    """Which of two readings put to the person `text` points at: `eerste`, `tweede`, `beide` or `geen`, or None."""
    padding = set(kb.texts["wijs_vulling"])

    def bare(words: str) -> list[str]:
        return [word for word in _words(words).split() if word not in padding]

    wanted = bare(text)
    return next((name for name, forms in kb.texts["wijs_woorden"].items() if wanted in map(bare, forms)), None)


def supposed(kb: KnowledgeBase, text: str) -> str | None:
    """What a text supposes ("stel dat we een toetsingskader hadden"), as a fact ("we een toetsingskader hebben").

    None when it supposes nothing.
    """
    match = re.match(rf"\W*(?:{'|'.join(kb.texts['stel_woorden'])})\b\W*(.+)", text, re.IGNORECASE | re.DOTALL)
    if match is None:
        return None
    facts = kb.texts["stel_feiten"]
    return re.sub(r"\w+", lambda word: facts.get(word.group().lower(), word.group()), match.group(1))


def wants_change(kb: KnowledgeBase, text: str) -> bool:
    """Whether `text` says in so many words that something is to change ("moet zijn", "verander", "klopt niet")."""
    terms = (*kb.texts["wijzig_woorden"], *kb.texts["wijzig_zinnen"])
    patterns = (_words(term.replace("..", "X")).replace(" x ", r"(?: \w+){1,4} ") for term in terms)
    return any(re.search(pattern, _words(text)) for pattern in patterns)


def put_in_place(kb: KnowledgeBase, text: str, slot: str) -> str:
    """What a correction of `slot` puts in place ("het budget moet 30000 zijn": "30000"); empty when it names no value.

    Words that only name the question, or say that it is to change, are left out at both ends.
    """
    texts = kb.texts
    for phrase in texts["wijzig_zinnen"]:
        text = re.sub(rf"\b{re.escape(phrase)}\b", " ", text, flags=re.IGNORECASE)
    padding = {*texts["wijzig_vulling"], *_words(" ".join(say.names_of(kb, slot))).split()}
    words = list(re.finditer(r"[^\W_]+", text))
    for known in (texts["wijzig_aanloop"], padding):
        while words and words[0].group().lower() in known:
            words.pop(0)
    while words and words[-1].group().lower() in padding:
        words.pop()
    return text[words[0].start() : words[-1].end()] if words else ""


class Turn:
    """One turn under way. `answers` (with `modus`) and `state` are those before it; neither is changed."""

    def __init__(
        self,
        kb: KnowledgeBase,
        answers: Answers,
        state: Mapping[str, Any],
        asked: str | None,
        heard: Heard,
        today: datetime.date | None = None,
    ) -> None:
        self.kb = kb
        self.before = dict(answers)
        self.answers = {slot: value for slot, value in answers.items() if slot in kb.slots and value is not None}
        self.mode: str | None = answers.get(MODUS)
        self.asked = asked
        self.heard = heard
        self.today = today or datetime.date.today()
        self.outcome = Outcome(state={**state, "beurt": state.get("beurt", 0) + 1})

    # -- saying and changing -------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """The state as it stands now."""
        return self.outcome.state

    def say(self, key: str, kind: str = "uitleg", choices: Any = (), **values: Any) -> None:
        """Add the sentence `key` of the knowledge base."""
        self.outcome.messages.append(say.message(self.kb.texts[key].format(**values), kind, choices))

    def set(self, slot: str, value: Any) -> None:
        """Change an answer (or the mode)."""
        self.outcome.changes[slot] = value
        if slot == MODUS:
            self.mode = value
        elif value is None:
            self.answers.pop(slot, None)
        else:
            if self.answers.get(slot) != value:
                self.state["gewijzigd"] = True
            self.answers[slot] = value
            source = (
                {"bron": "document"} if self.heard.from_document else {"bron": "gesprek", "beurt": self.state["beurt"]}
            )
            self.state["herkomst"] = {**self.state.get("herkomst", {}), slot: source}

    def settle(self) -> None:
        """The open question is dealt with: forget doubts, failures and a step back."""
        for key in ("twijfel", "mislukt", "terug"):
            self.state.pop(key, None)

    # -- what fills slots ----------------------------------------------------------------------------------------

    def hear(self) -> Outcome | None:
        """Handle an answer, ja/nee, don't know or skip. None when the act is no answer here: `respond` handles it."""
        heard = self.heard
        if heard.supposing:
            return None
        if heard.from_document:
            return self._take_over()
        for pending in (self._confirmation, self._conflict, self._doubt):
            handled = pending()
            if handled:
                return self.outcome
        if heard.choice and heard.choice.startswith("wijzig:"):
            return None
        if self.asked == MODUS or MODUS in heard.found or self._goes_on():
            return self._choose_mode()
        if heard.act in ("dont_know", "skip") and self.asked:
            return self._pass_over(ONBEKEND if heard.act == "dont_know" else OVERGESLAGEN)
        if heard.act == "affirm" and self.asked and self.state.get("terug") == self.asked and not heard.found:
            self.settle()
            return self.outcome
        return self._answer() if heard.act in ("answer", "affirm", "deny") else None

    def _confirmation(self) -> bool:
        """A pending `opnieuw` or `wissen`: done on ja, dropped on nee, forgotten on anything else."""
        pending = self.state.pop("bevestig", None)
        if pending is None:
            return False
        if self.heard.act == "affirm":
            if pending == OPNIEUW:
                for slot, value in self.before.items():
                    if value is not None:
                        self.outcome.changes[slot] = None
                self.outcome.state = {"beurt": self.state["beurt"]}
                self.say("opnieuw_gedaan")
            else:
                self.say("wissen_gedaan")
            self.outcome.command = pending
            return True
        if self.heard.act == "deny":
            self.say("niet_gedaan")
            return True
        return False

    def _conflict(self) -> bool:
        """The first pending conflict between an earlier answer and a new one; an unsettled one is asked again."""
        pending = self.state.get("conflict")
        if not pending:
            return False
        slot, old, new = (pending[0][key] for key in ("slot", "oud", "nieuw"))
        choice = self.heard.choice
        pointed = pointed_at(self.kb, self.heard.text)
        # "De eerste" is the first of these two, and not of the options of the question; "allebei" can be one of these.
        said = None if pointed in ("eerste", "tweede") else self.heard.found.get(slot)
        plain = said is None
        both = say.together(self.kb, slot, old, new)
        if (choice == "conflict:beide" or pointed == "beide") and both is not None:
            self._change(slot, both)
        elif pointed == "beide" and said is not None:
            self._change(slot, said)
        elif pointed == "beide":
            self.say("maar_een")
            return True
        elif choice == "conflict:nieuw" or pointed == "tweede" or said == new or (self.heard.act == "affirm" and plain):
            self._change(slot, new)
        elif choice == "conflict:oud" or pointed == "eerste" or said == old or (self.heard.act == "deny" and plain):
            self._keep_earlier(slot, old)
        elif self.heard.act in ("dont_know", "skip"):
            self._keep_earlier(slot, old)
        else:
            if self.heard.found and self.heard.act == "answer":
                self._conflict_over()  # asked, and answered with something else: the earlier answer stays
            return False
        self._conflict_over()
        return True

    def _conflict_over(self) -> None:
        rest = self.state.pop("conflict")[1:]
        if rest:
            self.state["conflict"] = rest

    def _keep_earlier(self, slot: str, old: Any) -> None:
        short = self.kb.question(slot).short
        self.say("conflict_gehouden", "genoteerd", kort=short, oud=say.display(self.kb, slot, old))

    def _differs(self, slot: str, value: Any) -> None:
        """Remember that `value` conflicts with what was answered; a later mention replaces an earlier one."""
        others = [item for item in self.state.get("conflict") or [] if item["slot"] != slot]
        self.state["conflict"] = [*others, {"slot": slot, "oud": self.answers[slot], "nieuw": value}]

    def _take_over(self) -> Outcome:
        """Values from a document that the person accepted: noted together; what conflicts is asked about."""
        noted = []
        for slot, value in self.heard.found.items():
            if self.answers.get(slot) == value:
                continue
            if has_value(self.answers, slot):
                self._differs(slot, value)
                continue
            self.set(slot, value)
            noted.append(slot)
        if self.asked in noted:
            self.settle()
        lines = [
            self.kb.texts["samenvatting_regel"].format(
                kort=self.kb.question(slot).short, tekst=say.display(self.kb, slot, self.answers[slot])
            )
            for slot in noted
        ]
        head = self.kb.texts["overgenomen"] if lines else self.kb.texts["overgenomen_niets"]
        text = "\n".join([head, *(f"- {line}" for line in lines)])
        self.outcome.messages.append(say.message(text, "genoteerd"))
        return self.outcome

    def _doubt(self) -> bool:
        """A pending clarification at the open question: `iets anders` and nee explain, "de tweede" takes that reading,
        "allebei" takes both together where the question allows, ja takes the only one."""
        pending = self.state.get("twijfel")
        # A conflict is asked before a doubt: what is said then is not about the readings.
        if not pending or self.asked is None or pending["slot"] != self.asked or self.state.get("conflict"):
            return False
        readings = pending["waarden"]
        said = self.heard.found.get(self.asked)
        pointed = pointed_at(self.kb, self.heard.text)
        # "Nee" to "bedoelt u A, of B?" is no answer to the question itself, unless it is A or B.
        denied = (self.heard.act == "deny" and said is None) or (pointed == "geen" and said not in readings)
        if self.heard.choice == "twijfel:anders" or denied:
            self._not_understood()
            return True
        taken = None
        if pointed == "eerste" or (self.heard.act == "affirm" and said is None and len(readings) == 1):
            taken = readings[0]
        elif pointed == "tweede" and len(readings) > 1:
            taken = readings[1]
        elif pointed == "beide":
            taken = say.together(self.kb, self.asked, readings[0], readings[-1])
            if taken is None and said is None:
                self.say("maar_een")
                return True
        if taken is None:
            return False
        self._note(taken)
        return True

    def _goes_on(self) -> bool:
        """True when, after the snelscan, a text takes up the offer of the full interview."""
        wanted = set(_words(self.heard.text).split()) & set(self.kb.texts["verder_woorden"])
        after = self.asked is None and self.mode == SNELSCAN
        return after and bool(wanted) and self.heard.act in ("answer", "affirm", "resume", "out_of_scope")

    def _choose_mode(self) -> Outcome | None:
        if self._goes_on():
            mode = VOLLEDIG
        elif MODUS in self.heard.found or self.heard.act in ("answer", "affirm", "deny", "dont_know", "skip"):
            mode = self.heard.found.get(MODUS) or heard_mode(self.kb, self.heard.text)
        else:
            return None
        if mode is None and self.heard.act in ("dont_know", "skip"):
            mode = SNELSCAN  # the short one is part of the long one: nothing is lost
        if mode is None:
            self._volunteered()
            self.outcome.messages.append(say.message(self.kb.texts["modus_uitleg"], "uitleg"))
            self.state["mislukt"] = self.state.get("mislukt", 0) + 1
            return self.outcome
        self.settle()
        self.set(MODUS, mode)
        self.state.pop("klaar", None)
        self.outcome.messages.append(say.mode_noted(self.kb, mode))
        self._volunteered()
        return self.outcome

    def _pass_over(self, marker: str) -> Outcome:
        """Don't know or skip: on a step back the earlier answer stays."""
        assert self.asked is not None
        if not (self.state.get("terug") == self.asked and has_value(self.answers, self.asked)):
            self.set(self.asked, marker)
            self.outcome.messages.append(say.noted(self.kb, self.asked, marker))
        self.settle()
        self._block_done()
        return self.outcome

    def _answer(self) -> Outcome:
        asked, heard = self.asked, self.heard
        volunteered = self._volunteered()
        if asked is None:
            if not volunteered and not self.state.get("conflict"):
                self._at_the_end()
            return self.outcome
        stated = heard.found.get(asked)
        if self.kb.slots[asked].kind == "text":
            if stated is None and heard.act == "answer":
                stated = heard.text
            stated = (stated or "").strip() or None
        doubt = {"slot": asked, "waarden": list(heard.doubt.get(asked, []))[:2]}
        if stated is not None:
            self._note(stated)
        elif volunteered or self.state.get("conflict"):
            pass  # it answers another question: that was said back, and this one is asked again
        elif doubt["waarden"] and doubt != self.state.get("twijfel"):
            self.state["twijfel"] = doubt
        else:
            self._not_understood()
        return self.outcome

    def _at_the_end(self) -> None:
        """All is asked and nothing is stated: what can still be done after ja or nee, else that it is no help."""
        if self.heard.act not in ("affirm", "deny"):
            self.say("buiten_bereik")
            return
        self.say("klaar_reactie")
        if self.mode == SNELSCAN:
            self.outcome.messages.append(say.going_on(self.kb))

    def _note(self, value: Any) -> None:
        """Fill the asked slot, say it back, and add the finding that fits."""
        slot = self.asked
        assert slot is not None
        old = self.answers.get(slot)
        key = "noteer_hetzelfde" if old == value else "noteer"
        irrelevant = self._irrelevant()
        self.set(slot, value)
        self.settle()
        self.outcome.messages.append(say.noted(self.kb, slot, value, key))
        self._now_irrelevant(irrelevant)
        self._finding(slot)
        self._block_done()

    def _volunteered(self) -> bool:
        """Values of other slots than the asked one: noted, or asked about when they conflict. True when any was."""
        any_noted = False
        for slot, value in self.heard.found.items():
            if slot in (self.asked, MODUS):
                continue
            old = self.answers.get(slot)
            if has_value(self.answers, slot):
                if old != value and not (isinstance(value, list) and set(value) <= set(old)):
                    self._differs(slot, value)
                continue
            self.set(slot, value)
            self.outcome.messages.append(say.noted(self.kb, slot, value, "noteer_ook"))
            any_noted = True
        return any_noted

    def _change(self, slot: str, value: Any) -> None:
        """Correct an answer and say what it was; later answers are kept."""
        old = self.answers.get(slot)
        irrelevant = self._irrelevant()
        self.set(slot, value)
        short = self.kb.question(slot).short
        if old is None or old == value:
            self.outcome.messages.append(say.noted(self.kb, slot, value))
        else:
            words = {"oud": say.display(self.kb, slot, old), "nieuw": say.display(self.kb, slot, value)}
            self.say("aangepast", "genoteerd", kort=short, **words)
        if slot == self.asked:
            self.settle()
        self._now_irrelevant(irrelevant)

    def _irrelevant(self) -> set[str]:
        return {slot for slot, truth in relevance(self.kb, self.answers).items() if truth is Truth.FALSE}

    def _now_irrelevant(self, before: set[str]) -> None:
        """Say which given answers no longer count."""
        for slot in sorted(self._irrelevant() - before, key=list(self.kb.slots).index):
            if has_value(self.answers, slot):
                self.say("niet_meer_nodig", kort=self.kb.question(slot).short)

    def _finding(self, slot: str) -> None:
        item = say.fitting_finding(self.kb, slot, self.answers, self.state.get("gezegd", ()), self.today)
        if item is not None:
            self._say_findings([item])

    def _say_findings(self, items: Sequence[Mapping[str, Any]]) -> None:
        """Say findings, with the caution before the first of all, and remember that they were said."""
        said = self.state.get("gezegd", [])
        if not said:
            self.outcome.messages.append(say.caution(self.kb))
        self.outcome.messages += [say.finding(self.kb, item) for item in items]
        self.state["gezegd"] = [*said, *(item["id"] for item in items if item["id"] not in said)]

    def _block_done(self) -> None:
        """A recap when the last question of the asked block has been answered, unless it has but that one answer."""
        if self.asked is None or self.mode is None:
            return
        block = self.kb.question(self.asked).block
        done = self.state.setdefault("blokken", [])
        if block not in done and block_complete(self.kb, block, self.answers, self.mode):
            if len(say.overview(self.kb, self.answers, block)) > 1:
                self.outcome.messages.append(say.summary(self.kb, self.answers, block))
            self.state["blokken"] = [*done, block]

    def _not_understood(self) -> None:
        """First the explanation with an example, after two failures a way out; a pending doubt is dropped."""
        self.state.pop("twijfel", None)
        assert self.asked in self.kb.slots
        failures = self.state.get("mislukt", 0)
        self.state["mislukt"] = failures + 1
        question = self.kb.question(self.asked)
        kind = self.kb.slots[self.asked].kind
        texts = self.kb.texts
        if failures == 0 and kind in ("year", "amount"):
            self.say("jaar_vraag_terug" if kind == "year" else "bedrag_vraag_terug")
            return
        text = texts["niet_begrepen"][min(failures, 1)]
        text = text.format(toelichting=question.explanation, voorbeeld=self._example(question))
        buttons = [say.choice("act:human", texts["hulp_adviseur"])] if failures else []
        self.outcome.messages.append(say.message(text, "uitleg", buttons))

    def _example(self, question: Question) -> str:
        """An example answer; after "ja" one that does not say no."""
        refusing = self.kb.texts["wijs_woorden"]["geen"] if self.heard.act == "affirm" else ()
        fitting = (one for one in question.examples if _words(one).split()[0] not in refusing)
        return next(fitting, question.examples[0])

    def _explain(self) -> None:
        """What the open question means, with an example."""
        if self.asked is None:
            self.outcome.messages.append(say.why_outcome(self.kb))
        elif self.asked == MODUS:
            self.say("begrip_leeg", toelichting=self.kb.texts["modus_uitleg"].strip())
        else:
            question = self.kb.question(self.asked)
            self.say("uitleg_vraag", toelichting=question.explanation, voorbeeld=self._example(question))

    # -- every other act -----------------------------------------------------------------------------------------

    def respond(self) -> Outcome:
        """Handle an interruption: an answer text; slots stay as they are, unless it is a correction."""
        self.state.pop("bevestig", None)
        act = self.heard.act
        handler: Callable[[], None] = getattr(self, f"_act_{act}", self._act_out_of_scope)
        handler()
        if act != "correct" and not self.heard.supposing:
            self._answer_in_one_breath()
        return self.outcome

    def _answer_in_one_breath(self) -> None:
        """An answer that came with the interruption counts too."""
        if self.asked and self.asked != MODUS and self.asked in self.heard.found:
            self._volunteered()
            self._note(self.heard.found[self.asked])
        elif self.heard.found:
            self._volunteered()

    def _about_outcome(self) -> bool:
        """Answer "waarom deze route?" or "waarom ontbreekt dat ingrediënt?" from the trace; False: neither."""
        words = set(_words(self.heard.text).split())
        subjects = self.kb.texts["uitkomst_woorden"]
        about = next((name for name, forms in subjects.items() if words & set(forms)), None)
        if about is None:
            return False
        outcome = advise(self.kb, self.answers, self.today, self.state.get("herkomst"))
        if about == "route":
            lines = trace.explain_route(outcome)
        else:
            number = say.ingredient_named(self.kb, self.heard.text, outcome)
            if number is None:
                self.say("welk_ingredient", "uitleg", say.ingredient_choices(self.kb))
                return True
            lines = trace.explain_ingredient(outcome, number)
        self.outcome.messages.append(say.message("\n".join(lines), "advies", paragraaf="6"))
        return True

    def _act_why_ask(self) -> None:
        if self._about_outcome():
            return
        if self.asked is None:
            self.outcome.messages.append(say.why_outcome(self.kb))
            return
        if self.asked == MODUS:
            self.say("waarom_modus")
            return
        question = self.kb.question(self.asked)
        self.say("waarom", waarom=question.why.strip(), paragraaf=section_name(question.section))
        self.outcome.messages[-1]["paragraaf"] = question.section

    def _act_define(self) -> None:
        explanation = self.kb.question(self.asked).explanation if self.asked in self.kb.slots else ""
        term = self.heard.term
        entry = glossary_entry(self.kb, term or self.heard.text)
        if entry is not None:
            self._define(entry)
        elif term:
            self.say("begrip_onbekend", term=term, toelichting=explanation)
        else:
            self._explain()

    def _define(self, entry: Mapping[str, Any]) -> None:
        key = "begrip_eigen" if entry.get("eigen_uitleg") else "begrip"
        section = section_name(entry["paragraaf"])
        self.say(key, term=entry["term"], uitleg=entry["uitleg"].strip(), paragraaf=section)
        self.outcome.messages[-1].update(begrip=entry["id"], paragraaf=str(entry["paragraaf"]))

    def _act_examples(self) -> None:
        if self.asked not in self.kb.slots:
            self.say("voorbeelden_modus")
            return
        examples = " ".join(f"“{example}”" for example in self.kb.question(self.asked).examples)
        self.say("voorbeelden", voorbeelden=examples)

    def _act_what_others_do(self) -> None:
        if self.asked in (None, MODUS):
            self.outcome.messages.append(say.caution(self.kb))
            return
        items = [item for item in self.kb.findings if self.asked in item["thema"]]
        if not items:
            term = next((entry for entry in self.kb.glossary if self.asked in entry.get("vragen", ())), None)
            if term is not None:
                self._define(term)
            else:
                self.say("anderen_geen")
            return
        counting = effective(self.kb, self.answers)
        fitting = [i for i in items if "als" in i and evaluate(i["als"], counting, self.today) is Truth.TRUE]
        counted = [item for item in items if "aantal" in item]
        self._say_findings((fitting or counted or items)[:2])

    def _act_repeat(self) -> None:
        """The question again; who says not to understand it gets it explained."""
        words = _words(self.heard.text)
        if self.heard.choice is None and any(_words(term) in words for term in self.kb.texts["onbegrip_woorden"]):
            self._explain()
        else:
            self.say("herhaal")

    def _act_back(self) -> None:
        mode = self.mode or MODES[0]
        previous = previous_question(self.kb, self.asked if self.asked != MODUS else None, self.answers, mode)
        if previous is None or self.asked == MODUS:
            self.say("geen_vorige")
            return
        self.settle()
        self.state["terug"] = previous.slot
        self.say("terug")

    def _act_correct(self) -> None:
        given = [row["slot"] for row in say.overview(self.kb, self.answers)]
        if self.heard.choice:
            named = self.heard.choice.partition(":")[2]
        else:
            named = None if self.heard.found else say.question_named(self.kb, self.heard.text, given)
        if named:
            self.settle()
            self.state["terug"] = named
            return
        if not self.heard.found:
            rows = say.overview(self.kb, self.answers)[-8:]
            texts = self.kb.texts
            buttons = [say.choice(f"wijzig:{r['slot']}", texts["wijzig_knop"].format(kort=r["kort"])) for r in rows]
            self.say("wijzig_wat" if rows else "samenvatting_leeg", "uitleg", buttons)
            return
        for slot, value in self.heard.found.items():
            self._change(slot, value)

    def _act_summary(self) -> None:
        self.outcome.messages.append(say.summary(self.kb, self.answers))

    def _act_progress(self) -> None:
        self.outcome.messages.append(say.how_far(self.kb, self.answers, self.mode))

    def _suppose(self) -> None:
        """Say what the outcome would be; when it is not clear what is supposed, offer what can be tried."""
        supposed = {slot: value for slot, value in self.heard.found.items() if slot in self.kb.slots}
        if supposed:
            lines = compare.what_if_sentences(self.kb, self.answers, supposed, self.today)
            self.outcome.messages.append(say.message("\n".join(lines), "advies"))
            return
        named = say.question_named(self.kb, self.heard.text, say.single_choice(self.kb))
        buttons = say.suppositions(self.kb, self.answers, named, self.today)
        self.say("stel_welke" if named and buttons else "stel_niets", "uitleg", buttons)

    def _act_advice_now(self) -> None:
        if self.heard.supposing:
            self._suppose()
            return
        if set(_words(self.heard.text).split()) & set(self.kb.texts["waarom_woorden"]) and self._about_outcome():
            return
        self.outcome.messages += say.advice(self.kb, self.answers, self.mode, self.today)

    def _act_export(self) -> None:
        self.say("export", "advies")

    def _place(self) -> str | None:
        question = next_question(self.kb, self.answers, self.mode) if self.mode else None
        return say.place(self.kb, question.slot, self.answers, self.mode) if question and self.mode else None

    def _act_pause(self) -> None:
        place = self._place()
        self.state["gepauzeerd"] = True
        self.say("pauze" if place else "pauze_klaar", "pauze", plek=place)

    def _act_goodbye(self) -> None:
        self.state["gepauzeerd"] = True
        self.say("tot_ziens", "pauze")

    def _act_resume(self) -> None:
        self.state.pop("gepauzeerd", None)
        place = self._place()
        self.say("hervat" if place else "hervat_klaar", plek=place)
        if not place and self.mode == SNELSCAN:
            self.outcome.messages.append(say.going_on(self.kb))

    def _confirm(self, what: str, key: str) -> None:
        self.state["bevestig"] = what
        texts = self.kb.texts
        self.say(key, "bevestiging", [say.choice("act:affirm", texts["ja"]), say.choice("act:deny", texts["nee"])])

    def _act_restart(self) -> None:
        self._confirm(OPNIEUW, "opnieuw_vraag")

    def _act_delete_data(self) -> None:
        self._confirm(WISSEN, "wissen_vraag")

    def _act_privacy(self) -> None:
        self.say("privacy")

    def _act_human(self) -> None:
        self.say("mens")

    def _act_who_are_you(self) -> None:
        self.say("wie_ben_je")

    def _act_greet(self) -> None:
        self.say("groet")

    def _act_thanks(self) -> None:
        self.say("dank")

    def _act_document(self) -> None:
        self.say("document")

    def _act_out_of_scope(self) -> None:
        self.say("buiten_bereik")

    def _act_affirm(self) -> None:
        self._act_resume()

    _act_deny = _act_out_of_scope
    _act_dont_know = _act_out_of_scope
    _act_skip = _act_out_of_scope


def _words(text: str) -> str:
    """The words of `text` in lower case between single spaces, with a space at both ends."""
    return " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "


def glossary_entry(kb: KnowledgeBase, term: str) -> Mapping[str, Any] | None:
    """The glossary entry whose term or variant stands in `term` as whole words; the longest match wins."""
    words = _words(term)
    best: tuple[int, Mapping[str, Any]] | None = None
    for entry in kb.glossary:
        for name in (entry["term"], *entry.get("ook", ())):
            needle = _words(str(name))
            if needle in words and (best is None or len(needle) > best[0]):
                best = (len(needle), entry)
    return best[1] if best else None


def next_slot(kb: KnowledgeBase, answers: Answers, state: Mapping[str, Any]) -> str | None:
    """The slot to ask now: the mode first, then a step back, then the first open question; None when all is asked."""
    mode = answers.get(MODUS)
    if mode is None:
        return MODUS
    if state.get("terug"):
        return state["terug"]
    question = next_question(kb, {s: v for s, v in answers.items() if s in kb.slots}, mode)
    return question.slot if question else None


def conflict_question(kb: KnowledgeBase, state: Mapping[str, Any]) -> Message | None:
    """The question about the first pending conflict, or None."""
    pending = state.get("conflict")
    if not pending:
        return None
    slot, old, new = (pending[0][key] for key in ("slot", "oud", "nieuw"))
    both = say.together(kb, slot, old, new)
    words = {"oud": say.display(kb, slot, old), "nieuw": say.display(kb, slot, new)}
    buttons = [
        say.choice("conflict:oud", kb.texts["conflict_oud"].format(**words)),
        say.choice("conflict:nieuw", kb.texts["conflict_nieuw"].format(**words)),
    ]
    if both is not None and both not in (old, new):
        buttons.append(
            say.choice("conflict:beide", kb.texts["conflict_beide"].format(beide=say.display(kb, slot, both)))
        )
    text = kb.texts["conflict"].format(kort=kb.question(slot).short, **words)
    return say.message(text, "vraag", buttons, slot=slot, meerdere=False)


def closing(
    kb: KnowledgeBase, answers: Answers, state: Mapping[str, Any], today: datetime.date
) -> tuple[list[Message], State]:
    """What to say when nothing is left to ask, and the state after it.

    A pending conflict first; then the advice, once; after that only that a later answer changed what it rests on.
    """
    pending = conflict_question(kb, state)
    if pending:
        return [pending], dict(state)
    after = {key: value for key, value in state.items() if key != "gewijzigd"} | {"klaar": True}
    if not state.get("klaar"):
        return say.advice(kb, answers, answers.get(MODUS), today), after
    if not state.get("gewijzigd"):
        return [], after
    button = say.choice("act:advice_now", kb.texts["altijd"]["advice_now"])
    return [say.message(kb.texts["advies_bijgewerkt"], "advies", [button])], after


def status(kb: KnowledgeBase, answers: Answers, state: Mapping[str, Any], asked: str | None) -> dict[str, Any]:
    """Where the conversation is: `vraag`, `meerdere`, `keuzes`, `modus`, `voortgang`, and the outcome so far."""
    given = {slot: value for slot, value in answers.items() if slot in kb.slots and value is not None}
    mode = answers.get(MODUS)
    open_message = conflict_question(kb, state) or (say.question(kb, asked, given, state) if asked else None)
    where: dict[str, Any] = {"blok": None, "titel": None, "nummer": None, "van": None}
    if asked in kb.slots and mode:
        block = block_of(kb, asked)
        number, total = position_in_block(kb, asked, given, mode)
        where = {"blok": block.name, "titel": block.title, "nummer": number, "van": total}
    done = progress(kb, given, mode or MODES[0])
    outcome = outcome_of(kb, given, datetime.date.today())
    return {
        "vraag": asked,
        "meerdere": bool(open_message and open_message["meerdere"]),
        "keuzes": open_message["keuzes"] if open_message else [],
        "modus": mode,
        "voortgang": where | {"beantwoord": done.answered, "over": done.left, "minuten": done.minutes},
        "uitkomst": {
            "route": outcome.route,
            "kandidaten": list(outcome.candidates),
            "ingredienten": {str(number): status for number, status in outcome.statuses.items()},
        },
    }


def always(kb: KnowledgeBase, answers: Answers) -> list[dict[str, str]]:
    """The buttons that count at any moment: what a person can ask or do, and a change of each answer given."""
    acts = [say.choice(f"act:{act}", label) for act, label in kb.texts["altijd"].items()]
    given = {slot: value for slot, value in answers.items() if slot in kb.slots and value is not None}
    changes = [
        say.choice(f"wijzig:{row['slot']}", kb.texts["wijzig_knop"].format(kort=row["kort"]))
        for row in say.overview(kb, given)
    ]
    tries = say.suppositions(kb, given, None, datetime.date.today())
    return [*acts, *changes, *tries, *say.why_outcome(kb)["keuzes"]]
