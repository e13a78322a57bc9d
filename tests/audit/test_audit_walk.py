from shared.audit.model import Status, Verdict
from shared.audit.records import Record
from shared.audit.walk import fold


def _fold(rows):
    def rule(row):
        status = Status.PASS if row.truth("ok") else Status.FAIL
        return Verdict(row.text("name"), status, "")

    records = (Record(row) for row in rows)
    return list(fold(records, lambda row: row.first_text("name"), rule, home="home", kind="boxes"))


def _rows(count, **fields):
    return ({"name": f"m{number}", **fields} for number in range(count))


def test_a_listing_in_order_gives_one_verdict_for_the_tenant():
    [verdict] = _fold(_rows(2500, ok=True))

    assert (verdict.resource, verdict.status) == ("home", Status.PASS)
    assert verdict.evidence == {"judged": 2500}


def test_a_thousand_are_named_without_a_word_about_more():
    verdicts = _fold(_rows(1000, ok=False))

    assert [verdict.resource for verdict in verdicts] == [f"m{number}" for number in range(1000)]


def test_beyond_a_thousand_the_count_is_exact():
    verdicts = _fold([*_rows(1007, ok=False), *_rows(3, ok=True)])

    assert len(verdicts) == 1001
    assert (verdicts[-1].resource, verdicts[-1].status) == ("home", Status.FAIL)
    assert verdicts[-1].evidence == {"count": 1007}


def test_unknown_rows_are_counted_by_themselves_and_spoil_the_pass():
    verdicts = _fold([*_rows(1001), *_rows(2, ok=False), *_rows(5, ok=True)])

    assert [verdict.status for verdict in verdicts].count(Status.FAIL) == 2
    assert verdicts[-1].status is Status.UNKNOWN
    assert verdicts[-1].evidence == {"count": 1001}
    assert Status.PASS not in {verdict.status for verdict in verdicts}
