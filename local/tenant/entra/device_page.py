"""The page at `/devicelogin`, where a person types a code and says who they are."""

from html import escape
from urllib.parse import parse_qsl

from local.tenant.messages import Answer, Request
from local.tenant.state.sign_ins import Answered
from local.tenant.world import World

_HTML = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}


def answer(world: World, request: Request) -> Answer:
    """The form; or, once it comes back, what became of it."""
    if request.method == "GET":
        return _page("")
    form = dict(parse_qsl(request.body.decode(errors="replace")))
    attempt = world.sign_ins.of_user_code(form.get("code", ""))
    if attempt is None or attempt.until <= world.clock.now():
        return _page("That code is not known, or no longer.", 400)
    if form.get("answer") == "no":
        attempt.settle(Answered.NO)
        return _page("You declined. You may close this window.")
    tenant = world.tenant(attempt.tenant_id)
    people = tenant.people.find(form.get("user", "")) if tenant else []
    if len(people) != 1 or not people[0].account.enabled:
        return _page("Nobody of that name may sign in.", 400)
    attempt.settle(Answered.YES, people[0].who.index)
    return _page("You are signed in. You may close this window.")


def _page(said: str, status: int = 200) -> Answer:
    text = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Enter code</title>'
        f'<h1>Enter the code</h1><p>{escape(said)}</p><form method="post">'
        '<label>Code <input name="code" autofocus></label> '
        '<label>Who are you? <input name="user"></label> '
        '<button name="answer" value="yes">Sign in</button> '
        '<button name="answer" value="no">It was not me</button></form></html>'
    )
    return Answer(status, text.encode(), _HTML)
