"""The page of the manual says what the findings say."""

from local.setup.troubleshooting import TARGET, page


def test_the_page_is_made_from_the_findings():
    again = "make it anew: python -m local.setup.troubleshooting"

    assert TARGET.read_text(encoding="utf-8") == page(), again
