"""What a person does who is asked to sign in."""

import os
import re
import ssl
import threading
from html import unescape

import httpx


def at_the_browser(address: str, user: str) -> bool:
    """In the browser that opens they say who they are, and go on."""

    def act() -> None:
        page = httpx.post(address, data={"user": user}, verify=_trust()).text
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
        [action] = re.findall(r'action="([^"]+)"', page)
        httpx.post(unescape(action), data={name: unescape(one) for name, one in form.items()})

    threading.Thread(target=act, daemon=True).start()
    return True


def with_a_code(origin: str, told: str, user: str) -> None:
    """They enter the code, if they were told one."""
    if (found := re.search(r"enter (\w+)", told)) is None:
        return
    code = found[1]
    page = httpx.post(f"{origin}/devicelogin", data={"code": code, "user": user}, verify=_trust())
    page.raise_for_status()


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
