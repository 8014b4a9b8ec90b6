"""Measure the figures that the README claims: `python -m tests.bench`, or only some: `python -m tests.bench training products`.

Everything that is compared is measured in turns in the same minutes on the same machine; only ratios carry over to another
one. On the CPU the threads of torch wait as those of the training processes do (core.environment.TRAINING_ENVIRONMENT), for our loop and
the lecture's alike.
"""

import argparse
import importlib
import itertools
import os

from core.environment import TRAINING_ENVIRONMENT

# engines last: JAX does not like what forks after it
PARTS = (
    "training",
    "products",
    "served",
    "visits",
    "dragging",
    "drawing",
    "photos",
    "runs",
    "engines",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when none is named")
    asked = parser.parse_args().parts or PARTS
    if unknown := set(asked) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    os.environ.update(TRAINING_ENVIRONMENT)  # read when torch is imported
    from tests.bench import report

    print(report.heading(), end="\n\n", flush=True)
    report.table(itertools.chain.from_iterable(importlib.import_module(f"tests.bench.{part}").rows() for part in asked))


if __name__ == "__main__":
    main()
