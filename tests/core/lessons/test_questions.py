"""The questions of the Train page: their settings can be set, and what is said of them is measured again where that is quick."""

import pytest

from core.config import RunConfig
from core.events import Epoch, Finished
from core.lessons.questions import QUESTIONS, Suggestion
from core.mnist import Digits, load
from core.training import train

TRIES = {f"{row.question} {tried.label}": tried for row in QUESTIONS for tried in row.suggestions}
MEASURED = ("No hidden layer", "Adam", "SGD, 10", "100 digits", "8", "32")  # those that train for about a second, and the diverging ones
AGAIN = list({tried.config: tried for tried in TRIES.values() if tried.label in MEASURED}.values())  # some questions share a run


@pytest.fixture(scope="module")
def digits() -> Digits:
    return load()


def test_questions_and_the_labels_under_each_are_distinct() -> None:
    assert len({row.question for row in QUESTIONS}) == len(QUESTIONS)
    for row in QUESTIONS:
        assert len({tried.label for tried in row.suggestions}) == len(row.suggestions)
        assert row.question.endswith("?")


@pytest.mark.parametrize("tried", TRIES.values(), ids=TRIES)
def test_every_suggestion_is_a_config_that_a_link_can_name(tried: Suggestion) -> None:
    assert RunConfig.from_query(tried.config.to_query()) == tried.config
    assert tried.config.seed == 0
    assert tried.config.epochs * tried.config.n_examples <= 600_000


@pytest.mark.parametrize("tried", AGAIN, ids=[tried.label for tried in AGAIN])
def test_the_accuracies_in_the_sentences_are_measured_again(tried: Suggestion, digits: Digits) -> None:
    events = list(train(tried.config, digits))
    if tried.test_acc is None:
        assert isinstance(events[-1], Finished)
        assert events[-1].status == "diverged"
        return
    (*_, last) = (event for event in events if isinstance(event, Epoch))
    assert last.test_acc == pytest.approx(tried.test_acc, abs=0.006)  # a processor may round otherwise
