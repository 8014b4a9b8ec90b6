"""The connected parts of a mask, and what is known of each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[Any]  # (H, W) of bool


@dataclass(frozen=True)
class Part:
    """A connected part of a mask; rows and columns as in slices."""

    label: int
    area: int
    top: int
    bottom: int
    left: int
    right: int

    @property
    def longer_side(self) -> int:
        """Of its bounding box."""
        return max(self.bottom - self.top, self.right - self.left)

    def column_overlap(self, other: "Part") -> float:
        """How much of the narrower one's columns are the other's, too."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        return max(0, shared) / min(self.right - self.left, other.right - other.left)

    def gap_to(self, other: "Part") -> int:
        """How far the two boxes are apart, 0 where they meet."""
        down = max(self.top, other.top) - min(self.bottom, other.bottom)
        across = max(self.left, other.left) - min(self.right, other.right)
        return max(0, down, across)


def connected_parts(mask: Mask) -> tuple[NDArray[np.int32], list[Part]]:
    """The parts of a mask that hang together, corners included: a label for each pixel, 0 for none, and the parts.

    Runs of each row are joined with those of the row above that they touch (union-find).
    """
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]  # in the same order
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first_of_row = np.searchsorted(rows, np.arange(mask.shape[0] + 1)).tolist()
    starts_, ends_ = starts.tolist(), ends.tolist()
    for row in range(1, mask.shape[0]):
        above, here = first_of_row[row - 1], first_of_row[row]
        while above < first_of_row[row] and here < first_of_row[row + 1]:
            if starts_[above] <= ends_[here] and starts_[here] <= ends_[above]:
                parent[root(here)] = root(above)
            if ends_[above] < ends_[here]:
                above += 1
            else:
                here += 1
    roots = np.array([root(i) for i in range(len(parent))], np.int64)
    kinds, of_run = np.unique(roots, return_inverse=True)
    labels = np.zeros(mask.shape, np.int32)
    labels[mask] = np.repeat(of_run + 1, ends - starts)
    area = np.bincount(of_run, ends - starts, len(kinds))
    box = np.tile(np.array([[max(mask.shape)], [0]] * 2), len(kinds))  # top, bottom, left, right; (4, parts)
    for side, (join, values) in enumerate(((np.minimum, rows), (np.maximum, rows + 1), (np.minimum, starts), (np.maximum, ends))):
        join.at(box[side], of_run, values)
    return labels, [Part(i + 1, int(area[i]), *map(int, box[:, i])) for i in range(len(kinds))]


def touches_edge(part: Part, shape: tuple[int, ...]) -> bool:
    """Whether it reaches an edge of a picture of this shape."""
    return part.top == 0 or part.left == 0 or part.bottom == shape[0] or part.right == shape[1]


def edge_share(labels: NDArray[np.int32], part: Part) -> float:
    """The share of the picture's edge that a part covers."""
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return float((edge == part.label).mean())


def dilated(mask: Mask) -> Mask:
    """With the pixels beside it: a stroke's soft edge may lie below the threshold."""
    padded = np.pad(mask, 1)
    height, width = mask.shape
    return np.asarray(np.logical_or.reduce([padded[i : i + height, j : j + width] for i in range(3) for j in range(3)]))
