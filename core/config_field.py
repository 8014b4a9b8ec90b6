"""One field of a RunConfig: its label, limits, step, unit and help, from which widgets, links, checks and texts are made.

`whole`, `real`, `choice`, `switch` and `layers` give a dataclass field its default and, as metadata, this record.
"""

import dataclasses
import functools
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, cast, runtime_checkable

MAX_LAYERS: Final = 8
MAX_WIDTH: Final = 2048
METADATA: Final = "field"  # the key of a Field in a dataclass field's metadata


class ConfigError(ValueError):
    """A setting cannot be used; the text is one sentence for the visitor."""


class Row(Protocol):
    """What every row of a registry has."""

    @property
    def title(self) -> str:
        """What it is called on a page."""

    @property
    def words(self) -> str:
        """What it does, in a sentence or two."""


@runtime_checkable
class RowWithFormula(Row, Protocol):
    """A row that also has a formula."""

    @property
    def formula(self) -> str:
        """LaTeX."""


@dataclass(frozen=True)
class Field:
    """All that is known of a field besides its name and its default."""

    kind: Literal["whole", "real", "choice", "switch", "layers"]
    label: str
    help: str
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0  # of the widget's buttons
    unit: str = ""
    registry: str = ""  # "module:NAME" of the rows that a choice is between; imported when first asked for, since most need torch
    names: tuple[str, ...] = ()  # of a choice without a registry
    sweep: str = ""  # values worth comparing, as they are typed
    shows_words: bool = False  # the form says what the row is that was chosen
    is_headline: bool = False  # told of a run even where it is the lecture's
    is_live: bool = False  # can be changed while a run trains
    short: str = ""  # the label where there is little room

    @property
    def short_label(self) -> str:
        """The label where there is little room, as at a mark in a chart."""
        return self.short or self.label.lower()

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.kind in ("whole", "real")

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the largest value of a number, whole where the number is."""
        return (int(self.low), int(self.high)) if self.kind == "whole" else (self.low, self.high)

    @property
    def rows(self) -> Mapping[str, Row]:
        """The rows that a choice is between, by name; none where it has no registry."""
        return _rows(self.registry) if self.registry else {}

    @property
    def choices(self) -> tuple[str, ...]:
        """The names that a choice is between."""
        return self.names or tuple(self.rows)

    def parse(self, text: str) -> Any:
        """A value from its text in a URL or a text box.

        Raises:
            ConfigError: the text is no such value. Whether it is in range, `check` says.
        """
        wanted = "whole numbers with commas between them, such as 256, 128" if self.kind == "layers" else "a number"
        try:
            match self.kind:
                case "layers":
                    return tuple(int(size) for size in text.replace(",", " ").split())
                case "switch":
                    return {"1": True, "0": False}[text]
                case "whole":
                    return int(text)
                case "real":
                    return float(text.replace(",", "."))  # decimal commas, too
            return text
        except (KeyError, ValueError) as error:
            raise ConfigError(f"{self.label} must be {wanted}.") from error

    def parse_typed(self, text: str) -> Any:
        """A value as people type it: "kaiming normal", "on", "none".

        Raises:
            ConfigError: as for `parse`.
        """
        match self.kind, text.lower():
            case "layers", "none":
                return ()
            case "switch", "on" | "off" as state:
                return state == "on"
            case "choice", name:
                return name.replace(" ", "_").replace("-", "_")
        return self.parse(text)

    def check(self, value: object) -> None:
        """See that the value is of the right type and in range.

        Raises:
            ConfigError: it is not.
        """
        match self.kind:
            case "choice" if value not in self.choices:
                raise ConfigError(f"{self.label} must be one of {', '.join(self.choices)}.")
            case "switch" if not isinstance(value, bool):
                raise ConfigError(f"{self.label} must be on or off.")
            case "whole" | "real":
                _check_number(self.label, value, self.low, self.high, whole=self.kind == "whole")
            case "layers":
                if not isinstance(value, tuple) or len(value) > MAX_LAYERS:
                    raise ConfigError(f"There can be at most {MAX_LAYERS} hidden layers.")
                for size in value:
                    _check_number("Each hidden layer's size", size, 1, MAX_WIDTH, whole=True)

    def describe(self, value: Any) -> str:
        """A value as a visitor reads it: "0.001", "256, 128", "kaiming normal", "on"."""
        if self.kind == "layers":
            return ", ".join(map(str, value)) or "none"
        if self.kind == "switch":
            return "on" if value else "off"
        return as_text(value).replace("_", " ")


def whole(default: int, label: str, limits: tuple[int, int], help: str, step: int = 1, **more: Any) -> Any:
    """A field of whole numbers."""
    return _field(default, Field("whole", label, help, *limits, step, **more))


def real(default: float, label: str, limits: tuple[float, float], help: str, step: float = 1.0, **more: Any) -> Any:
    """A field of real numbers."""
    return _field(default, Field("real", label, help, *limits, step, **more))


def choice(default: str, label: str, registry: str, help: str, **more: Any) -> Any:
    """A field that names a row of a registry ("module:NAME"), or, with `names`, one of these."""
    return _field(default, Field("choice", label, help, registry=registry, **more))


def switch(default: bool, label: str, help: str, **more: Any) -> Any:
    """A field that is on or off."""
    return _field(default, Field("switch", label, help, **more))


def layers(default: tuple[int, ...], label: str, help: str, **more: Any) -> Any:
    """The sizes of the hidden layers."""
    return _field(default, Field("layers", label, help, **more))


def as_text(value: object) -> str:
    """A value as short as it can be without being another: 0.001, 256, relu."""
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def _field(default: Any, record: Field) -> Any:
    return dataclasses.field(default=default, metadata={METADATA: record})


@functools.cache
def _rows(registry: str) -> Mapping[str, Row]:
    return cast(Mapping[str, Row], pkgutil.resolve_name(registry))


def _check_number(label: str, value: object, low: float, high: float, *, whole: bool) -> None:
    kinds = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:  # which NaN and ∞ are not
        raise ConfigError(f"{label} must be a {'whole ' if whole else ''}number from {low:g} to {high:g}.")
