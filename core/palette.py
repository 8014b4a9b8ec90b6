"""One colour for one meaning, on every page (Okabe-Ito; its orange darkened, which has a contrast of only 2.3 to white).

Figures are drawn in the colours for a light page. The component that shows them swaps each for its counterpart when the
page is dark (`ON_DARK`), so a figure is the same rows and numbers whatever the visitor's theme.
"""

from typing import Final

DATA: Final = "#1f2328"  # what was observed: points, ink
MODEL: Final = "#0072b2"  # the model: its line, its prediction, train curves
REFERENCE: Final = "#009e73"  # truth: least squares, test curves, the right class
STEP: Final = "#c28400"  # what moves: gradient, step
ERROR: Final = "#d55e00"  # residual, loss, wrong class, divergence
SECOND: Final = "#cc79a7"  # a second and a third run in a comparison
THIRD: Final = "#8c6d1f"
BAND: Final = "rgba(0,114,178,0.18)"  # uncertainty: the model's blue, transparent
MUTED: Final = "#6a737d"  # axes, captions
GRID: Final = "#e3e6ea"
PAPER: Final = "#ffffff"

ON_DARK: Final = {
    DATA: "#e6e9ec",
    MODEL: "#56b4e9",
    REFERENCE: "#2fc99a",
    STEP: "#f0b429",
    ERROR: "#ff7b3a",
    SECOND: "#e39cc4",
    THIRD: "#d4b45f",
    BAND: "rgba(86,180,233,0.22)",
    MUTED: "#9aa4ae",
    GRID: "#2a3138",
    PAPER: "#101418",
}

RUNS: Final = (MODEL, SECOND, THIRD, REFERENCE, ERROR, STEP)  # one colour for each run in a comparison ...
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")  # ... and a dash, so that colour is never alone

DIVERGING: Final = ((0.0, MODEL), (0.5, PAPER), (1.0, ERROR))  # blue negative, paper zero, orange positive
SEQUENTIAL: Final = "Cividis"  # from little to much
