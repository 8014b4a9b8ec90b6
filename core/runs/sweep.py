"""A sweep: one config, trained once for each combination of a few settings' values."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from core.config import FIELDS, ConfigError, RunConfig
from core.optimizers import reset_unused

MAX_FIELDS: Final = 3
MAX_RUNS: Final = 30


class SweepError(ValueError):
    """This cannot be swept over; the text is one sentence for the visitor."""


def parse_values(name: str, text: str) -> list[Any]:
    """The values in a text such as "0.1, 0.01", "relu, tanh", "on, off" or, as layers have commas in them, "256; 128, 64; none".

    Raises:
        SweepError: there is none, or one that the setting cannot have.
    """
    pieces = [piece.strip() for piece in (text if FIELDS[name].kind == "layers" else text.replace(",", ";")).split(";")]
    try:
        values = list(dict.fromkeys(FIELDS[name].parse_typed(piece) for piece in pieces if piece))
        for value in values:
            RunConfig(**{name: value})
    except ConfigError as error:
        raise SweepError(str(error)) from error
    if not values:
        raise SweepError(f"{FIELDS[name].label} needs a list of values.")
    return values


def expand(config: RunConfig, values: Mapping[str, Sequence[Any]]) -> list[RunConfig]:
    """The config with each combination of these fields' values; the last field's vary fastest.

    Raises:
        SweepError: no field or too many, a field without values, too many runs or only one, or a combination that cannot be.
    """
    if not values:
        raise SweepError("Choose a setting to vary.")
    if len(values) > MAX_FIELDS:
        raise SweepError(f"At most {MAX_FIELDS} settings can be varied at once.")
    if unknown := set(values) - set(FIELDS):
        raise SweepError(f"There is no setting {', '.join(sorted(unknown))}.")
    n_runs = math.prod(len(set(of_field)) for of_field in values.values())
    if n_runs < 2:
        raise SweepError("Give a setting two values or more, with commas between them.")
    if n_runs > MAX_RUNS:
        raise SweepError(f"These would be {n_runs} runs; {MAX_RUNS} is the most. Leave a few values out.")
    combinations = itertools.product(*(dict.fromkeys(of_field) for of_field in values.values()))
    try:
        configs = [replace(config, **dict(zip(values, combination, strict=True))) for combination in combinations]
        return [reset_unused(each, keep=values) for each in configs]
    except ConfigError as error:
        raise SweepError(str(error)) from error


def differing_fields(configs: Sequence[RunConfig]) -> list[str]:
    """The fields that are not equal in all of these, in RunConfig's order."""
    return [name for name in FIELDS if len({getattr(config, name) for config in configs}) > 1]


def varied_fields(configs: Sequence[RunConfig]) -> list[str]:
    """The up to three fields that a sweep of these configs varies, the one with the most values first."""
    names = differing_fields(configs)
    if len(names) > MAX_FIELDS and "epochs" in names:
        names.remove("epochs")  # a run of it was prolonged
    return sorted(names, key=lambda name: -len(values_of(configs, name)))[:MAX_FIELDS]


def values_of(configs: Sequence[RunConfig], name: str) -> list[Any]:
    """The values that a field has in these: numbers from small to large, choices in the order in which they are offered."""
    values = {getattr(config, name) for config in configs}
    return sorted(values, key=FIELDS[name].choices.index if FIELDS[name].kind == "choice" else None)


def describe_settings(config: RunConfig, names: Iterable[str]) -> str:
    """These settings of a config, in RunConfig's order: "learning rate 0.01, epochs 3"."""
    asked = set(names)
    return ", ".join(f"{field.label.lower()} {field.describe(getattr(config, name))}" for name, field in FIELDS.items() if name in asked)


def describe_fixed_settings(config: RunConfig, varied: Iterable[str]) -> str:
    """What a sweep over these fields leaves as it is: the headline settings, and those that are not the lecture's."""
    headline = {name for name, field in FIELDS.items() if field.is_headline}
    return describe_settings(config, {*headline, *differing_fields([config, RunConfig()])} - set(varied))
