"""A generated bank of any size: realistic records in Swedish words, the same on every run."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

_WORD = re.compile(r"[a-zåäöA-ZÅÄÖ]{2,}")
_SEED = 20261122


@dataclass(frozen=True)
class Words:
    """What sentences are made from: words of the bank's own narratives, and its codes."""

    words: tuple[str, ...]
    codes: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]
    organisations: tuple[str, ...]


def words_of(root: Path) -> Words:
    """Collect words, codes and ids from the repository at `root`."""
    found: list[str] = []
    for path in sorted((root / "cases").glob("*/sv.md")):
        text = re.sub(r"\[@[^\]]*\]", "", path.read_text(encoding="utf-8"))
        found += _WORD.findall(text)
    reference = root / "site_src" / "reference"
    codes = {
        path.stem: tuple(term["code"] for term in _yaml(path)["terms"] if "replaced_by" not in term)
        for path in sorted((reference / "vocabularies").glob("*.yaml"))
    }
    return Words(
        tuple(found), codes, tuple(_yaml(reference / "sources.yaml")), tuple(_yaml(reference / "organisations.yaml"))
    )


def write_bank(folder: Path, count: int, words: Words) -> None:
    """Write `count` records (about 7 kB of facts and 3 kB of narrative each) below `folder`."""
    folder.mkdir(parents=True)
    for number in range(count):
        dice = random.Random(_SEED + number)
        record = folder / f"genererat-fall-{number:05}"
        record.mkdir()
        data, narrative = _record(dice, words, number)
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
        (record / "case.yaml").write_text(text, encoding="utf-8", newline="\n")
        (record / "sv.md").write_text(narrative, encoding="utf-8", newline="\n")


def _yaml(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _record(dice: random.Random, words: Words, number: int) -> tuple[dict, str]:
    keys = dice.sample(words.sources, 3)

    def sentence(least: int, most: int) -> str:
        chosen = " ".join(dice.choice(words.words) for _ in range(dice.randint(least, most)))
        return chosen[:1].upper() + chosen[1:] + "."

    def text(least: int, most: int) -> dict:
        return {"sv": sentence(least, most), "en": sentence(least, most)}

    def full(least: int, most: int) -> dict:
        return {**text(least, most), "nb": sentence(least, most)}

    def short(least: int, most: int) -> dict:
        return {language: said[:290] for language, said in full(least, most).items()}

    def source() -> str:
        return f"{dice.choice(keys)}, s. {dice.randint(1, 90)}"

    def some(vocabulary: str, most: int) -> list[str]:
        return dice.sample(words.codes[vocabulary], dice.randint(1, most))

    start = dice.randint(2005, 2023)
    case = {
        "type": "case",
        "coverage": "partial",
        "title": {language: f"{dice.choice(words.words)} {dice.choice(words.words)} {number}" for language in ("sv", "en", "nb")},
        "summary": short(20, 32),
        "countries": ["SE"],
        "regions": dice.sample([code for code in words.codes["regions"] if code.startswith("SE")], 1),
        "level": dice.choice(words.codes["level"]),
        "period": {"start": str(start), "end": str(start + dice.randint(1, 4)), "source": source()},
        "stage": dice.choice(words.codes["stage"]),
        "ending": dice.choice(words.codes["ending"]),
        "need": {**full(30, 45), "source": source()},
        "solution": {**text(30, 45), "source": source()},
        "sectors": some("sectors", 3),
        "target_groups": some("target-groups", 2),
        "innovation_types": some("innovation-types", 2),
        "organisations": [
            {"id": id, "role": role, "source": source()}
            for id, role in zip(dice.sample(words.organisations, 3), ("owner", "buyer", "funder"), strict=True)
        ],
        "procurement": {
            "level": dice.choice(words.codes["procurement-level"]),
            "approach": some("approach", 2),
            "procedure": dice.choice(words.codes["procedure"]),
            "source": source(),
        },
        "money": [{
            "id": "budget", "amount": dice.randint(1, 90) * 100_000, "currency": "SEK", "kind": "budget",
            "year": start, "text": text(6, 12), "source": source(),
        }],
        "results": [
            {
                "id": f"resultat-{index}", "text": text(14, 24), "value": dice.randint(2, 4000),
                "unit": text(1, 2), "goal_status": dice.choice(words.codes["goal-status"]),
                "basis": dice.choice(words.codes["basis"]), "source": source(),
            }
            for index in range(dice.randint(2, 5))
        ],
        "barriers": [
            {"id": f"hinder-{index}", "term": term, "text": text(14, 24), "handled": "partly", "source": source()}
            for index, term in enumerate(some("barriers", 3))
        ],
        "success_factors": [
            {"id": f"framgang-{index}", "term": term, "text": text(14, 20), "source": source()}
            for index, term in enumerate(some("success-factors", 2))
        ],
        "lessons": [{"id": f"lardom-{index}", "text": text(14, 22), "source": source()} for index in range(2)],
        "process_steps": some("process-steps", 2),
        "verified": "2026-11-22",
        "verified_by": "Genererat",
        "sources": keys,
    }  # fmt: skip
    headings = ("Behovet", "Vad som gjordes", "Vad det ledde till", "Vad som inte fungerade", "Det här kan andra använda")
    parts = []
    for heading in headings:
        parts.append(f"## {heading}\n")
        for _ in range(dice.randint(1, 2)):
            said = " ".join(sentence(9, 18) for _ in range(3))
            parts.append(f"{said} [@{dice.choice(keys)}, s. {dice.randint(1, 90)}]\n")
    cited = " ".join(f"[@{key}]" for key in keys)
    parts.append(f"{sentence(6, 9)} {cited}\n")
    return case, "\n".join(parts)
