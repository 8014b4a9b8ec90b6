"""A run as one ZIP, to take home: weights, settings, figures, environment, an ONNX model, and a script that does it again."""

import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from core.config import RunConfig
from core.events import Changed, Epoch, Started, Step
from core.export.onnx import to_onnx
from core.export.script import script
from core.files import to_zip
from core.mlp import ModelError, load_model_and_config
from core.runs.store import Run, RunStore

if TYPE_CHECKING:
    import pandas as pd

PACKAGES: Final = ("torch", "torchvision", "numpy", "safetensors", "onnx")


def take_home(store: RunStore, run: Run) -> bytes:
    """The ZIP file of a run. Without weights.safetensors and model.onnx if the run's weights are gone, or were never there."""
    started, steps, epochs, changes = (store.events(run.id, kind) for kind in (Started, Step, Epoch, Changed))
    files: dict[str, str | bytes] = {
        "config.json": json.dumps(json.loads(run.config.to_json()), indent=2) + "\n",
        "steps.csv": steps.to_csv(index=False),
        "epochs.csv": epochs.to_csv(index=False),
        "environment.json": json.dumps(environment(started), indent=2) + "\n",
        "reproduce.py": reproduce(run.config, started, changes),
    }
    if len(changes):
        files["changes.csv"] = changes.to_csv(index=False)
    files |= _network(store, run)
    files["README.txt"] = readme(run, set(files))
    return to_zip(dict(sorted(files.items())))


def reproduce(config: RunConfig, started: "pd.DataFrame", changes: "pd.DataFrame") -> str:
    """The script, from the events that the run reported."""
    made = [Changed(int(row["step"]), row["name"], float(row["value"])) for row in changes.to_dict("records")]
    scheduled_steps = None if started.empty else int(started["n_steps"].iloc[-1])  # a run that is continued does not start again
    return script(config, made, scheduled_steps, device(started))


def device(started: "pd.DataFrame") -> str:
    """What torch calls the device that the run's Started event names in words."""
    words = "CPU" if started.empty else str(started["device"].iloc[-1])
    return "cpu" if words.startswith("CPU") else "mps" if words.startswith("Apple") else "cuda"


def environment(started: "pd.DataFrame") -> dict[str, str]:
    """The run's device, and the versions that this server has now."""
    ran_on = "never started" if started.empty else str(started["device"].iloc[-1])
    return {"device": ran_on, "system": platform.platform(), "python": platform.python_version()} | {
        package: version(package) for package in PACKAGES
    }


def file_name(run: Run) -> str:
    """What the ZIP is called."""
    return f"run_{run.number}.zip"


def readme(run: Run, names: set[str]) -> str:
    """What is in the ZIP, as text."""
    width = max(map(len, _WORDS))
    rows = "\n".join(f"{name:{width}}  {words}" for name, words in _WORDS.items() if name in names)
    gone = "" if "weights.safetensors" in names else "\nThe weights of this run are not kept, so the network itself is missing.\n"
    state = f"It is {run.status}. {run.message}".strip()
    return f"Run {run.number}: {run.config.summary()}\n{state}\n\n{rows}\n{gone}\n{_REPRODUCE}"


def _network(store: RunStore, run: Run) -> dict[str, str | bytes]:
    path = store.weights_path(run.id)
    try:
        files: dict[str, str | bytes] = {"weights.safetensors": path.read_bytes()}
        return files | {"model.onnx": to_onnx(*load_model_and_config(path))}
    except OSError:  # gone, perhaps meanwhile
        return {}
    except ModelError:  # it diverged, and is no network any more
        return files


_WORDS: Final = {
    "reproduce.py": "trains it again in plain PyTorch: python reproduce.py --data folder",
    "weights.safetensors": "the weights after the last epoch, named as in reproduce.py's network; the settings are in its metadata",
    "model.onnx": "the same network: images float32 (N, 784) in [0, 1], ink 1 on 0, to its raw outputs (N, 10);\n"
    "                     (N, 20) where the spread is predicted: ten estimates, then ten log variances",
    "config.json": "the settings",
    "steps.csv": "the training loss and the learning rate; in a long run each row is the mean over the steps since the row before",
    "epochs.csv": "after each epoch: mean training loss, accuracy on the training and the test split",
    "changes.csv": "what was changed while it trained; each holds from the step after this one",
    "environment.json": "where it ran, and the versions of the server that packed this",
}
_REPRODUCE: Final = """\
The CSV files have commas between cells and a decimal point in numbers: where Excel expects a decimal comma, open them by Data > From
Text/CSV, which asks.
reproduce.py writes the loss of every step to losses.csv. It starts from the same weights and takes the examples in the same order.
Sums are rounded differently on another processor, in another version of PyTorch, and by plain PyTorch than by this server, and training
makes small differences larger. Measured with the lecture's settings (2-core AMD EPYC, torch 2.14.1): the losses agree to six digits for
300 steps; after ten epochs single losses differ by 3 % (median), and the test accuracies are 0.9786 and 0.9789.
A run that was stopped, or that diverged, ends earlier than the script.
"""
