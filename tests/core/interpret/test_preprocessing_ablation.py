"""What preprocessing is worth is measured on test digits enlarged onto a canvas."""

from core.config import RunConfig
from core.interpret.attribution import Network
from core.interpret.preprocessing_ablation import accuracy_without
from core.mlp import LECTURE_MODEL, load_model_and_config
from core.mnist import load


def test_leaving_out_preprocessing_stages_costs_accuracy() -> None:
    network, digits = Network("lecture", *load_model_and_config(LECTURE_MODEL)), load()
    assert network.config == RunConfig(device="cpu")
    assert accuracy_without(network, digits, [], 100) > accuracy_without(network, digits, ["crop", "scale", "centre"], 100) + 0.2
