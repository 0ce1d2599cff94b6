"""The addresses of the portal."""

from __future__ import annotations

from django.urls import include, path

from portaal import api, document_pages, documents, pages, reports, web

#: The pages that a frame on another website can show too, under /insluiten.
talking = [
    path("privacy", pages.privacy),
    path("gewist", pages.erased),
    path("gesprek/<str:conversation_id>", pages.talk),
    path("gesprek/<str:conversation_id>/wissen", pages.erase),
    path("gesprek/<str:conversation_id>/documenten", document_pages.intake_page),
    path("gesprek/<str:conversation_id>/voorstellen", document_pages.decide),
]

urlpatterns = [
    path("v1/gesprekken", api.conversations),
    path("v1/gesprekken/hervatten", api.resume),
    path("v1/gesprekken/<str:conversation_id>", api.one_conversation),
    path("v1/gesprekken/<str:conversation_id>/berichten", api.messages),
    path("v1/gesprekken/<str:conversation_id>/documenten", documents.documents),
    path("v1/gesprekken/<str:conversation_id>/voorstellen", documents.decisions),
    path("v1/openapi.json", api.openapi),
    path("rapport/<str:name>", reports.report),
    path("gezond", api.ready),
    path("gezond/leeft", api.alive),
    path(".well-known/security.txt", api.security_txt),
    path("", pages.home),
    path("insluiten", pages.home),
    path("insluiten/", include(talking)),
    path("", include(talking)),
    path("demo", pages.demo),
    path("ontwikkelaars", pages.developers),
    path("static/<path:name>", pages.static),
    path("widget/<str:version>/<str:name>", pages.widget),
]

handler400 = web.handler400
handler404 = web.handler404
handler500 = web.handler500
