"""A training run between two steps."""

import math
from dataclasses import dataclass

import torch

from core.config import LIVE_FIELDS, RunConfig
from core.events import Change
from core.mlp import MultiLayerPerceptron, from_config
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from core.training.loss_log import LossLog


@dataclass
class State:
    """All that changes while a run trains."""

    config: RunConfig
    model: MultiLayerPerceptron
    optimizer: torch.optim.Optimizer
    generator: torch.Generator  # of augmentation and dropout, on the device
    losses: LossLog
    settings: dict[str, float]  # those that the owner can change while it trains
    n_scheduled: int  # steps over which the schedule is laid; a run that is continued keeps the first number
    epoch: int = 1  # being trained

    @classmethod
    def at_start(cls, config: RunConfig, n_examples: int, device: torch.device | str) -> "State":
        """Before the first step, with `n_examples` to train on."""
        n_batches = math.ceil(n_examples / config.batch_size)
        model = from_config(config).to(device)
        model.generator = generator = torch.Generator(device).manual_seed(config.seed)
        return cls(
            config=config,
            model=model,
            optimizer=OPTIMIZERS[config.optimizer].make(model.parameters(), config),
            generator=generator,
            losses=LossLog(n_batches, config.epochs, device),
            settings={name: getattr(config, name) for name in LIVE_FIELDS},
            n_scheduled=config.epochs * n_batches,
        )

    @property
    def step(self) -> int:
        """Steps done."""
        return self.losses.step

    @property
    def n_steps(self) -> int:
        """Of the whole run."""
        return self.config.epochs * self.losses.n_batches

    def change(self, change: Change) -> None:
        """Hold another setting from the next step on."""
        self.settings[change.name] = change.value

    def set_step(self) -> float:
        """Give optimizer and model the settings of the next step; returns its learning rate."""
        step = min(self.step + 1, self.n_scheduled)
        lr = self.settings["lr"] * SCHEDULES[self.config.schedule].factor(step, self.n_scheduled)
        self.model.dropout = self.settings["dropout"]
        for group in self.optimizer.param_groups:
            group["lr"], group["weight_decay"] = lr, self.settings["weight_decay"]
        return lr
