"""core.training on its own, in a process like a training process: `python -m tests.bench.alone N_THREADS` prints the seconds."""

import os
import sys
import time

from core.config import RunConfig

CONFIG = RunConfig()  # the lecture's settings


def main() -> None:
    import torch

    from core import devices, mnist
    from core.events import Epoch, Started
    from core.runner.worker import NICENESS
    from core.training import train

    os.nice(NICENESS)
    torch.set_num_threads(int(sys.argv[1]))
    device = devices.resolve(CONFIG.device)
    for _ in train(RunConfig(epochs=1), mnist.synthetic()):
        pass
    start = last = 0.0
    for event in train(CONFIG, mnist.load(device), device):
        if isinstance(event, Started):
            start = time.perf_counter()
        elif isinstance(event, Epoch):
            last = time.perf_counter()
    print(last - start)


if __name__ == "__main__":
    main()
