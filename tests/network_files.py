"""How the trained language models become the files that comments/screening/networks.py reads."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

Tensor = torch.Tensor


class Vectors(nn.Module):
    """The vectors of the pieces that are used: in bytes, each row with its scale."""

    def __init__(self, vectors: Tensor) -> None:
        super().__init__()
        scale = vectors.abs().amax(1, keepdim=True) / 127
        self.register_buffer("kept", (vectors / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.kept[ids].float() * self.scale[ids]


def attended(asked: Tensor, heads: int, size: int) -> Tensor:
    """Attention over one text: `asked` holds questions, answers and what is told, each `size` numbers for each head."""
    queries, keys, values = asked.reshape(-1, 3, heads, size).permute(1, 2, 0, 3).unbind()
    fit = torch.softmax(queries @ keys.transpose(1, 2) * size**-0.5, -1)
    return (fit @ values).transpose(0, 1).reshape(-1, heads * size)


def written(file: Path, net: nn.Module, pieces: list[str], screens: tuple[str, ...], *, in_bytes: bool) -> None:
    """Writes a network that takes the pieces of one text; `in_bytes` keeps its matrices in bytes as well.

    Seven bits of them: with eight, processors without special instructions for this would get other results.
    """
    with TemporaryDirectory() as folder:
        plain, small = Path(folder, "plain.onnx"), Path(folder, "small.onnx")
        torch.onnx.export(
            net.eval(),
            (torch.arange(25),),
            plain,
            input_names=["ids"],
            output_names=["said"],
            dynamic_axes={"ids": {0: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
        if in_bytes:
            judging = [node.name for node in onnx.load(plain).graph.node if "judge" in node.name]
            quantize_dynamic(
                plain,
                small,
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=True,
                op_types_to_quantize=["MatMul"],
                nodes_to_exclude=judging,
                extra_options={"MatMulConstBOnly": True},
            )
        model = onnx.load(small if in_bytes else plain)
    for name, text in {"pieces": "\n".join(pieces), "screens": " ".join(screens)}.items():
        model.metadata_props.add(key=name, value=text)
    onnx.save(model, file)
    print(
        f"{file.name}: {file.stat().st_size:,} bytes, first numbers {np.round(net(torch.arange(25))[:2].tolist(), 2)}"
    )
