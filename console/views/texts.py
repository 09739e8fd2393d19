"""Every text that phones read, with its parts; other words are proposed and exported, never used live."""

from __future__ import annotations

from io import BytesIO

from aiohttp import web
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from console.keys import DESK, OFFICER, SETTINGS, STORE
from console.pages import page_url, render
from storage.records import AuditEntry
from storage.texts import Proposal

_LONGEST = 1000


async def show(request: web.Request) -> web.Response:
    """The texts, those with some words in them where the address names some."""
    return await _page(request)


async def propose(request: web.Request) -> web.Response:
    """Keep other words for a text, once they fit; none takes a proposal back."""
    form, office = await request.post(), request.app[DESK].office
    msgid, language = str(form.get("msgid", "")), str(form.get("language", ""))
    words = str(form.get("words", "")).strip()[:_LONGEST]
    text = next((one for one in office.texts() if one.msgid == msgid and language in one.wordings), None)
    if text is None:
        raise web.HTTPBadRequest
    faults = office.faults(msgid, language, words) if words else ()
    if faults:
        return await _page(request, 400, refused=(msgid, language, words, faults))
    now, login = request.app[SETTINGS].now(), request[OFFICER].login
    entry = AuditEntry(
        now, login, "text.proposed" if words else "text.proposal-dropped", language, {"text": msgid}
    )
    await request.app[STORE].propose_text(Proposal(msgid, language, words, login, now), entry)
    raise web.HTTPSeeOther(page_url(request, "texts").with_query(words=msgid[:60]))


async def export(request: web.Request) -> web.Response:
    """The proposals of a language as a catalog, for whoever keeps the catalogs to review and merge."""
    language = request.match_info["language"]
    catalog = Catalog(project="Recours", charset="utf-8", fuzzy=False)
    for one in await request.app[STORE].proposals():
        if one.language == language:
            catalog.add(one.msgid, one.words, user_comments=[f"proposed by {one.actor}"])
    held = BytesIO()
    write_po(held, catalog, omit_header=True, width=0)
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    headers = {"Content-Disposition": f'attachment; filename="proposed-{language}.po"'}
    return web.Response(
        body=head.encode() + held.getvalue(), content_type="text/x-gettext-translation", headers=headers
    )


async def _page(
    request: web.Request, status: int = 200, refused: tuple[str, str, str, object] | None = None
) -> web.Response:
    desk, looked = request.app[DESK], request.query.get("words", "").strip()[:80]
    every = desk.office.texts()
    found = [one for one in every if _holds(looked, one.msgid, *one.wordings.values())]
    proposals = {(one.msgid, one.language): one for one in await request.app[STORE].proposals()}
    return await render(
        request,
        "texts.html",
        status=status,
        looked=looked,
        texts=found[:_SHOWN] if looked else [],
        count=len(found),
        proposals=proposals,
        tongues=sorted({language for one in every for language in one.wordings}),
        refused=refused,
        measured=lambda words, language: desk.measure(desk.office.filled(words, language)),
        edits="administrator" in request[OFFICER].roles,
    )


_SHOWN = 40


def _holds(looked: str, *texts: str) -> bool:
    return any(looked.casefold() in text.casefold() for text in texts)
