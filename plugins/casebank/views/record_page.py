"""A record's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casebank import addresses
from casebank.bank import RELATIONS, Bank, Entry
from casebank.comparison import short_name
from casebank.facts import Row, Value, money_text, result_number, rows
from casebank.fields import LANGUAGES
from casebank.source import Source
from casebank.views.parts import (
    Alternate, Citer, Heading, Link, PageHead, Statement, Status, Cite, place, statuses, trail,
)  # fmt: skip
from casebank.wording import Text, Wording


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value in the facts panel."""

    text: str
    lang: str
    url: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of the facts panel or the procurement table."""

    id: str
    label: str
    values: tuple[FactValue, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """A row of the results table."""

    anchor: str
    text: Text
    indicator: Text
    number: str
    base: Text
    period: str
    baseline: Text
    status: str
    status_label: str
    basis: str
    basis_note: str
    evidence: str
    confidence: str
    claimed_by: Text
    caveat: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class TermFact:
    """A barrier or success factor as a record met it."""

    anchor: str
    term: Link
    text: Text
    handled: str
    handled_label: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation's part."""

    name: str
    url: str
    role: str
    note: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class MoneyView:
    """A sum of money."""

    anchor: str
    amount: str
    text: Text
    claimed_by: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on the timeline."""

    anchor: str
    iso: str
    date: str
    text: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Records that stand in one relation to this."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A source in the numbered list of references, and where on the page it is cited."""

    number: int
    key: str
    text: str
    title: str
    title_lang: str
    url: str
    archive_url: str
    page: str
    second_hand: str
    accessed: str
    count: str  # in how many places it is cited, in words
    places: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]  # locator → (running number, anchor)


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture with its words."""

    url: str
    alt: Text
    caption: Text
    credit: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An organisation's own words."""

    organisation: Link
    date: str
    text: Text


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything a record's page shows, in one language."""

    head: PageHead
    id: str
    title: Text
    summary: Text
    also: tuple[str, ...]
    type: Link
    coverage: Link
    coverage_note: str
    thin: bool
    place: str
    period: str
    statuses: tuple[Status, ...]
    need: Statement | None
    solution: Statement | None
    facts: tuple[FactRow, ...]
    procurement: tuple[FactRow, ...]
    money: tuple[MoneyView, ...]
    results: tuple[ResultView, ...]
    barriers: tuple[TermFact, ...]
    success_factors: tuple[TermFact, ...]
    lessons: tuple[Statement, ...]
    actors: tuple[Actor, ...]
    timeline: tuple[Moment, ...]
    relations: tuple[RelationGroup, ...]
    notes: tuple[Statement, ...]
    disputed: tuple[Statement, ...]
    replies: tuple[Reply, ...]
    pictures: tuple[PictureView, ...]
    narrative: str  # safe HTML
    narrative_lang: str  # when it is not the page's
    references: tuple[ReferenceView, ...]
    verified: str
    verified_by: str
    review_due: str
    citation: str
    compare_url: str
    data_url: str
    issue_title: str


PANEL = ("type", "place", "period", "stage", "ending", "level", "sectors", "target-groups",
         "innovation-types", "novelty", "steps", "owners", "coverage")  # fmt: skip


def record_page(entry: Entry, bank: Bank, say: Wording, site_name: str) -> RecordPage:
    """The page of `entry` in the language of `say`."""
    record = entry.record
    citer = Citer.of(entry, bank)
    table = {row.id: row for row in rows(entry, bank, say)}
    narrative, narrative_lang = _narrative(entry, say)
    # The order below is the order of the page: citations are numbered as a reader meets them.
    facts = tuple(_fact(table[name], citer) for name in PANEL if name in table and table[name].values)
    need = _statement(record.need, citer, say, "behov")
    solution = _statement(record.solution, citer, say, "losning")
    results = tuple(_results(entry, citer, say))
    page = {
        "money": tuple(
            MoneyView(_anchor("pengar", item, n), money_text(item, say), say.local(item.text), say.local(item.claimed_by), citer.cite(item.source))
            for n, item in enumerate(record.money, 1)
        ),
        "procurement": tuple(
            _fact(row, citer) for row in table.values() if row.group == "procurement" and row.values
        ),
        "barriers": tuple(_terms("hinder", "barrier", "barriers", record.barriers, citer, say)),
        "success_factors": tuple(
            _terms("framgang", "success-factor", "success-factors", record.success_factors, citer, say)
        ),
        "lessons": tuple(
            Statement(say.local(item.text), citer.cite(item.source), _anchor("lardom", item, n))
            for n, item in enumerate(record.lessons, 1)
        ),
        "actors": tuple(_actors(entry, bank, citer, say)),
        "timeline": tuple(_timeline(entry, citer, say)),
        "notes": tuple(
            Statement(say.local(item.text), citer.cite(item.source), _anchor("notis", item, n))
            for n, item in enumerate(record.notes, 1)
        ),
        "disputed": tuple(
            Statement(say.local(item.text), citer.cite(item.source), _anchor("omstritt", item, n))
            for n, item in enumerate(record.disputed, 1)
        ),
    }
    url = addresses.record(entry.id, say.language)
    title = say.local(record.title)
    view = RecordPage(
        head=PageHead(
            url=url,
            language=say.language,
            title=title.text,
            description=say.local(record.summary).text,
            template="record",
            alternates=tuple(Alternate(language, addresses.record(entry.id, language)) for language in LANGUAGES),
            path=trail(say, Link(say("page.browse"), addresses.page("browse", say.language))),
            edit=entry.path,
            structured=_structured(entry, bank, say),
        ),
        id=entry.id,
        title=title,
        summary=say.local(record.summary),
        also=record.also_known_as,
        type=_term_link("type", "type", record.type, say),
        coverage=_term_link("coverage", "coverage", record.coverage, say),
        coverage_note=say.local(bank.reference.vocabularies["coverage"].by_code[record.coverage].definition).text,
        thin=record.coverage == "mention",
        place=place(entry, say),
        period=say.period(record.period),
        statuses=statuses(entry, say),
        need=need,
        solution=solution,
        facts=facts,
        results=results,
        **page,
        relations=tuple(_relations(entry, bank, say)),
        replies=tuple(
            Reply(
                Link(say.local(bank.reference.organisations[item.organisation].name).text, addresses.organisation(item.organisation, say.language)),
                say.date(item.date),
                say.local(item.text),
            )
            for item in record.responses
        ),
        pictures=tuple(
            PictureView(f"fall/{entry.id}/{item.file}", say.local(item.alt), say.local(item.caption), item.credit or "")
            for item in record.pictures
        ),
        narrative=narrative,
        narrative_lang=narrative_lang,
        references=tuple(_references(entry, bank, citer, say)),
        verified=say.date(record.verified) if record.verified else "",
        verified_by=record.verified_by or "",
        review_due=say.date(record.review_due) if record.review_due else "",
        citation=_citation(entry, say, site_name),
        compare_url=f"{addresses.page('compare', say.language)}?id={entry.id}",
        data_url=addresses.record_data(entry.id),
        issue_title=f"{say('record.report')}: {entry.id}",
    )
    return _with_toc(view, say)


def _narrative(entry: Entry, say: Wording) -> tuple[str, str]:
    for language in (say.language, *LANGUAGES):
        if language in entry.narratives:
            return entry.narratives[language].html, "" if language == say.language else language
    return "", ""


def _statement(part: object, citer: Citer, say: Wording, anchor: str) -> Statement | None:
    return Statement(say.local(part), citer.cite(part.source), anchor) if part is not None else None  # type: ignore[attr-defined]


def _fact(row: Row, citer: Citer) -> FactRow:
    def value(one: Value) -> FactValue:
        return FactValue(one.text, one.lang, one.url, citer.cite(one.refs))

    return FactRow(row.id, row.label, tuple(value(one) for one in row.values))


def _anchor(kind: str, item: object, number: int) -> str:
    """A fact's lasting address: its own id where it has one, else its place in the list."""
    return f"{kind}-{getattr(item, 'id', None) or number}"


def _term_link(facet: str, vocabulary: str, code: str, say: Wording) -> Link:
    return Link(say.term(vocabulary, code), addresses.term(facet, code.lower(), say.language))


def _results(entry: Entry, citer: Citer, say: Wording) -> Iterable[ResultView]:
    for n, item in enumerate(entry.record.results, 1):
        basis = say.reference.vocabularies["basis"].by_code[item.basis]
        yield ResultView(
            anchor=_anchor("resultat", item, n),
            text=say.local(item.text),
            indicator=say.local(item.indicator),
            number=result_number(item, say),
            base=say.local(item.base),
            period=say.period(item.period),
            baseline=say.local(item.baseline),
            status=item.goal_status,
            status_label=say.term("goal-status", item.goal_status),
            basis=say.term("basis", item.basis),
            basis_note=say.local(basis.definition).text,
            evidence=say.term("evidence", item.evidence) if item.evidence else "",
            confidence=say.term("confidence", item.confidence) if item.confidence else "",
            claimed_by=say.local(item.claimed_by),
            caveat=say.local(item.caveat),
            cites=citer.cite(item.source),
        )


def _terms(kind: str, facet: str, vocabulary: str, items: tuple, citer: Citer, say: Wording) -> Iterable[TermFact]:
    for n, item in enumerate(items, 1):
        handled = getattr(item, "handled", None) or ""
        yield TermFact(
            _anchor(kind, item, n),
            _term_link(facet, vocabulary, item.term, say),
            say.local(item.text),
            handled,
            say.term("handled", handled) if handled else "",
            citer.cite(item.source),
        )


def _actors(entry: Entry, bank: Bank, citer: Citer, say: Wording) -> Iterable[Actor]:
    for item in entry.record.organisations:
        name, url = item.name or "", ""
        if item.id:
            name = say.local(bank.reference.organisations[item.id].name).text
            url = addresses.organisation(item.id, say.language)
        role = say.term("organisation-role", item.role)
        yield Actor(name, url, role, say.local(item.note), citer.cite(item.source))


def _timeline(entry: Entry, citer: Citer, say: Wording) -> Iterable[Moment]:
    record = entry.record
    moments: list[tuple[str, str, Text, tuple]] = []
    if record.period and record.period.start:
        moments.append((record.period.start, "start", Text(say("timeline.start")), record.period.source))
    if record.period and record.period.end:
        moments.append((record.period.end, "slut", Text(say("timeline.end")), record.period.source))
    for kind, events in (("handelse", record.events), ("uppfoljning", record.follow_ups)):
        for n, event in enumerate(events, 1):
            moments.append((event.date, _anchor(kind, event, n), say.local(event.text), event.source))
    # A bare year sorts before its months; the end of a period after whatever happened in it.
    moments.sort(key=lambda moment: (moment[0], moment[1] != "start", moment[1] == "slut"))
    for iso, anchor, text, refs in moments:
        yield Moment(f"tid-{anchor}", iso, say.date(iso), text, citer.cite(refs))


def _relations(entry: Entry, bank: Bank, say: Wording) -> Iterable[RelationGroup]:
    for relation in RELATIONS:
        forward = [bank.by_id[id] for id in getattr(entry.record, relation)]
        backward = [other for other in bank.backward.get((relation, entry.id), ())]
        if relation == "related":  # the same in both directions
            forward, backward = list(dict.fromkeys([*forward, *backward])), []
        for name, others in ((relation, forward), (f"{relation}.inverse", backward)):
            if others:
                yield RelationGroup(
                    say(f"relation.{name}"),
                    tuple(_record_link(other, say) for other in others),
                )


def _record_link(entry: Entry, say: Wording) -> Link:
    title = say.local(entry.record.title)
    return Link(title.text, addresses.record(entry.id, say.language), title.lang)


def _references(entry: Entry, bank: Bank, citer: Citer, say: Wording) -> Iterable[ReferenceView]:
    narrative = entry.narratives.get(say.language) or next(iter(entry.narratives.values()), None)
    for key, number in citer.numbers.items():
        source = bank.source(entry, key)
        places = list(citer.places.get(key, ()))
        places += [(item.anchor, item.locator) for item in (narrative.citations if narrative else ()) if item.key == key]
        yield ReferenceView(
            number=number,
            key=key,
            text=reference_text(source, say),
            title=source.title,
            title_lang=source.language if source.language != say.language else "",
            url=source.url or "",
            archive_url=source.archive_url or "",
            page="" if key in entry.own_sources else addresses.source(key, say.language),
            second_hand=say("source.second-hand") if source.access == "cited" else "",
            accessed=say("source.accessed", date=say.date(source.accessed)) if source.accessed else "",
            count=say.count("references.count", len(places)),
            places=_by_locator(places),
        )


def _by_locator(places: list[tuple[str, str]]) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
    """(anchor, locator) pairs as locator → numbered anchors, in the order they first come."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, (anchor, locator) in enumerate(places, 1):
        found.setdefault(locator, []).append((number, anchor))
    return tuple((locator, tuple(anchors)) for locator, anchors in found.items())


def reference_text(source: Source, say: Wording) -> str:
    """What a reference says besides the title: who, where, when, number."""
    parts = [", ".join(source.author), source.publisher or "", source.container or "", source.number or ""]
    parts.append(say.date(source.issued) if source.issued else "")
    parts += [f"ISBN {source.isbn}"] if source.isbn else []
    parts += [f"doi:{source.doi}"] if source.doi else []
    return ". ".join(dict.fromkeys(part for part in parts if part))


def _citation(entry: Entry, say: Wording, site_name: str) -> str:
    """How to cite the page, in words; the date is that of the last check."""
    verified = entry.record.verified
    title = say.local(entry.record.title).text
    return f"{site_name}. {title}. {say('cite.checked', date=say.date(verified))}." if verified else f"{site_name}. {title}."


def _structured(entry: Entry, bank: Bank, say: Wording) -> dict[str, object]:
    """The page as schema.org Article about a Project: what search engines read."""
    record = entry.record
    about: dict[str, object] = {"@type": "Project", "name": say.local(record.title).text}
    if record.period and record.period.start:
        about["foundingDate"] = record.period.start
    if record.period and record.period.end:
        about["dissolutionDate"] = record.period.end
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": say.local(record.title).text,
        "abstract": say.local(record.summary).text,
        "inLanguage": say.language,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "about": about,
        "citation": [short_name(bank.source(entry, key)) + ": " + bank.source(entry, key).title for key in entry.source_keys],
    }
    if record.verified:
        data["dateModified"] = record.verified
    return data


def _with_toc(view: RecordPage, say: Wording) -> RecordPage:
    from dataclasses import replace

    sections = (
        ("behov", "section.need", view.need or view.solution),
        ("resultat", "section.results", view.results),
        ("berattelse", "section.narrative", view.narrative),
        ("hinder", "section.barriers", view.barriers),
        ("framgang", "section.success", view.success_factors),
        ("lardomar", "section.lessons", view.lessons),
        ("upphandling", "section.procurement", view.procurement),
        ("pengar", "section.money", view.money),
        ("aktorer", "section.actors", view.actors),
        ("tid", "section.timeline", view.timeline),
        ("motsagelser", "section.notes", view.notes or view.disputed),
        ("samband", "section.relations", view.relations),
        ("kallor", "section.references", view.references),
        ("hanvisa", "section.cite", True),
    )
    toc = tuple(Heading(id, say(key)) for id, key, shown in sections if shown)
    return replace(view, head=replace(view.head, toc=toc))
