"""The Draw page: how soon the reading follows the pen, the frames meanwhile, and every test digit enlarged onto a canvas."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from playwright.sync_api import Page, sync_playwright

from core import mnist
from core.canvas import Picture, to_mnist
from core.drawings.not_digits import HELD_OUT, scribble
from core.drawings.styles import STYLES, render, write
from core.interpret.attribution import Network
from core.interpret.preprocessing_ablation import accuracy_without, enlarge_onto_canvas
from core.mlp import DEFAULT_MODEL, DEFAULT_REFUSES_BELOW, LECTURE_MODEL, load_model_and_config
from tests.bench.report import Row, in_words, median
from tests.bench.visits import visit
from tests.e2e.driving import launch, serve, settled
from tests.e2e.pen import pad

DRAWINGS = 30
HANDS = 40
WARM_MS = 8000
STEP_SECONDS = 0.014  # between two places of the pen: a 7 takes a hand about a second
SEVEN = [(70 + 8 * k, 60 - k // 4) for k in range(17)] + [(206 - 3.2 * k, 58 + 9 * k) for k in range(20)]
# Notes when picture or probabilities change, when the pen is lifted, and the time between two frames while it is down.
WATCH = """() => {
    const within = [...document.querySelectorAll("*")].map((element) => element.shadowRoot?.querySelector(".reading"));
    const reading = within.find(Boolean);
    const text = () => reading.querySelector("ol").innerText + reading.querySelector("canvas").toDataURL();
    const seen = (window.seen = { changes: [], up: 0, gaps: [] });
    let [last, down, before] = [text(), false, 0];
    new MutationObserver(() => {
        if (last !== (last = text())) seen.changes.push(performance.now());
    }).observe(reading, { subtree: true, childList: true, attributes: true, characterData: true });
    addEventListener("pointerdown", () => { Object.assign(seen, { changes: [] }); down = true; before = 0; }, true);
    addEventListener("pointerup", () => { seen.up = performance.now(); down = false; }, true);
    const frame = (now) => {
        if (down && before) seen.gaps.push(now - before);
        before = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""


@dataclass(frozen=True)
class Drawn:
    """What was measured while thirty digits were drawn."""

    after: list[float]  # s from pen up to the last change of what the network receives and says
    before: list[int]  # readings shown while the pen moved
    gaps: list[float]  # ms between two frames while the pen moved


def draw(page: Page) -> Drawn:
    corner = pad(settled(page)).bounding_box()
    assert corner is not None
    page.evaluate(WATCH)
    drawn = Drawn([], [], [])
    for number in range(1 + DRAWINGS):
        for at, (x, y) in enumerate(SEVEN):
            page.mouse.move(corner["x"] + x + number % 5, corner["y"] + y)
            if at == 0:
                page.mouse.down()
            time.sleep(STEP_SECONDS)
        page.mouse.up()
        page.wait_for_timeout(1500)
        changes, up = page.evaluate("[seen.changes, seen.up]")
        drawn.after.append(max(0.0, changes[-1] - up) / 1000)
        drawn.before.append(sum(change < up for change in changes))
        page.get_by_role("button", name="Clear", exact=True).click()
        page.wait_for_timeout(1500)
    return Drawn(drawn.after[1:], drawn.before, page.evaluate("seen.gaps"))  # the first warms up


def rows() -> Iterator[Row]:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        browser = launch(playwright)
        with visit(browser, f"{server.url}/draw") as page:
            page.wait_for_timeout(WARM_MS)
            drawn = draw(page)
        browser.close()
    yield Row("pen up to the reading of what was drawn", in_words(drawn.after), "0.1 s", median(drawn.after) <= 0.1)
    seconds = sum(drawn.gaps) / 1000
    yield Row("readings shown per second while drawing", f"{sum(drawn.before) / seconds:.0f}", "5", sum(drawn.before) >= 5 * seconds)
    rate = len(drawn.gaps) / seconds
    late = sum(gap > 34 for gap in drawn.gaps) / len(drawn.gaps)
    words = f"{rate:.0f}; {late:.1%} of {len(drawn.gaps)} came later than 34 ms, the latest after {max(drawn.gaps):.0f} ms"
    yield Row("frames per second while drawing", words, "50 or more", rate >= 50)
    yield from enlarged()
    yield from written()
    yield refused()


def enlarged() -> Iterator[Row]:
    """All 10,000 test digits at random places and sizes of a canvas, through the whole way in."""
    digits = mnist.load()
    n = len(digits.test.labels)
    for name, path in {"default": DEFAULT_MODEL, "lecture's": LECTURE_MODEL}.items():
        network = Network(name, *load_model_and_config(path))
        accuracy = float((network.model(digits.test.images).argmax(1) == digits.test.labels).float().mean())
        share = accuracy_without(network, digits, [], n) / accuracy
        measured = f"{share:.1%} of the accuracy on the originals ({accuracy:.4f})"
        yield Row(f"{n:,} test digits enlarged onto a canvas, {name} network", measured, "98.5 %", share >= 0.985)


def refused() -> Row:
    """How often the default network gives no answer: to test digits on a canvas, and to drawings of kinds that it was never trained on."""
    model, _ = load_model_and_config(DEFAULT_MODEL)
    generator, digits = np.random.default_rng(0), mnist.load().test

    def share(pictures: list[Picture]) -> float:
        highest = model(torch.from_numpy(np.stack(pictures)).flatten(1)).softmax(1).amax(1)
        return float((highest < DEFAULT_REFUSES_BELOW).float().mean())

    drawn = [to_mnist(enlarge_onto_canvas(image, generator)) for image in digits.images[:2000].view(-1, 28, 28).numpy()]
    kinds = {
        "letters and shapes": [render(write(strokes, generator), generator) for strokes in HELD_OUT.values() for _ in range(HANDS)],
        "scribbles": [render(write(scribble(generator), generator), generator) for _ in range(20 * HANDS)],
    }
    wrongly = share([pixels for pixels in drawn if pixels is not None])
    words = ", ".join(f"of {len(pictures):,} {kind} {share(pictures):.0%}" for kind, pictures in kinds.items())
    return Row(
        "given no answer: of 2,000 test digits enlarged onto a canvas; of what is no digit",
        f"{wrongly:.1%}; {words}",
        "1 %",
        wrongly <= 0.01,
    )


def written() -> Iterator[Row]:
    """Digits in the styles of core.drawings.styles, each written by many hands: how many are read right, and which styles least."""
    generator = np.random.default_rng(0)
    pictures = {name: [render(write(style.strokes, generator), generator) for _ in range(HANDS)] for name, style in STYLES.items()}
    for name, path in {"default": DEFAULT_MODEL, "lecture's": LECTURE_MODEL}.items():
        model, _ = load_model_and_config(path)
        shares = {
            style: float((model(torch.from_numpy(np.stack(drawn)).flatten(1)).argmax(1) == STYLES[style].digit).float().mean())
            for style, drawn in pictures.items()
        }
        worst = ", ".join(f"{style} {share:.0%}" for style, share in sorted(shares.items(), key=lambda item: item[1])[:4])
        mean = sum(shares.values()) / len(shares)
        yield Row(
            f"{len(STYLES)} styles by {HANDS} hands each, {name} network", f"{mean:.1%} read right; least: {worst}", "97 %", mean >= 0.97
        )
