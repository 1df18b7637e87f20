"""What a base model makes of chat rows: token statistics, what is cut, control tokens, overlap, a preview with the mask.

Tokens, cut and mask come from lib.chat, which the training recipes use: the report counts what training will see.
"""
import hashlib
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable

from lib.chat import IGNORED, ControlText, tokenize

ROWS_NAMED = 100
BINS = 20
PREVIEW_TOKENS = 2000


class SplitReport:
    """Reads rows one by one; of each it keeps its lengths and two fingerprints, of the first few their tokens."""

    def __init__(self, tokenizer, control: ControlText, max_length: int, preview_rows: int):
        self.tokenizer, self.control = tokenizer, control
        self.max_length, self.preview_rows = max_length, preview_rows
        self.lengths, self.trainable = array("I"), array("I")
        self.exact: set[bytes] = set()
        self.normalised: set[bytes] = set()
        self.truncated, self.nothing_left = Named(), Named()
        self.last_turn_only = 0
        self.control_rows = Named()
        self.control_counts: Counter[str] = Counter()
        self.control_first: list[dict] = []
        self.preview: list[dict] = []

    def add(self, messages: list[dict]) -> None:
        row = len(self.lengths) + 1
        tokens = tokenize(self.tokenizer, messages)
        kept = sum(label != IGNORED for label in tokens.labels[: self.max_length])
        self.lengths.append(len(tokens.input_ids))
        self.trainable.append(kept)
        self.last_turn_only += tokens.last_turn_only
        if len(tokens.input_ids) > self.max_length:
            self.truncated.add(row)
        if kept == 0:
            self.nothing_left.add(row)
        self._read_texts(row, messages)
        if len(self.preview) < self.preview_rows:
            pieces = zip(tokens.input_ids, tokens.texts, tokens.labels, strict=True)
            listed = [(token, text, label != IGNORED) for token, text, label in pieces]
            self.preview.append(shown(row, listed[: self.max_length], len(listed)))

    def _read_texts(self, row: int, messages: list[dict]) -> None:
        self._count_control(row, messages)
        self.exact.add(fingerprint(messages, str))
        self.normalised.add(fingerprint(messages, normalised))

    def _count_control(self, row: int, messages: list[dict]) -> None:
        found = self.control.in_row(messages)
        if not found:
            return
        self.control_rows.add(row)
        for message, token in found:
            self.control_counts[token] += 1
            if len(self.control_first) < ROWS_NAMED:
                self.control_first.append({
                    "row": row, "message_index": message, "token": token,
                    "code": "control_token" if token in self.control.special else "template_mark",
                    "message": f"Invalid file format. Example {row} message contains an invalid token: {token}.",
                })  # fmt: skip

    def done(self) -> dict:
        ordered = sorted(self.lengths)
        rows = len(ordered)
        return {
            "rows": rows,
            "tokens": {
                **spread(ordered),
                "trained_on": sum(min(length, self.max_length) for length in ordered),
                "trainable": sum(self.trainable),
                "histogram": histogram(ordered),
            },
            "truncated": self.truncated.done(rows),
            "nothing_to_learn": self.nothing_left.done(rows),
            "last_turn_only_rows": self.last_turn_only,
            "control_tokens": {
                **self.control_rows.done(rows),
                "counts": dict(sorted(self.control_counts.items())),
                "faults": self.control_first,
            },
            "preview": self.preview,
        }


class Named:
    """Counts all rows and names the first ones, 1-based."""

    def __init__(self):
        self.count, self.first = 0, []

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.first) < ROWS_NAMED:
            self.first.append(row)

    def done(self, of: int) -> dict:
        return {"count": self.count, "share": round(self.count / of, 6) if of else 0, "first_rows": self.first}


def overlap(train: SplitReport, held_out: SplitReport, rows: Iterable[list[dict]]) -> dict:
    """Rows of the held-out split that the training split has too: `exact`, and `normalised` (case, marks and space aside)."""
    exact, near = Named(), Named()
    for row, messages in enumerate(rows, 1):
        if fingerprint(messages, str) in train.exact:
            exact.add(row)
        if fingerprint(messages, normalised) in train.normalised:
            near.add(row)
    of = len(held_out.lengths)
    return {"exact": exact.done(of), "normalised": near.done(of)}


def fingerprint(messages: list[dict], of) -> bytes:
    """16 bytes of the sha256 over roles and texts; a weight does not make another row."""
    digest = hashlib.sha256()
    for message in messages:
        digest.update(f"{message['role']}\x00{of(message['content'])}\x01".encode())
    return digest.digest()[:16]


def normalised(text: str) -> str:
    """NFKC, case folded, punctuation dropped, white space as one space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w\s]", "", folded).split())


def shown(row: int, pieces: list[tuple[int, str, bool]], whole: int) -> dict:
    """`pieces`: (id, text, trained) of what is left of `whole` tokens."""
    tokens = [{"id": token, "text": text, "trained": trained} for token, text, trained in pieces[:PREVIEW_TOKENS]]
    return {"row": row, "total_tokens": whole, "truncated": len(pieces) < whole, "tokens": tokens}


def spread(ordered: list[int]) -> dict:
    rows = len(ordered)
    return {
        "total": sum(ordered),
        "mean": round(sum(ordered) / rows, 2) if rows else 0,
        "min": ordered[0] if rows else 0,
        "p50": percentile(ordered, 50),
        "p95": percentile(ordered, 95),
        "max": ordered[-1] if rows else 0,
    }


def percentile(ordered: list[int], part: int) -> int:
    """Nearest rank: the smallest length that at least `part` per cent of the rows do not exceed."""
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)] if ordered else 0


def histogram(ordered: list[int]) -> list[dict]:
    """At most 20 bins of one width, `from` inclusive and `to` exclusive."""
    if not ordered:
        return []
    low = ordered[0]
    width = max(1, -(-(ordered[-1] - low + 1) // BINS))
    counts = Counter((length - low) // width for length in ordered)
    return [{"from": low + i * width, "to": low + (i + 1) * width, "rows": counts.get(i, 0)}
            for i in range(max(counts) + 1)]  # fmt: skip
