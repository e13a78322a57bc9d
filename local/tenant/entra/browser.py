"""
Signing in in a browser on the same machine: authorization code with PKCE, the code posted back.

The page asks who sits there; there is no password, for nobody here is real.
Source: OAuth 2.0 authorization code flow on the Microsoft identity platform.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from html import escape
from secrets import compare_digest, token_urlsafe
from urllib.parse import parse_qsl, urlsplit

from local.tenant.entra.delegated import is_public_client, tokens_for
from local.tenant.entra.refusals import refusal
from local.tenant.messages import Answer, Request
from local.tenant.state.sign_ins import Answered, Attempt
from local.tenant.tenant import Tenant
from local.tenant.world import World

_VALID = timedelta(minutes=10)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_HTML = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
_NEEDED = ("client_id", "redirect_uri", "code_challenge", "scope")


def authorize(world: World, tenant: Tenant, request: Request) -> Answer:
    """The page that asks who signs in, and after that the one that posts the code back."""
    asked = request.query
    if any(not asked.get(name) for name in _NEEDED) or asked.get("code_challenge_method") != "S256":
        return refusal("bad-authorize")
    if not is_public_client(asked["client_id"]):
        return refusal("unknown-client", asked["client_id"], tenant.domain)
    if urlsplit(asked["redirect_uri"]).hostname not in _LOOPBACK:
        return refusal("bad-redirect", asked["redirect_uri"])
    if request.method == "GET":
        return _page(_question(tenant, asked.get("login_hint", "")))
    form = dict(parse_qsl(request.body.decode(errors="replace")))
    people = tenant.people.find(form.get("user", ""))
    if len(people) != 1 or not people[0].account.enabled:
        return _page(_question(tenant, form.get("user", ""), "Nobody of that name may sign in."))
    code = token_urlsafe(32)
    world.sign_ins.by_code[code] = Attempt(
        tenant.tenant_id,
        asked["client_id"],
        asked["scope"],
        world.clock.now() + _VALID,
        world.clock.now(),
        Answered.YES,
        people[0].who.index,
        asked["code_challenge"],
        asked["redirect_uri"],
        asked.get("nonce"),
    )
    return _page(_posted_back(asked["redirect_uri"], code, asked.get("state", "")))


def redeemed(world: World, tenant: Tenant, form: Mapping[str, str], request: Request) -> Answer:
    """The tokens for a code, once, to whoever knows the verifier behind its challenge."""
    attempt = world.sign_ins.by_code.pop(form.get("code", ""), None)
    if attempt is None or attempt.tenant_id != tenant.tenant_id or attempt.challenge is None:
        return refusal("bad-code")
    if attempt.until <= world.clock.now():
        return refusal("code-expired")
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if not compare_digest(challenge, attempt.challenge) or (
        form.get("redirect_uri") != attempt.redirect
    ):
        return refusal("bad-verifier")
    return tokens_for(world, tenant, attempt, request.origin)


def _question(tenant: Tenant, hint: str, trouble: str = "") -> str:
    return (
        f"<h1>Sign in to {escape(tenant.domain)}</h1><p>{escape(trouble)}</p>"
        '<form method="post"><label>Who are you? '
        f'<input name="user" autofocus value="{escape(hint)}"></label> <button>Sign in</button>'
        "</form>"
    )


def _posted_back(where: str, code: str, state: str) -> str:
    return (
        f'<form method="post" action="{escape(where)}">'
        f'<input type="hidden" name="code" value="{escape(code)}">'
        f'<input type="hidden" name="state" value="{escape(state)}">'
        "<button>Go on</button></form><script>document.forms[0].submit()</script>"
    )


def _page(body: str) -> Answer:
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>'
    return Answer(200, f"{head}{body}</html>".encode(), _HTML)
