"""`python -m tests.train_careful`: makes comments/screening/weights/careful.npz anew from the labelled texts.

The same language model of six layers that teaches the small one (tests/train_reader.py, which says what it needs) is
taught our labels and kept itself. Takes about half an hour on two cores. Never learned from: tests/data/unseen and
tests/data/fresh.
"""

from pathlib import Path
from typing import Any

import numpy as np

from comments.screening.careful import FILE, FIRST, LAST
from comments.screening.networks import LONGEST, UNKNOWN
from tests.train_reader import HEADS, Teacher, begun, cut, from_labels, learn, letters

TAUGHT = {"rounds": 3, "batch": 32, "step": 1.5e-4}


def written(model: Teacher, names: list[str], used: list[int]) -> None:
    """Matrices in bytes, each column (of vectors each row) with its scale; norms and what is added as they are."""
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    kept: dict[str, Any] = {}

    def in_bytes(name: str, matrix: np.ndarray, axis: int) -> None:
        scale = abs(matrix).max(axis, keepdims=True) / 127
        kept[name], kept[f"{name}.scale"] = np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)

    def linear(name: str, *parts: str) -> None:
        in_bytes(f"{name}.weight", np.concatenate([state[f"{part}.weight"].T for part in parts], 1), 0)
        kept[f"{name}.bias"] = np.concatenate([state[f"{part}.bias"] for part in parts])

    def norm(name: str, part: str) -> None:
        kept[f"{name}.weight"], kept[f"{name}.bias"] = state[f"{part}.weight"], state[f"{part}.bias"]

    before = "bert.embeddings"
    in_bytes("vectors", state[f"{before}.word_embeddings.weight"][used], 1)
    places = state[f"{before}.position_embeddings.weight"][:LONGEST]
    kept["places"] = (places + state[f"{before}.token_type_embeddings.weight"][0]).astype(np.float16)
    norm("norm", f"{before}.LayerNorm")
    for at in range(len(model.bert.encoder.layer)):
        layer = f"bert.encoder.layer.{at}"
        linear(f"{at}.look", *(f"{layer}.attention.self.{part}" for part in ("query", "key", "value")))
        linear(f"{at}.out", f"{layer}.attention.output.dense")
        norm(f"{at}.norm", f"{layer}.attention.output.LayerNorm")
        linear(f"{at}.widen", f"{layer}.intermediate.dense")
        linear(f"{at}.narrow", f"{layer}.output.dense")
        norm(f"{at}.norm_after", f"{layer}.output.LayerNorm")
    kept |= {"judge.weight": state["judge.weight"].T, "judge.bias": state["judge.bias"]}
    texts = {"pieces": "\n".join(names[number] for number in used), "screens": " ".join(HEADS)}
    kept |= {name: np.frombuffer(text.encode(), np.uint8) for name, text in texts.items()}
    heads, layers = model.bert.config.num_attention_heads, len(model.bert.encoder.layer)
    np.savez_compressed(FILE, heads=np.int32(heads), layers=np.int32(layers), **kept)


def main() -> None:
    cutter, names, chosen, teacher = begun()
    cut(chosen, cutter)
    learn(teacher, chosen, from_labels, **TAUGHT)
    signs = {cutter.convert_tokens_to_ids(name) for name in (FIRST, LAST, UNKNOWN)}
    written(teacher, names, sorted(letters(names) | signs | {number for row in chosen for number in row.ids}))
    print(f"{Path(FILE).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
