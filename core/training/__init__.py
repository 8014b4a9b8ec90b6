"""Training as a generator of events; `loop` is the place to start reading."""

from core.training.loop import EVALUATED_AT_ONCE, Command, Commands, accuracy, epoch_order, take_step, train, train_epoch

__all__ = ["EVALUATED_AT_ONCE", "Command", "Commands", "accuracy", "epoch_order", "take_step", "train", "train_epoch"]
