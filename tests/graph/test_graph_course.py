"""Whatever a service answers to the parts of a batch, the course of it keeps its promises."""

from hypothesis import given
from hypothesis import strategies as st

from shared.graph.course import Course
from shared.graph.protocol import Part
from shared.web.errors import BadCall, Call, ServiceError, ServiceFault, Throttled, lost

CALL = Call("GET /x")
SETBACKS = st.sampled_from(
    [
        Throttled(CALL, "busy", wait_s=None, status=429),
        Throttled(CALL, "busy", wait_s=3.0, status=429),
        Throttled(CALL, "busy", wait_s=90.0, status=429),
        ServiceFault(CALL, "down", ran=False, status=503),
        ServiceFault(CALL, "broken", ran=True, status=500),
        BadCall(CALL, "no", status=400),
        BadCall(CALL, "held up", status=424),
    ]
)
HELD_UP = BadCall(CALL, "held up", status=424)


@st.composite
def batches(draw):
    count = draw(st.integers(0, 30))
    parts, scripts = [], []
    for place in range(count):
        earlier = st.integers(max(0, place - 3), max(0, place - 1))
        after = tuple(draw(st.sets(earlier, max_size=2))) if place else ()
        parts.append(Part(draw(st.sampled_from(["GET", "PATCH"])), f"/{place}", None, after))
        scripts.append(draw(st.lists(SETBACKS, max_size=4)))
    return parts, scripts


class Run:
    """A course that is run against scripts; what happened stands in its members."""

    def __init__(self, parts, scripts, *, apart):
        self.parts, self.scripts = parts, [list(script) for script in scripts]
        self.course, self.apart = Course(parts), apart
        self.succeeded: set[int] = set()
        self.last: dict[int, object] = {}
        self.spent_s, self.legs = 0.0, 0

    def to_the_end(self):
        while not self.course.done:
            leg = self.course.next(self.spent_s, apart=self.apart)
            if leg is None:
                self.spent_s += max(self.course.pause(self.spent_s), 1e-3)
                continue
            self.check(leg)
            answers = self.answers(leg)
            self.spent_s += 0.1
            self.course.came(leg, answers, spent_s=self.spent_s, jitter=0.5)
            self.legs += 1
            assert self.legs < 1000
        return self.course.answers()

    def check(self, leg):
        assert 0 < len(leg.places) <= 20
        assert len(set(leg.places)) == len(leg.places)
        if self.apart:
            assert len({self.parts[place].effect for place in leg.places}) == 1
        for number, place in enumerate(leg.places):
            before = {leg.places[number - 1]} if leg.chained and number else set()
            assert set(self.parts[place].after) <= self.succeeded | before
            assert place not in self.succeeded

    def answers(self, leg):
        given, failed = [], False
        for place in leg.places:
            if leg.chained and failed:
                given.append(HELD_UP)
                continue
            self.check_may_run(place)
            script = self.scripts[place]
            answer = script.pop(0) if script else {"place": place}
            self.last[place] = answer
            failed = isinstance(answer, ServiceError)
            if not failed:
                self.succeeded.add(place)
            given.append(answer)
        return given

    def check_may_run(self, place):
        """A write that may have run once is not run again."""
        earlier = self.last.get(place)
        writes = self.parts[place].method != "GET"
        assert not (writes and isinstance(earlier, ServiceFault) and lost(earlier))


@given(batches(), st.booleans())
def test_every_part_ends_with_its_own_answer_and_in_order(batch, apart):
    parts, scripts = batch
    run = Run(parts, scripts, apart=apart)

    answers = run.to_the_end()

    for place, answer in enumerate(answers):
        if place in run.succeeded:
            assert answer == {"place": place}
        elif any(other not in run.succeeded for other in parts[place].after):
            assert answer.status == 424
        else:
            assert answer is run.last[place]


@given(batches())
def test_with_nothing_in_the_way_every_part_is_sent_once(batch):
    parts, scripts = batch
    run = Run(parts, [[] for _ in scripts], apart=False)

    run.to_the_end()

    assert run.succeeded == set(range(len(parts)))
    assert run.spent_s < 0.1 * max(1, len(parts)) + 0.1
