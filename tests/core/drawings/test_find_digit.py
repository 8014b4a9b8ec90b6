"""The digit is told from specks, lines and desks; connected parts against an independent labelling."""

import numpy as np
import pytest
from scipy import ndimage

from core.drawings.find_digit import NoDigitError, find_digit
from core.drawings.parts import connected_parts


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 1.0])
def test_connected_parts_are_scipys(share: float) -> None:
    mask = np.random.default_rng(0).random((60, 47)) < share
    labels, parts = connected_parts(mask)
    theirs, n = ndimage.label(mask, np.ones((3, 3)))
    assert len(parts) == n
    pairs = {(int(a), int(b)) for a, b in zip(labels.ravel(), theirs.ravel(), strict=True)}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    for part in parts:
        rows, columns = np.nonzero(labels == part.label)
        assert (part.area, part.top, part.bottom) == (len(rows), rows.min(), rows.max() + 1)
        assert (part.left, part.right) == (columns.min(), columns.max() + 1)


def test_an_empty_mask_has_no_parts() -> None:
    labels, parts = connected_parts(np.zeros((5, 4), bool))
    assert not labels.any()
    assert parts == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (50, 50)])
@pytest.mark.parametrize("kind", ["blank", "grain", "slope"])
def test_where_nothing_is_to_be_seen_it_says_so(shape: tuple[int, int], kind: str) -> None:
    random = np.random.default_rng(0)
    grey = np.full(shape, 0.7)
    if kind == "grain":
        grey += random.normal(0, 0.02, shape)
    if kind == "slope":
        grey *= np.linspace(0.6, 1, shape[1])
    with pytest.raises(NoDigitError, match="nothing to see"):
        find_digit(np.repeat(grey[..., None], 3, axis=2).astype(np.float32))


@pytest.mark.parametrize("is_light", [False, True])
def test_the_ink_is_full_where_the_stroke_is_and_nothing_elsewhere(is_light: bool) -> None:
    stroke = np.zeros((400, 300), bool)
    stroke[100:300, 140:160] = True
    grey = np.where(stroke, 0.9, 0.2) if is_light else np.where(stroke, 0.2, 0.9)
    ink = find_digit(np.repeat(grey[..., None], 3, axis=2).astype(np.float32))
    assert ink[stroke].min() > 0.9
    assert ink[~stroke].max() == 0


def test_a_ruled_page_and_a_margin_line_are_taken_out() -> None:
    grey = np.full((420, 300), 0.9)
    grey[20::40] = 0.6
    grey[:, 40] = 0.6
    grey[110:310, 140:160] = 0.15
    ink = find_digit(np.repeat(grey[..., None], 3, axis=2).astype(np.float32))
    rows, columns = np.nonzero(ink > 0.5)
    assert (rows.min(), rows.max()) == pytest.approx((110, 309), abs=3)
    assert (columns.min(), columns.max()) == pytest.approx((140, 159), abs=3)
