"""`python -m tests.train_careful`: makes comments/screening/weights/careful.onnx anew from the labelled texts.

The same language model of six layers that teaches the small one (tests/train_reader.py, which says what it needs) is
taught our labels and kept itself. Takes about half an hour on two cores. Never learned from: tests/data/unseen and
tests/data/fresh. What lies in the portal has besides been taught several comments in a row, and is the running mean of
the last steps: docs/decisions/careful-reading.md.
"""

import torch
from torch import nn
from torch.nn import functional

from comments.screening.careful import FILE, FIRST, LAST
from comments.screening.networks import LONGEST, UNKNOWN
from tests.network_files import Vectors, attended, written
from tests.train_reader import HEADS, Teacher, begun, cut, from_labels, learn, letters

TAUGHT = {"rounds": 3, "batch": 32, "step": 1.5e-4}

Tensor = torch.Tensor


class One(nn.Module):
    """The same model for one text, with the vectors of the pieces `used` only."""

    def __init__(self, model: Teacher, used: list[int]) -> None:
        super().__init__()
        before = model.bert.embeddings
        self.vectors = Vectors(before.word_embeddings.weight.detach()[used])
        places = before.position_embeddings.weight[:LONGEST] + before.token_type_embeddings.weight[0]
        self.register_buffer("places", places.detach())
        self.norm, self.layers, self.judge = before.LayerNorm, model.bert.encoder.layer, model.judge
        self.heads = model.bert.config.num_attention_heads
        self.size = model.bert.config.hidden_size // self.heads
        self.asking = nn.ModuleList(together(layer.attention.self) for layer in self.layers)

    def forward(self, ids: Tensor) -> Tensor:
        x = self.norm(self.vectors(ids) + self.places[: ids.shape[0]])
        for layer, asking in zip(self.layers, self.asking, strict=True):
            out = layer.attention.output
            x = out.LayerNorm(x + out.dense(attended(asking(x), self.heads, self.size)))
            wide = functional.gelu(layer.intermediate.dense(x))
            x = layer.output.LayerNorm(x + layer.output.dense(wide))
        return self.judge(x.mean(0))


def together(asks: nn.Module) -> nn.Linear:
    """The questions, answers and what is told of a layer in one product, which is quicker than three."""
    parts = (asks.query, asks.key, asks.value)
    one = nn.Linear(parts[0].in_features, sum(part.out_features for part in parts))
    one.weight = nn.Parameter(torch.cat([part.weight for part in parts]).detach())
    one.bias = nn.Parameter(torch.cat([part.bias for part in parts]).detach())
    return one


def main() -> None:
    cutter, names, chosen, teacher = begun()
    cut(chosen, cutter)
    learn(teacher, chosen, from_labels, **TAUGHT)
    signs = {cutter.convert_tokens_to_ids(name) for name in (FIRST, LAST, UNKNOWN)}
    used = sorted(letters(names) | signs | {number for row in chosen for number in row.ids})
    written(FILE, One(teacher, used), [names[number] for number in used], HEADS, in_bytes=True)


if __name__ == "__main__":
    main()
