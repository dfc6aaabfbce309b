"""The first page."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import FACETS, Bank
from casebank.fields import LANGUAGES
from casebank.views.listing import Choice, entries_newest_first, facets
from casebank.views.parts import Card, PageHead, alternates, card
from casebank.wording import Wording


@dataclass(frozen=True, slots=True)
class Figure:
    """A counter on the home page."""

    number: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: a question or a role, and where it leads."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page."""

    head: PageHead
    figures: tuple[Figure, ...]
    ways: tuple[Way, ...]
    barriers: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    newest: tuple[Card, ...]
    failed: tuple[Card, ...]
    gaps: tuple[Choice, ...]


WAYS = ("need", "law", "after", "failed", "money", "start")


def home_page(bank: Bank, say: Wording) -> HomePage:
    """`/`."""
    language = say.language
    entries = bank.entries
    countries = {code for entry in entries for code in entry.record.countries}
    results = [result for entry in entries for result in entry.record.results]
    missed = [entry for entry in entries if any(r.goal_status == "not-reached" for r in entry.record.results)]
    by_id = {facet.id: facet for facet in facets(bank, say)}
    browse = addresses.page("browse", language)
    everything = _all_choices("region", bank, say)
    return HomePage(
        head=PageHead(
            url=addresses.page("home", language), language=language, title=say("site.name"),
            description=say("home.description"), template="home", alternates=alternates("home"),
            structured={
                "@context": "https://schema.org", "@type": "WebSite", "name": say("site.name"),
                "description": say("home.description"), "inLanguage": list(LANGUAGES),
            },
        ),
        figures=(
            Figure(say.number(len(entries)), say("figure.records"), browse),
            Figure(say.number(len(bank.by_source)), say("figure.sources"), addresses.page("sources", language)),
            Figure(say.number(len(countries)), say("figure.countries"), addresses.facet("country", language)),
            Figure(say.number(len(results)), say("figure.results"), addresses.facet("outcome", language)),
            Figure(
                say.number(sum(result.goal_status == "not-reached" for result in results)),
                say("figure.not-reached"), addresses.term("outcome", "not-reached", language),
            ),
        ),
        ways=tuple(Way(say(f"way.{name}"), say(f"way.{name}.text"), _way(name, say)) for name in WAYS),
        barriers=by_id["barrier"].choices if "barrier" in by_id else (),
        sectors=by_id["sector"].choices if "sector" in by_id else (),
        newest=tuple(card(entry, say) for entry in entries_newest_first(bank)[:6]),
        failed=tuple(card(entry, say) for entry in missed[:3]),
        gaps=tuple(choice for choice in everything if not choice.count and choice.slug.startswith("se")),
    )  # fmt: skip


def _way(name: str, say: Wording) -> str:
    """Where a way in leads: a filtered list that has something in it, else the whole list."""
    language = say.language
    ways = {
        "need": addresses.facet("sector", language),
        "law": addresses.facet("barrier", language),
        "after": addresses.facet("ending", language),
        "failed": addresses.term("outcome", "not-reached", language),
        "money": addresses.facet("approach", language),
        "start": addresses.facet("step", language),
    }
    return ways[name]


def _all_choices(facet: str, bank: Bank, say: Wording) -> tuple[Choice, ...]:
    return tuple(
        Choice(term.slug, getattr(term.label, say.language), len(bank.by_term.get((facet, term.code), ())), addresses.term(facet, term.slug, say.language))
        for term in say.reference.vocabularies[FACETS[facet]].terms
    )
