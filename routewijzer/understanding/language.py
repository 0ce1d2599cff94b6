"""The language work, by spaCy: a Dutch pipeline of the project's own, to which a trained model may be added.

`parse` gives a text as spaCy's Doc. Its tokens have as norm what rules look at (`text.normal`, names of municipalities
masked), and on the Doc stand the results that all parts of the understanding share:

- `doc._.tokens`: the tokens that are not white space, `doc._.words`: their norms; all places are places in these lists
- `doc._.clauses`, `doc._.negated` (`scope.py`), sentences (`sentences.py`), word lists (`lexicon.matches`)
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from functools import lru_cache

import spacy
from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.util import compile_infix_regex, registry

from routewijzer.understanding import places, scope, sentences  # noqa: F401 (they register the components named below)
from routewijzer.understanding.text import is_word, normal

#: The environment variable that names a spaCy model, and the pipes of it that nothing here needs.
MODEL = "RW_SPACY_MODEL"
_UNUSED = ("parser", "ner", "senter", "tokenizer")
_TOKENIZER = "routewijzer.tokenizer.v1"
#: The pipeline keeps every word that it meets; past this many it is built anew, so that it cannot grow for ever.
_MOST_WORDS = 100_000

_LETTER = r"[^\W\d_]"
_SIGN = r"(?:[^\w\s\u0300-\u036f]|_)"
#: '17 and 't, of which the sign belongs to what follows.
_SHORT = rf"(?:['’]\d{{2}}(?!\w)|(?<!{_LETTER})['’][a-zA-Z](?!\w))"
#: Where a token ends within what stands between white space, all of no width: a sign is a token by itself, but for the
#: separators in a number, the signs within a word (zo'n, B&W, foto's) and the short forms above.
_BORDERS = (
    rf"(?={_SIGN})(?!(?<=\d)[.,]\d)(?!(?<={_LETTER})['’&]{_LETTER})",
    rf"(?<={_SIGN})(?!(?<=\d[.,])\d)(?!(?<={_LETTER}['’&]){_LETTER})(?!(?<=['’])\d{{2}}(?!\w))"
    rf"(?!(?<!{_LETTER}['’])(?<=['’])[a-zA-Z](?!\w))",
    rf"(?<=\d)(?={_LETTER})|(?<={_LETTER})(?=\d)",
)

Doc.set_extension("tokens", default=())
Doc.set_extension("words", default=())


@registry.tokenizers(_TOKENIZER)
def _make_tokenizer():
    """A tokenizer by `_BORDERS` alone: no exceptions, and nothing that a long row of signs makes slow."""
    options = {
        "token_match": re.compile(rf"{_LETTER}+\Z").match,
        "infix_finditer": compile_infix_regex(_BORDERS).finditer,
        "max_cache_size": 50_000,
    }
    return lambda nlp: Tokenizer(nlp.vocab, **options)


@Language.component("woorden", assigns=["doc._.tokens", "doc._.words", "token.norm"])
def _words(doc: Doc) -> Doc:
    tokens = [token for token in doc if not token.is_space]
    places.mask(tokens)
    own = doc._
    own.tokens, own.words = tokens, [token.norm_ for token in tokens]
    return doc


def configured_model() -> str:
    """The name or path of the spaCy model to use; empty for none."""
    return os.environ.get(MODEL, "").strip()


def nlp() -> Language:
    """The pipeline. Ends the program with one sentence when the model that is configured cannot be loaded."""
    pipeline = _pipeline(configured_model())
    if len(pipeline.vocab) > _MOST_WORDS:
        _pipeline.cache_clear()
        return nlp()
    return pipeline


@lru_cache(maxsize=1)
def _pipeline(model: str) -> Language:
    own = {"nlp": {"tokenizer": {"@tokenizers": _TOKENIZER}}}
    try:
        pipeline = spacy.load(model, exclude=_UNUSED, config=own) if model else spacy.blank("nl", config=own)
    except (OSError, ImportError, ValueError) as error:
        raise SystemExit(f"{MODEL}: {model!r} is not installed or not a spaCy model of this version.") from error
    pipeline.vocab.lex_attr_getters[NORM] = normal
    pipeline.max_length = sys.maxsize  # that limit is for the parser's sake
    for component in ("woorden", "zinnen", "bereik"):
        pipeline.add_pipe(component)
    return pipeline


@lru_cache(maxsize=32)
def parse(text: str) -> Doc:
    """The text as read by the pipeline; the last few are kept, as all parts of the understanding look at the same."""
    return nlp()(text)


def lemmas(tokens: Sequence[Token]) -> list[str] | None:
    """The lemmas of the tokens by the model that is configured; None without one."""
    return [normal(token.lemma_) for token in tokens] if configured_model() else None


def normal_text(text: str) -> str:
    """A whole text normalised for comparison: words and numbers only, one space between."""
    return " ".join(token.norm_ for token in nlp().make_doc(text) if is_word(token.norm_))


def model_version() -> str:
    """What tells one model from another; empty without one."""
    model = configured_model()
    return f"{model} {nlp().meta['name']} {nlp().meta['version']}" if model else ""
