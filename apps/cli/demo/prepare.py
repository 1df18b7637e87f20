"""Makes banking77-train.jsonl and banking77-test.jsonl from the folder with banking77's train.csv and test.csv.

python3 apps/cli/demo/prepare.py FOLDER [TARGET]     (standard library only; the same input gives the same bytes)
"""
import csv
import hashlib
import json
import sys
from pathlib import Path

INTENTS = [
    "card_arrival",
    "card_delivery_estimate",
    "card_payment_fee_charged",
    "declined_card_payment",
    "failed_transfer",
    "pending_card_payment",
    "transfer_fee_charged",
    "transfer_not_received_by_recipient",
]
ROWS_PER_INTENT = {"train": 60, "test": 15}
SYSTEM = "Name the intent of the bank customer's message. Answer with one of: " + ", ".join(INTENTS)


def read(path: Path) -> list[tuple[str, str]]:
    """(text, intent) of the chosen intents, each text once, white space made plain."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = [(" ".join(row["text"].split()), row["category"]) for row in csv.DictReader(file)]
    return list({key(text): (text, intent) for text, intent in rows if intent in INTENTS}.values())


def key(text: str) -> str:
    """Order by this and no row's place depends on where it stood in the source; also tells equal messages."""
    return hashlib.sha256("".join(filter(str.isalnum, text.lower())).encode()).hexdigest()


def pick(rows: list[tuple[str, str]], per_intent: int) -> list[tuple[str, str]]:
    rows = sorted(rows, key=lambda row: key(row[0]))
    chosen = [row for intent in INTENTS for row in [one for one in rows if one[1] == intent][:per_intent]]
    return sorted(chosen, key=lambda row: key(row[0]))


def chat(text: str, intent: str) -> str:
    roles = (("system", SYSTEM), ("user", text), ("assistant", intent))
    return json.dumps({"messages": [{"role": role, "content": said} for role, said in roles]}, ensure_ascii=False)


def main() -> None:
    source, target = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else __file__).resolve()
    target = target if target.is_dir() else target.parent
    test = pick(read(source / "test.csv"), ROWS_PER_INTENT["test"])
    unseen = {key(text) for text, _ in test}
    train = pick([row for row in read(source / "train.csv") if key(row[0]) not in unseen], ROWS_PER_INTENT["train"])
    for name, rows in (("train", train), ("test", test)):
        path = target / f"banking77-{name}.jsonl"
        path.write_text("".join(chat(*row) + "\n" for row in rows), encoding="utf-8")
        print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
