"""The settings of a component that runs in the browser: in the session, in the link, and given back to the browser when changed here."""

import math
from collections.abc import Callable, Mapping
from dataclasses import Field, asdict, dataclass, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import streamlit as st

from pages.ui import address
from pages.ui.components import reported


class Settings(Protocol):
    """A frozen dataclass; each field is a parameter of the link."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=Settings)


@dataclass(frozen=True)
class Linked(Generic[T]):
    """The settings of one component."""

    key: str  # of the component
    usable: Callable[[Mapping[str, Any]], T]  # from a link or a browser what is usable, in place of the rest the defaults
    prefix: str = ""  # of its parameters in the link
    read: Callable[[Mapping[str, str]], Mapping[str, Any]] | None = None  # of a link: what another version wrote, too
    outdated: tuple[str, ...] = ()  # parameters that only such a link has

    def now(self) -> T:
        """The settings: as last reported by the browser, at first from the link."""
        if self._settings not in st.session_state:
            link = st.query_params
            given = (
                self.read(link) if self.read else {name: link[self.prefix + name] for name in self._names() if self.prefix + name in link}
            )
            now = st.session_state[self._settings] = self.usable(given)
            self._complain(link, given, asdict(now))
        kept: T = st.session_state[self._settings]
        return kept

    def revision(self) -> int:
        """How many times they were changed here."""
        return int(st.session_state.get(f"{self.key}_revision", 0))

    def receive(self) -> None:
        """Take in what the browser reports, if it has seen the last change."""
        report = reported(self.key, "settings")
        if isinstance(report, dict) and report.get("revision") == self.revision():
            st.session_state[self._settings] = self.usable(report)

    def apply(self, changes: dict[str, Any]) -> None:
        """Change these settings, and let the browser take them over."""
        st.session_state[self._settings] = self.usable(asdict(replace(self.now(), **changes)))
        st.session_state[f"{self.key}_revision"] = self.revision() + 1

    def show(self, mount: Callable[..., None], **data: Any) -> None:
        """Mount the component (SettingsComponent.show), and put what differs from the defaults into the address bar."""
        mount(asdict(self.now()), self.revision(), key=self.key, on_change=self.receive, **data)
        now, usual = asdict(self.now()), asdict(self.usable({}))
        changed = {self.prefix + name: as_text(value) for name, value in now.items() if value != usual[name]}
        address.write_parameters([*(self.prefix + name for name in self._names()), *self.outdated], changed)

    def _complain(self, link: Mapping[str, str], given: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """Name what the link says otherwise; `given` is what was made of it."""
        for name, value in now.items():
            parameter, text = self.prefix + name, given.get(name)
            if parameter in link and isinstance(text, str) and not address.means(text, value):
                address.complain(parameter, link[parameter], as_text(value) or "nothing")

    @property
    def _settings(self) -> str:
        return f"{self.key}_settings"

    def _names(self) -> list[str]:
        return list(asdict(self.usable({})))


def as_text(value: object) -> str:
    """A value as a link holds it: 1.5, yes, or 1,2.5,3."""
    return ",".join(map(as_text, value)) if isinstance(value, list | tuple) else f"{value:g}" if isinstance(value, float) else str(value)


def numbers_within(given: Mapping[str, Any], limits: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Of these names those that are given with a number, moved into its limits."""
    found = {name: number(given.get(name), low, high) for name, (low, high) in limits.items()}
    return {name: value for name, value in found.items() if value is not None}


def number(value: object, low: float, high: float) -> float | None:
    """A number from a link or a browser, moved into [low, high]; None where it is none."""
    found = address.number(value)
    return min(high, max(low, found)) if found is not None and math.isfinite(found) else None


def numbers(value: object, low: float, high: float) -> tuple[float, ...] | None:
    """Several of them, as a list or as text with commas; None where one is none."""
    parts = (value.split(",") if value else []) if isinstance(value, str) else value
    found = [number(part, low, high) for part in parts] if isinstance(parts, list | tuple) else [None]
    return None if None in found else tuple(part for part in found if part is not None)
