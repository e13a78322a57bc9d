import pytest

from shared.audit.model import Status
from shared.audit.settings import load_audit
from shared.config import ConfigError
from tests.audit.healthy import healthy, report

WAIVER = """\
waivers:
  - resource: contoso.onmicrosoft.com
    control: {control}
    reason: an old scanner
    owner: security@contoso.com
    until: 2026-12-31
"""


def _refusal(folder, text):
    """What is said of an audit.yaml with *text*."""
    (folder / "audit.yaml").write_text(text)
    with pytest.raises(ConfigError) as refused:
        load_audit(folder)
    return str(refused.value)


def test_a_waiver_for_a_misspelt_control_is_refused_with_line_and_nearest_name(tmp_path):
    said = _refusal(tmp_path, WAIVER.format(control="exo-smtp-auth-org-disable"))

    assert said.startswith(f"{tmp_path}/audit.yaml:3: waivers.0.control: ")
    assert "did you mean exo-smtp-auth-org-disabled?" in said
    assert "`nightshift audit controls`" in said


def test_a_waiver_for_a_control_like_no_other_says_what_to_do(tmp_path):
    said = _refusal(tmp_path, WAIVER.format(control="zzz"))

    assert "remove the waiver" in said
    assert "did you mean" not in said


def test_a_waiver_for_a_control_that_exists_is_taken(tmp_path):
    (tmp_path / "audit.yaml").write_text(WAIVER.format(control="exo-smtp-auth-org-disabled"))

    [waiver] = load_audit(tmp_path).waivers

    assert waiver.control == "exo-smtp-auth-org-disabled"


@pytest.mark.parametrize("star", ["*", " * "])
def test_a_star_among_the_allowed_domains_is_refused_with_its_line(tmp_path, star):
    text = f'settings:\n  allowedForwardingDomains:\n    - a.example\n    - "{star}"\n'

    said = _refusal(tmp_path, text)

    assert said.startswith(f"{tmp_path}/audit.yaml:4: settings.allowedForwardingDomains.1: ")
    assert "name each domain" in said


def test_a_star_in_a_snapshots_context_is_judged_and_allows_nothing(tmp_path):
    (tmp_path / "audit.yaml").write_text("settings: {allowedForwardingDomains: [a.example]}\n")
    data = healthy()
    data["Get-RemoteDomain"][0]["AutoForwardEnabled"] = True

    found = report(data, load_audit(tmp_path), allowed_forwarding_domains=["*"])

    assert found.counts[Status.FAIL] == 1


def test_all_mistakes_are_told_at_once(tmp_path):
    said = _refusal(
        tmp_path,
        'settings: {allowedForwardingDomains: ["*"]}\n' + WAIVER.format(control="zzz"),
    )

    assert len(said.splitlines()) == 2
