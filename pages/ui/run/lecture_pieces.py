"""Below a run: the lecture's own pieces, one at a time, each with its source, to be run."""

import copy
import inspect
import math
import textwrap
from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from core.datasets import DATASETS
from core.events import Epoch
from core.figures.evaluation import first_weights
from core.lessons.lecture_network import MultiLayerPerceptron, feed_forward, func_eval
from core.mlp import ModelError
from core.mnist import DataError
from core.runs.store import Run
from pages.ui.components.figure import show
from pages.ui.resources import model, store, test_digits

MAKE: Final = 'model = MultiLayerPerceptron(name="mlp", xdim=784, hdim=256, ydim=10).to(device)'
CPU: Final = torch.device("cpu")  # the pages' own networks are there; a run's weights may come from another device


def show_lecture_pieces(run: Run) -> None:
    """The names of the pieces, and the chosen one."""
    st.subheader("The lecture's pieces, one at a time", anchor=False)
    chosen = st.segmented_control(
        "Piece", list(PIECES), default=next(iter(PIECES)), required=True, key="piece", label_visibility="collapsed"
    )
    PIECES[chosen](run)


def _network(run: Run) -> None:
    st.markdown("Two affine maps and ReLU between them. `.to(device)` moves its parameters to where it shall compute.")
    st.code(f"{inspect.getsource(MultiLayerPerceptron)}\n\n{MAKE}".replace("  # type: ignore[no-any-return]", ""), language="python")
    if not st.button("Run these lines", key="make network", icon=":material/play_arrow:"):
        return
    network = MultiLayerPerceptron(name="mlp", xdim=784, hdim=256, ydim=10).to(CPU)
    rows = [(name, " × ".join(map(str, each.shape)), each.numel(), str(each.device)) for name, each in network.named_parameters()]
    st.table(
        pd.DataFrame(rows, columns=["parameter", "shape", "numbers", "device"]).set_index("parameter").style.format({"numbers": "{:,}"})
    )
    st.caption(
        f"Together {sum(row[2] for row in rows):,} numbers. PyTorch keeps a layer's weights as outputs × inputs, so Wᵀ of the formula."
    )


def _first_weights(run: Run) -> None:
    st.markdown(
        "Kaiming's rule draws each weight of a layer with n inputs from a normal distribution of variance 2/n: ReLU halves the mean square "
        "of what passes through it, the 2 makes up for that, and so signals neither fade nor explode from layer to layer."
    )
    st.code(textwrap.dedent(inspect.getsource(MultiLayerPerceptron.init_param)), language="python")
    seed = int(st.number_input("Seed of the draw", 0, 9999, 0, key="kaiming_seed", width=200))
    network = MultiLayerPerceptron()
    network.init_param(torch.Generator().manual_seed(seed))  # one of its own: torch's is shared by all visitors
    layers = {"lin_1, n = 784": network.lin_1, "lin_2, n = 256": network.lin_2}
    weights = {title: layer.weight.detach().numpy() for title, layer in layers.items()}
    expected = {title: math.sqrt(2 / layer.in_features) for title, layer in layers.items()}
    st.latex(r"w \sim \mathcal{N}\!\left(0,\ \tfrac{2}{n}\right)")
    measured = {title: float(values.std()) for title, values in weights.items()}
    words = " and ".join(f"{sd:.4f} for {title}" for title, sd in measured.items())
    show(first_weights(weights, expected), key="kaiming", alt=f"Histograms of the first weights; measured standard deviation {words}.")
    st.caption(f"Measured standard deviation: {words}. By the rule: {' and '.join(f'{sd:.4f}' for sd in expected.values())}.")


def _feed_forward(run: Run) -> None:
    st.markdown("Two random images go to the network's device, through it, and back to NumPy. Here it is this run's network.")
    st.code(inspect.getsource(feed_forward), language="python")
    network = _network_of(run)
    if network and st.button("Run it", key=f"feed forward {run.id}", icon=":material/play_arrow:"):
        st.session_state["fed_forward"] = (run.id, feed_forward(network, CPU))
    fed_run, outputs = st.session_state.get("fed_forward", ("", None))
    if fed_run == run.id:
        classes = DATASETS[run.config.dataset].classes
        names = [*classes, *(f"log σ² of {name}" for name in classes)]
        table = pd.DataFrame(outputs, index=["First image", "Second image"], columns=names[: outputs.shape[1]])
        st.dataframe(table, column_config={name: st.column_config.NumberColumn(format="%.2f") for name in map(str, table)}, width="content")
        st.caption(
            "The numbers are noise and no picture, but one output of each row is the largest: this network cannot answer “none of these”."
        )


def _evaluation(run: Run) -> None:
    st.markdown(
        "Accuracy without gradients and in evaluation mode: the largest output is the answer, correct ones are counted. Afterwards the "
        "network goes back to training mode. Here it is this run's network, and its 10,000 test images."
    )
    st.code(inspect.getsource(func_eval), language="python")
    network = _network_of(run)
    if not network or not st.button("Run it", key=f"func_eval {run.id}", icon=":material/play_arrow:"):
        return
    try:
        split = test_digits(run.config.dataset)
    except DataError as error:
        st.warning(str(error), icon=":material/error:")
        return
    accuracy = func_eval(network, DataLoader(TensorDataset(split.images, split.labels), batch_size=run.config.batch_size), CPU)
    told = store().events(run.id, Epoch)["test_acc"].tail(1)
    recorded = f" The run itself reported {told.iloc[0]:.2%}." if len(told) else ""
    st.markdown(f"**func_eval: {accuracy:.2%}** of {len(split.labels):,} test images.{recorded}")


def _network_of(run: Run) -> nn.Module | None:
    """The run's network, a copy: others use the shared one at the same time. None, after saying why, where there is none."""
    if not run.ended:
        st.caption("This can be run when the run has ended.")
        return None
    try:
        network, _ = model(str(store().weights_path(run.id)))
    except (ModelError, OSError) as error:
        is_damaged = isinstance(error, ModelError)
        st.caption(str(error) if is_damaged else "The weights of this run are not kept, so its network cannot answer.")
        return None
    return copy.deepcopy(network)


PIECES: Final[dict[str, Callable[[Run], None]]] = {
    "The network": _network,
    "init_param()": _first_weights,
    "Feed forward": _feed_forward,
    "func_eval": _evaluation,
}
