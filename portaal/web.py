"""What every answer has in common: headers, limits, log lines, and one way to say that something is not right."""

from __future__ import annotations

import functools
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.decorators import async_only_middleware

from portaal import files, wording
from portaal.database import StoreAway
from portaal.limits import Limiter
from portaal.logs import reference
from portaal.problems import Problem, no_conversation

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Awaitable[HttpResponse]]
log = logging.getLogger("portaal.verzoek")

API_VERSION = "1.0.0"


def _origins(addresses: Iterable[str]) -> set[str]:
    """The origins of stylesheets that stand at another website."""
    parts = (urlsplit(address) for address in addresses)
    return {f"{part.scheme}://{part.netloc}" for part in parts if part.netloc}


_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
JSON_TYPES = ("application/json", "application/problem+json")
_API_POLICY = "default-src 'none'; frame-ancestors 'none'"
#: Where the pages for a frame stand: the same pages, without the frame of their own.
FRAMED = "/insluiten"
_THEME_ORIGINS = "".join(f" {origin}" for origin in sorted(_origins(settings.THEME_STYLES)))
_PAGE_POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self'{_THEME_ORIGINS}; font-src 'self'{_THEME_ORIGINS}; "
    f"img-src 'self'{_THEME_ORIGINS}; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors "
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

per_conversation = Limiter(*settings.LIMIT_CONVERSATION)
per_address = Limiter(*settings.LIMIT_ADDRESS)
wrong_codes = Limiter(*settings.LIMIT_RESUME)


def address(request: HttpRequest) -> str:
    """The client's address, for limits only: it is never kept or logged."""
    return request.META.get("REMOTE_ADDR", "")


def limit(limiter: Limiter, key: str) -> None:
    """Count one. Raises Problem when it is one too many."""
    if seconds := limiter.take(key):
        raise too_often(seconds)


def too_often(seconds: int) -> Problem:
    """Wait so many seconds."""
    return Problem("te_vaak", seconden=seconds, headers={"Retry-After": str(seconds)})


@async_only_middleware
def guard(get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]]) -> Any:
    """The one middleware: host check, security headers and a log line."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        try:
            request.get_host()
            response = await get_response(request)
        except DisallowedHost:
            response = Problem("verzoek").response()
        kind = response.get("Content-Type", "").partition(";")[0]
        secure(response, api=kind in JSON_TYPES, framed=bool(base(request)))
        if request.is_secure():
            response["Strict-Transport-Security"] = "max-age=31536000"
        _log(request, response, time.perf_counter() - begun)
        return response

    return middleware


def secure(response: HttpResponseBase, *, api: bool, framed: bool = False) -> None:
    """Give an answer its headers. `framed`: the websites of RW_INSLUITEN may show it in a frame."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    ancestors = settings.FRAME_ANCESTORS if framed else "'none'"
    policy = _API_POLICY if api else _PAGE_POLICY + ancestors
    response.headers.setdefault("Content-Security-Policy", policy)
    if api:
        response.headers["API-Version"] = API_VERSION


def _log(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    match = request.resolver_match
    fields: dict[str, object] = {
        "method": request.method,
        "route": match.route if match else None,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    if match and "conversation_id" in match.kwargs:
        fields["conversation"] = reference(match.kwargs["conversation_id"])
    log.info("request", extra={"fields": fields})


def view(*methods: str, fail: Callable[[HttpRequest, Problem, str], HttpResponse]) -> Callable[[View[P]], View[P]]:
    """Make a view out of a function: only these methods, and `fail` turns every refusal into an answer."""
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(function: View[P]) -> View[P]:
        @functools.wraps(function)
        async def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            conversation_id = str(kwargs.get("conversation_id", ""))
            try:
                if request.method not in allowed:
                    names = ", ".join(allowed)
                    raise Problem("methode", methoden=names, headers={"Allow": names})
                limit(per_address, address(request))
                if conversation_id:
                    if not _ID.fullmatch(conversation_id):
                        raise no_conversation()
                    limit(per_conversation, conversation_id)
                return await function(request, *args, **kwargs)
            except Problem as problem:
                return fail(request, problem, conversation_id)
            except StoreAway:
                log.error("store away")
                return fail(request, Problem("opslag", headers={"Retry-After": "30"}), conversation_id)
            except (SuspiciousOperation, BadRequest, UnreadablePostError, MultiPartParserError):
                return fail(request, Problem("verzoek"), conversation_id)
            except Exception:
                log.exception("unexpected")
                return fail(request, Problem("intern"), conversation_id)

        return wrapped

    return decorate


def _as_problem(request: HttpRequest, problem: Problem, conversation_id: str) -> HttpResponse:
    return problem.response()


def as_page(request: HttpRequest, problem: Problem, conversation_id: str) -> HttpResponse:
    """A refusal for somebody who reads it in the browser, with the way back."""
    back = conversation_id if problem.kind not in ("onbekend_gesprek", "methode") else ""
    response = show(request, "fout", {"problem": problem, "back": back}, status=problem.status)
    for name, value in problem.headers.items():
        response[name] = value
    return response


api = functools.partial(view, fail=_as_problem)
page = functools.partial(view, fail=as_page)


def base(request: HttpRequest) -> str:
    """What the addresses of the pages begin with: nothing, or the prefix of the pages for a frame."""
    return FRAMED if request.path == FRAMED or request.path.startswith(f"{FRAMED}/") else ""


def query(request: HttpRequest) -> str:
    """The colours that a host page asked for, as a query string to go on with."""
    asked = request.GET.get("kleuren")
    return f"?kleuren={asked}" if asked in ("licht", "donker") else ""


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page from its template, with the sentences of its own part and the shared ones."""
    shared = {
        "t": wording.PAGE[template],
        "page": wording.PAGE,
        "name": wording.NAME,
        "base": base(request),
        "query": query(request),
        "colours": query(request).partition("=")[2],
        "theme": {"class": settings.THEME_CLASS, "styles": settings.THEME_STYLES},
        "widget": files.current(),
    }
    return render(request, f"portaal/{template}.html", {**shared, **context}, status=status)


def is_api(request: HttpRequest) -> bool:
    """True for the paths whose errors are read by programs."""
    return request.path.startswith(("/v1", "/gezond"))


def _handler(kind: str) -> Callable[..., HttpResponse]:
    def handle(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        problem = Problem(kind)
        return problem.response() if is_api(request) else as_page(request, problem, "")

    return handle


handler400 = _handler("verzoek")
handler404 = _handler("onbekend_pad")
handler500 = _handler("intern")
