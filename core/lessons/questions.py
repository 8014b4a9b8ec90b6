"""Questions that a run or two of the Train page answers, each with the settings to try and what was measured with them.

The figures in the sentences are test accuracies of seed 0 (2-core AMD EPYC, 1 thread, torch 2.14.1); `test_acc` is after the
last epoch. tests/core/lessons/test_questions.py measures again those that take a few seconds.
"""

from dataclasses import dataclass, replace
from typing import Final

from core.config import RunConfig


@dataclass(frozen=True)
class Suggestion:
    """A config that helps to answer a question."""

    label: str  # on the button
    config: RunConfig
    test_acc: float | None  # as measured; None: it diverged before the first epoch was done


@dataclass(frozen=True)
class Question:
    """One row of the registry."""

    question: str
    words: str  # what to look for, and what was measured
    suggestions: tuple[Suggestion, ...]


_FEW_EXAMPLES: Final = RunConfig(n_examples=1000, batch_size=64, epochs=40)
_DEEP_SIGMOID: Final = RunConfig(hidden_sizes=(64,) * 5, activation="sigmoid", optimizer="sgd", lr=0.1, epochs=3)

QUESTIONS: Final = (
    Question(
        question="What does the network do without ReLU?",
        words="Its two hidden layers fold into one linear map: accuracy stays near 91 %, and no hidden layer at all gives 92 %. "
        "With ReLU accuracy is 97.5 %.",
        suggestions=(
            Suggestion("No ρ", RunConfig(hidden_sizes=(256, 128), activation="identity", epochs=5), 0.9111),
            Suggestion("ReLU", RunConfig(hidden_sizes=(256, 128), epochs=5), 0.9754),
            Suggestion("No hidden layer", RunConfig(hidden_sizes=(), epochs=5), 0.9193),
        ),
    ),
    Question(
        question="Why does learning rate 1 fail?",
        words="With Adam it does: every weight moves by about 1, and the loss explodes at step 2. Plain SGD goes down the gradient "
        "itself, which is small here, and reaches 97 %; its loss explodes at 10.",
        suggestions=(
            Suggestion("Adam", RunConfig(lr=1.0, epochs=3), None),
            Suggestion("SGD", RunConfig(optimizer="sgd", lr=1.0, epochs=3), 0.97),
            Suggestion("SGD, 10", RunConfig(optimizer="sgd", lr=10.0, epochs=3), None),
        ),
    ),
    Question(
        question="Can it learn from 100 digits?",
        words="Better than one might think: it soon knows its 100 by heart, and is right for 72 % of the 10,000 that it never saw. "
        "With 1,000 digits it is 90 %.",
        suggestions=(
            Suggestion("100 digits", RunConfig(n_examples=100, batch_size=32, epochs=50), 0.7207),
            Suggestion("1,000 digits", _FEW_EXAMPLES, 0.9023),
        ),
    ),
    Question(
        question="Do dropout and weight decay help with few examples?",
        words="A little. With 1,000 digits, mean of seeds 0 to 4: 90.0 % with neither, 90.5 % with half of the units dropped, 90.1 % with "
        "a weight decay of 1. Shifting the digits does far more: see the next card.",
        suggestions=(
            Suggestion("Dropout", replace(_FEW_EXAMPLES, dropout=0.5), 0.9078),
            Suggestion("Weight decay", replace(_FEW_EXAMPLES, optimizer="adamw", weight_decay=1.0), 0.9042),
            Suggestion("Neither", _FEW_EXAMPLES, 0.9023),
        ),
    ),
    Question(
        question="Do shifted digits make training harder, or the network better?",
        words="Both. With 1,000 digits, shifted anew at each step by up to 2 px, the training loss ends at 0.14 nats in place of 0.006, "
        "and test accuracy at 93.9 % in place of 90.2 %.",
        suggestions=(
            Suggestion("Shifted", replace(_FEW_EXAMPLES, shift=2.0), 0.9385),
            Suggestion("As they are", _FEW_EXAMPLES, 0.9023),
        ),
    ),
    Question(
        question="What if all weights start at zero, or too large?",
        words="At zero every unit gives 0 and no gradient reaches a weight: it calls every digit a 1, and 11 % are. "
        "Too large, it starts confidently wrong, with a loss of 174 nats in place of 2.4, and reaches 90 % in five epochs; from "
        "Kaiming's start it reaches 97 %.",
        suggestions=(
            Suggestion("Zeros", RunConfig(initialisation="zeros", epochs=3), 0.1135),
            Suggestion("Too large", RunConfig(initialisation="too_large", epochs=5), 0.9021),
            Suggestion("Kaiming", RunConfig(epochs=5), 0.9728),
        ),
    ),
    Question(
        question="How far does it get in 3 epochs?",
        words="With a learning rate that falls from 0.01 to 0 along a cosine it reaches 98.1 %, with one cycle 98.0 %: a little "
        "more than in ten epochs at a constant 0.001 (97.9 %). A constant 0.01 gives 97.1 %.",
        suggestions=(
            Suggestion("Cosine", RunConfig(lr=0.01, schedule="cosine", epochs=3), 0.9814),
            Suggestion("One cycle", RunConfig(lr=0.01, schedule="one_cycle", epochs=3), 0.9798),
            Suggestion("Constant", RunConfig(lr=0.01, epochs=3), 0.9708),
        ),
    ),
    Question(
        question="Is a wider network better?",
        words="Yes, but each step gains less: after five epochs 8 units reach 91.0 %, 32 reach 94.8 %, 256 reach 97.3 %, and 1,024 reach "
        "97.8 %, in five times the time of 256.",
        suggestions=(
            Suggestion("8", RunConfig(hidden_sizes=(8,), epochs=5), 0.9099),
            Suggestion("32", RunConfig(hidden_sizes=(32,), epochs=5), 0.9477),
            Suggestion("1,024", RunConfig(hidden_sizes=(1024,), epochs=5), 0.9782),
        ),
    ),
    Question(
        question="Can five layers of sigmoids learn?",
        words="Not by plain SGD: a sigmoid's slope is at most a quarter, so the gradient shrinks from layer to layer, and "
        "after three epochs it is at 12 %. With batch norm it is at 92 %.",
        suggestions=(
            Suggestion("Sigmoids", _DEEP_SIGMOID, 0.1212),
            Suggestion("With batch norm", replace(_DEEP_SIGMOID, batch_norm=True), 0.9229),
        ),
    ),
)
