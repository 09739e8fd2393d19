"""A session that ended under a written page: the words come back on a page of their own, and went nowhere.

Nothing is kept for whoever is not signed in: the officer signs in beside the page, and sends it from there.
"""

from __future__ import annotations

from aiohttp import hdrs, web

from console.admission import Who
from console.forms import read_form
from console.pages import render
from console.places import to_sign_in

#: Whose forms hold what somebody wrote, and how such fields begin.
_WRITERS = {Who.WORKERS, Who.SUPERVISORS, Who.ADMINISTRATORS}
_WRITTEN = ("words", "note", "why")


async def without_session(request: web.Request, who: Who | None) -> web.StreamResponse:
    """What a page answers whom nobody knows: what they wrote, else the way to sign in."""
    if request.method == hdrs.METH_POST and who in _WRITERS:
        return await read_form(request, _given_back)
    raise to_sign_in(request)


async def _given_back(request: web.Request) -> web.Response:
    form = await request.post()
    texts = [(name, text) for name, text in form.items() if name.startswith(_WRITTEN) and str(text).strip()]
    if not texts:
        raise to_sign_in(request)
    others = [field for field in form.items() if field not in texts]
    return await render(request, "lapsed.html", status=403, texts=texts, others=others, action=request.path)
