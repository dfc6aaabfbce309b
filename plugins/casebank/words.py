"""Words as a searcher writes them: folding, light stems, compounds, synonyms.

The search index and the script that queries it must agree on what "the same word"
is. This module holds that agreement: `fold` and `stem` have exact twins in
`site_src/assets/search-engine.js`, and everything the script needs to know about a
language (stop words, endings, particles) is published from here in its lexicon.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

WORD = re.compile(r"[^\W_]+(?:[-‑–'’][^\W_]+)*")
"""A word: letters and digits, held together by hyphens or apostrophes."""

SHORTEST_HEAD = 3
SHORTEST_TAIL = 4
SHORTEST_COMPOUND = 7
TELLING_TAIL = 6
LONGEST_ENDING = 7

DERIVATIONS = frozenset(
    """ning ing ring ering ling tion ation sion het lighet skap are ande ende isk lig liga ligt
    sam bar ment tet itet else eri era erad isera iserad ism ist tiv ativ nal nell tisk torisk
    lingar ningar ringar ingar eringar hetene heten sjon asjon ning nings lings tions heter
    skaper skapet skapen rade tade terna nerna""".split()  # noqa: SIM905
)
"""Endings that make a new word of one word; what stands before them is no part of a compound."""


@dataclass(frozen=True, slots=True)
class Language:
    """What has to be known of a language to search in it."""

    code: str
    stop_words: frozenset[str]
    endings: frozenset[str]
    """Inflections to strip (after the Snowball lists), folded."""
    particles: frozenset[str] = frozenset()
    """Beginnings that make derived words, not compounds: upp|handling is not a kind of handling."""
    compounds: bool = True
    """Whether the language writes compounds as one word."""


def _language(
    code: str, stop: str, endings: str, particles: str = "", *, compounds: bool = True
) -> Language:
    return Language(
        code,
        frozenset(fold(word) for word in stop.split()),
        frozenset(endings.split()),
        frozenset(fold(word) for word in particles.split()),
        compounds,
    )


@cache
def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, letter for letter: å ä æ → a, ö ø → o."""
    lowered = text.lower().replace("æ", "a").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


_SWEDISH = _language(
    "sv",
    """och i att det som en på är av för med till den har de inte om ett men var sig så vi man
    kan när år ska skulle från vid eller vad hur vem vilka vilken vilket vilkas varför där här
    detta denna dessa du ni jag han hon oss er dem deras sin sitt sina mig dig min mitt mina
    din ditt dina vår vårt våra någon något några ingen inget inga alla allt blir bli blev
    blivit vara varit ha hade haft får få fick gör göra gjorde gjort gjorts göras finns fanns
    finnas sätt hos mot under över efter innan inom utan mellan också bara redan mycket mer
    mest kunna måste vill ville kommer kom samt än då nu sedan ut upp ner in hjälp exempel
    andra annan annat genom""",
    """a arna erna heterna orna ad e ade ande arne are aste en anden aren heten ern ar er heter
    or as arnas ernas ornas es ades andes ens arens hetens erns at andet het ast s""",
    """an av be bi efter emot en er ett fel fort fram från för fore genom han hop hos hit i ihop
    in inne inte kring lika med mellan mot inter intra multi mikro mini makro anti auto kon
    kom pro trans tele när ned ner nog not o och om omkring over på pro runt sam sin samman
    sig som till tids tog under undan upp upps ur ut vad van var vid vida åt åter öv över gent
    hur der ans att are""",
)
_NORWEGIAN = _language(
    "nb",
    """og i jeg det at en et den til er som på de med han av ikke der så var meg seg men ett har
    om vi min mitt ha hadde hun nå over da ved fra du ut sin dem oss opp man kan hans hvor
    eller hva skal selv sjøl her alle vil bli ble blitt kunne inn når være kom noen noe ville
    dere deres kun ja etter ned skulle denne for deg si sine sitt mot å meget hvorfor dette
    disse uten hvordan ingen din ditt blir samme hvilken hvilke sånn inni mellom vår hver hvem
    vors hvis både bare enn fordi før mange også slik vært begge siden gjør gjøre gjorde gjort
    finnes fantes må måte hos under andre annet annen få får gjennom""",
    """a e ede ande ende ane ene hetene en heten ar er heter as es edes endes enes hetenes ens
    hetens ers ets et het ast erte ert s""",
    """an av be bi etter for fore fra fram frem gjen gjennom hos i igjen inn inne med mellom mot
    ned om omkring opp over på sam sammen som til ulik under unn ut uten ved vel å den der er
    en et han hun""",
)
_ENGLISH = _language(
    "en",
    """a an and are as at be been but by can could did do does done for from had has have he her
    his how i if in into is it its may more most no not of on one or other our out over she
    should so some such than that the their them then there these they this those to under up
    was we were what when where which who whom whose why will with would you your about any
    between during make made get through""",
    "s es ed ing ings ies ied ly ment ments ation ations",
    compounds=False,
)
LANGUAGES: Mapping[str, Language] = {one.code: one for one in (_SWEDISH, _ENGLISH, _NORWEGIAN)}


def language(code: str) -> Language:
    """Return what is known of the language `code`; raises KeyError for an unknown one."""
    return LANGUAGES[code]


def words_in(text: str) -> list[str]:
    """Return the words of `text` as they stand, composed (NFC)."""
    return WORD.findall(unicodedata.normalize("NFC", text))


def stem(folded: str, of: Language) -> str:
    """Return a folded word without its longest inflection, never shorter than three letters."""
    for length in range(min(LONGEST_ENDING, len(folded) - 3), 0, -1):
        if folded[-length:] in of.endings:
            return folded[:-length]
    return folded


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the bank knows about words beyond any one page: synonyms, and words it uses."""

    groups: tuple[tuple[str, ...], ...] = ()
    """Terms that mean the same, in any language; each group sorted, without repetitions."""
    words: Mapping[str, int] = field(default_factory=dict)
    """Words of the bank with how often they occur."""

    @classmethod
    def from_groups(
        cls, groups: Iterable[Iterable[str]], words: Mapping[str, int] | None = None
    ) -> Lexicon:
        """Build a lexicon from groups of synonyms (any language and order) and a count of words."""
        tidy = set()
        for group in groups:
            terms = {" ".join(words_in(term)).lower() for term in group}
            terms.discard("")
            if terms:
                tidy.add(tuple(sorted(terms)))
        return cls(tuple(sorted(tidy)), dict(sorted((words or {}).items())))

    def terms(self) -> Iterator[str]:
        """Yield every term of every group."""
        for group in self.groups:
            yield from group


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count in how many of `texts` each word (lower case) occurs."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(words_in(text.lower())))
    return counts


class Splitter:
    """Finds the parts of compounds among words that are known to stand alone.

    `known` are words in use (any case). A word is split in two where its tail is one of
    them or an inflection of one, and its head is one too, with or without a linking
    letter (innovation-s-upphandling, kvinn-o-hälsa, skol-måltid, helse-tjeneste), or is
    a beginning that at least two known tails share; the split that leaves the longest
    shorter half wins. Each half is then split in its turn.
    """

    def __init__(self, known: Iterable[str], of: Language) -> None:
        self.language = of
        self._forms = {
            form for form in map(fold, known) if len(form) >= SHORTEST_HEAD and form.isalpha()
        } - of.stop_words
        self._stems = {one for form in self._forms if len(one := stem(form, of)) >= SHORTEST_TAIL}
        self._productive = self._heads_of_several() if of.compounds else frozenset()
        self._cache: dict[str, tuple[int, ...]] = {}

    def boundaries(self, word: str) -> tuple[int, ...]:
        """Return where in `word` known parts begin, in order; nothing if it is no compound."""
        folded = fold(word)
        if (
            not self.language.compounds
            or len(folded) < SHORTEST_COMPOUND
            or len(folded) != len(word)
        ):
            return ()
        found = self._cache.get(folded)
        if found is None:
            found = self._cache[folded] = self._split(folded)
        return found

    def tails(self, word: str) -> tuple[str, ...]:
        """Return what follows each boundary: äldreomsorgsplan → (omsorgsplan, plan).

        Heads need no help: the index finds any word by its beginning.
        """
        return tuple(word[i:] for i in self.boundaries(word))

    def _split(self, folded: str) -> tuple[int, ...]:
        best, best_length = 0, 0
        for i in range(SHORTEST_HEAD, len(folded) - SHORTEST_TAIL + 1):
            shorter = min(i, len(folded) - i)
            if shorter >= best_length and self._parts(folded[:i], folded[i:]):
                best, best_length = i, shorter
        if not best:
            return ()
        inner = [best]
        if best >= SHORTEST_COMPOUND:
            inner += self._split(folded[:best])
        if len(folded) - best >= SHORTEST_COMPOUND:
            inner += [best + i for i in self._split(folded[best:])]
        return tuple(sorted(inner))

    def _parts(self, head: str, tail: str) -> bool:
        if self._is_head(head):
            return self._is_tail(tail)
        # A head that nobody has written on its own, but a tail that tells: diabetes|hjälpmedel.
        return (
            len(tail) >= TELLING_TAIL
            and tail in self._forms
            and self._is_word(tail)
            and not any(
                head.startswith(one) and len(head) - len(one) < 2 for one in self.language.particles
            )
            and any(letter in "aeiouy" for letter in head)
        )

    def _is_tail(self, tail: str) -> bool:
        if self._is_word(tail):
            return True
        # A tail may be a compound that nobody has written on its own: vård|planeringsmöte.
        return len(tail) >= SHORTEST_COMPOUND + 2 and any(
            self._is_word(tail[i:]) and self._is_head(tail[:i])
            for i in range(SHORTEST_TAIL, len(tail) - SHORTEST_TAIL + 1)
        )

    def _is_word(self, tail: str) -> bool:
        if tail in self.language.stop_words:
            return False
        root = stem(tail, self.language)
        if root in DERIVATIONS or tail in DERIVATIONS:
            return False
        return tail in self._forms or root in self._stems

    def _is_head(self, head: str) -> bool:
        if head in self.language.particles or head in self.language.stop_words:
            return False
        forms = self._forms
        if head in forms or head in self._productive:
            return True
        base = head[:-1]
        if len(base) < SHORTEST_HEAD or base in self.language.particles:
            return False
        if head[-1] == "s" and (base in forms or base in self._productive):
            return True
        if head[-1] in "oue" and (base in forms or base + "a" in forms):
            return True
        return len(head) > SHORTEST_HEAD and (head + "a" in forms or head + "e" in forms)

    def _heads_of_several(self) -> frozenset[str]:
        tails: defaultdict[str, set[str]] = defaultdict(set)
        for form in self._forms:
            for i in range(SHORTEST_TAIL, len(form) - SHORTEST_TAIL):
                if form[i:] in self._forms and self._is_word(form[i:]):
                    tails[form[:i]].add(stem(form[i:], self.language))
        return frozenset(
            head
            for head, seen in tails.items()
            if len(seen) >= 2 and head not in self.language.particles
        )


def front_coded(entries: Mapping[str, int]) -> str:
    """Write words with a weight 0–9 compactly: sorted, each as shared-prefix length, weight, rest.

    The length is one base-36 digit. Reading it back needs no more than a loop.
    """
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    before, out = "", []
    for word in sorted(entries):
        shared = 0
        while shared < min(len(before), len(word), 35) and before[shared] == word[shared]:
            shared += 1
        out.append(f"{digits[shared]}{entries[word]}{word[shared:]}")
        before = word
    return " ".join(out)
