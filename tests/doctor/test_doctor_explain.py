"""Pasted errors: what each means, and what a hostile paste cannot do."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import SystemClock
from shared.doctor.catalogue import catalogue
from shared.doctor.explain import LONGEST, explain, plain, unknown_numbers
from tests.doctor.pasted import pasted


@pytest.mark.parametrize(("code", "text"), pasted())
def test_a_pasted_error_is_recognised_as_what_it_is(code, text):
    best, *_ = explain(text)

    assert (best.finding.code, best.sure) == (code, True)


def test_a_text_that_nobody_knows_is_given_no_meaning():
    assert explain("Es ist ein unbekannter Fehler aufgetreten: 0x1234") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("something about WinRM", "winrm-basic-disabled"),
        ("At C:\\scripts\\nightly.ps1:429 char:1", "throttled"),
        ("InvalidAuthenticationToken: CompactToken parsing failed", "sign-in-expired"),
    ],
)
def test_a_word_that_may_mean_much_is_only_a_guess(text, code):
    [match] = explain(text)

    assert (match.finding.code, match.sure) == (code, False)


@pytest.mark.parametrize(
    "text",
    [
        'The proxy address "SMTP:a@contoso.com" is already being used.',
        "Error on proxy command 'Set-Mailbox' to server AM0.",
    ],
)
def test_what_exchange_calls_a_proxy_is_no_matter_of_a_proxy_server(text):
    assert explain(text) == ()


@pytest.mark.parametrize("code", ["5.1.8", "5.7.1", "5.7.708"])
def test_a_bounced_message_is_no_matter_of_roles(code):
    assert explain(f"550 {code} Access denied, bad outbound sender") == ()


def test_lines_that_a_console_folded_are_read_as_one():
    text = "AADSTS50076: Due to a change you must use multi-factor\r\n    authentication to access"

    assert explain(text)[0].finding.code == "mfa-demanded"


def test_typographic_apostrophes_change_nothing():
    [match, *_] = explain(
        "The role assigned to application x isn\u2019t supported in this scenario."
    )

    assert match.finding.code == "no-exchange-role"


def test_no_more_than_five_reasons_are_given():
    numbers = (50076, 53003, 65001, 700016, 700027, 7000215, 90002, 500011)
    text = " ".join(f"AADSTS{number}" for number in numbers)

    assert len(explain(text)) == 5


def test_a_number_is_not_found_inside_a_longer_one():
    assert explain("AADSTS500761: no such thing") == ()


def test_a_number_that_nobody_knows_is_named():
    text = "AADSTS50076: use MFA. AADSTS99999999: what?"

    assert unknown_numbers(text, explain(text)) == ("AADSTS99999999",)


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[31mred\x1b[0m",
        "\x1b]0;title\x07text",
        "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
        "a\x00b\x08c\x9bd\u202ee\u200bf",
        "\x1b",
        "\ud800",
    ],
)
def test_nothing_of_a_paste_moves_a_terminal(hostile):
    assert re.fullmatch(r"[ -~]*", plain(hostile))


def test_a_long_paste_is_cut_before_it_is_searched():
    assert explain("x" * LONGEST + " AADSTS50076") == ()


def test_every_finding_tells_symptom_cause_and_fix_in_whole_sentences():
    for one in catalogue():
        for text in (one.symptom, one.cause, one.fix):
            assert len(text) > 20, one.code
            assert text.endswith((".", '."')), (one.code, text)
        assert re.fullmatch(r"[a-z][a-z-]+", one.code)


def test_every_pattern_is_one_and_matches_no_empty_text():
    for one in catalogue():
        for pattern in (*one.says, *one.hints):
            assert not re.compile(pattern).match(""), (one.code, pattern)


@given(st.text(st.characters(codec=None)) | st.text("AADST5076: winrm\x1b[]\x07;\n'-"))
def test_any_text_is_plain_afterwards_and_explained_by_what_is_known(text):
    line = plain(text)

    assert not any(ord(one) < ord(" ") or "\x7f" <= one <= "\x9f" for one in line)
    assert plain(line) == line
    assert all(match.finding in catalogue() for match in explain(text))


@pytest.mark.parametrize("word", ["certificate ", "'-", "proxy ", "connect-a ", "\x1b]", "tenant "])
def test_a_text_made_to_be_slow_is_answered_soon(word):
    clock = SystemClock()
    begun_s = clock.monotonic()

    explain(word * LONGEST)

    assert clock.monotonic() - begun_s < 4  # a pattern that goes wrong takes minutes
