"""Filters as admins write them, as the native reads take them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.opath import odata_of


@pytest.mark.parametrize(
    ("opath", "odata"),
    [
        ("Alias -eq 'ada'", "Alias eq 'ada'"),
        ("{ Alias -eq 'ada' }", "Alias eq 'ada'"),
        ('Alias -NE "o\'neil"', "Alias ne 'o''neil'"),
        ("Alias -eq 'o''neil'", "Alias eq 'o''neil'"),
        ("HiddenFromAddressListsEnabled -eq $true", "HiddenFromAddressListsEnabled eq true"),
        ("Office -eq $null", "Office eq null"),
        ("Office -ne ''", "Office ne ''"),
        ("SCLJunkThreshold -gt 4", "SCLJunkThreshold gt 4"),
        ("Alias -like 'a*'", "startswith(Alias,'a')"),
        ("Alias -like '*a'", "endswith(Alias,'a')"),
        ("Alias -like '*a*'", "contains(Alias,'a')"),
        ("Alias -like '*'", "Alias ne null"),
        ("Alias -notlike 'a*'", "not (startswith(Alias,'a'))"),
        ("A -eq '1' -or B -eq '2' -and C -eq '3'", "(A eq '1') or ((B eq '2') and (C eq '3'))"),
        ("(A -eq '1' -or B -eq '2') -and -not (C -eq '3')",
         "((A eq '1') or (B eq '2')) and (not (C eq '3'))"),
    ],
)  # fmt: skip
def test_a_filter_means_the_same(opath, odata):
    assert odata_of(opath) == odata


@pytest.mark.parametrize(
    ("opath", "says"),
    [
        ("Alias", "ends where an operator belongs"),
        ("Alias -eq", "ends where a value belongs"),
        ("Alias -eq 'x", "quote that is never closed"),
        ("(Alias -eq 'x'", "bracket that is never closed"),
        ("Alias -eq 'x' B", "'B' on"),
        ("Alias -match 'x'", "'-match' does not compare"),
        ("Alias -like 'a*b'", "wildcard inside"),
        ("'Alias' -eq 'x'", "where a property belongs"),
        ("a;b -eq 'x'", "no name of a property"),
        ("(" * 5000, "nested too deep"),
        ("-not " * 5000 + "A -eq 'x'", "nested too deep"),
    ],
)
def test_what_is_no_filter_is_told_apart(opath, says):
    with pytest.raises(ValueError, match=says):
        odata_of(opath)


@given(st.text(alphabet="ab ()'\"-$*x;", max_size=60).map(lambda end: f"Alias -eq 'v' {end}"))
def test_any_text_is_a_filter_or_a_sentence(text):
    with suppress(ValueError):
        assert odata_of(text).startswith("Alias eq 'v'")
