"""The addresses of the portal."""

from __future__ import annotations

from django.urls import path

from portaal import api, documents, files, pages, reports, web

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
    path("", pages.home, name="start"),
    path("privacy", pages.privacy, name="privacy"),
    path("gesprek/<str:conversation_id>", pages.talk, name="gesprek"),
    path("gesprek/<str:conversation_id>/wissen", pages.erase, name="wissen"),
    path("static/<path:name>", files.static, name="bestand"),
]

handler400 = web.handler400
handler404 = web.handler404
handler500 = web.handler500
