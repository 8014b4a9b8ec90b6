"""A trained network as an ONNX file, for programs that do not know PyTorch.

The graph is written node by node: torch.onnx.export needs a second package (onnxscript), and its old way, which does not, is deprecated.
"""

from typing import TYPE_CHECKING

from torch import Tensor, nn

from core.activations import ACTIVATIONS
from core.config import RunConfig
from core.mlp import MultiLayerPerceptron

if TYPE_CHECKING:
    from onnx import ModelProto


def to_onnx(model: MultiLayerPerceptron, config: RunConfig) -> bytes:
    """The network in eval mode: "images" float32 (N, 784) in [0, 1], ink 1 on 0 -> "outputs" float32 (N, 10 or 20).

    The outputs are the network's own: logits for cross-entropy, estimates ŷ for the squared error and the Gaussian, ŷ and log σ² side
    by side where σ is predicted. In every case the largest of the first ten is the answer. Products are float32 whatever the config
    trained with.
    """
    return bytes(graph(model, config).SerializeToString())


def graph(model: MultiLayerPerceptron, config: RunConfig) -> "ModelProto":
    """As `to_onnx`, before it becomes bytes; checked by onnx."""
    from onnx import TensorProto, checker, helper

    rho = ACTIVATIONS[config.activation]
    nodes, values = [], "images"
    tensors: dict[str, Tensor] = {}
    for i, layer in enumerate(model.layers, 1):
        is_last = i == len(model.layers)
        tensors |= _tensors(layer, f"lin_{i}")
        out = "outputs" if is_last else f"z_{i}"
        nodes.append(helper.make_node("Gemm", [values, f"lin_{i}.weight", f"lin_{i}.bias"], [out], transB=1))
        if is_last:
            break
        if model.norms:
            norm, of_norm = model.norms[i - 1], ("weight", "bias", "running_mean", "running_var")
            tensors |= _tensors(norm, f"norm_{i}")
            inputs = [out, *(f"norm_{i}.{name}" for name in of_norm)]
            out = f"standardised_{i}"
            nodes.append(helper.make_node("BatchNormalization", inputs, [out], epsilon=norm.eps))
        values = f"h_{i}"
        nodes.append(helper.make_node(rho.onnx, [out], [values]))
    first = helper.make_tensor_value_info("images", TensorProto.FLOAT, ["N", model.layers[0].in_features])
    last = helper.make_tensor_value_info("outputs", TensorProto.FLOAT, ["N", model.layers[-1].out_features])
    initializers = [
        helper.make_tensor(name, TensorProto.FLOAT, list(tensor.shape), tensor.numpy().tobytes(), raw=True)
        for name, tensor in tensors.items()
    ]
    made = helper.make_graph(nodes, "mlp", [first], [last], initializers)
    opset = helper.make_opsetid("", rho.onnx_opset)  # no later than needed, so that older runtimes read the file
    ir_version = helper.find_min_ir_version_for([opset])
    onnx_model = helper.make_model(made, opset_imports=[opset], ir_version=ir_version, doc_string=config.summary())
    checker.check_model(onnx_model)
    return onnx_model


def _tensors(layer: nn.Module, name: str) -> dict[str, Tensor]:
    """A layer's weights and running statistics by name, on the CPU."""
    state = layer.state_dict()
    return {f"{name}.{key}": tensor.detach().cpu().contiguous() for key, tensor in state.items() if tensor.is_floating_point()}
