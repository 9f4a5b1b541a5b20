"""Questions in turn."""

from functools import partial

from tests.bench.rounds import Answer, ask_in_turn, timed


def test_every_query_is_asked_of_all_before_the_next_one() -> None:
    order: list[tuple[str, str]] = []

    def asked(name: str, text: str) -> Answer:
        order.append((name, text))
        return Answer((), 1.0)

    ask_in_turn({name: partial(asked, name) for name in ("a", "b")}, ["x", "y"], rounds=1)
    assert order == [("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")] * 2


def test_the_first_round_gives_the_answers_and_the_others_the_times() -> None:
    answers = iter([Answer(("first",), 100.0), Answer(("second",), 1.0), Answer(("third",), 2.0)])
    heard = ask_in_turn({"a": lambda text: next(answers)}, ["x"], rounds=2)
    assert heard["a"].concepts == {"x": ("first",)}
    assert heard["a"].milliseconds == [1.0, 2.0]


def test_what_is_timed_keeps_its_answer() -> None:
    answer = timed(lambda query: [query.upper()], "tap")
    assert answer.concepts == ["TAP"]
    assert answer.milliseconds >= 0
