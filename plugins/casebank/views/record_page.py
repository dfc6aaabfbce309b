"""A record's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from casebank import addresses
from casebank.bank import RELATIONS, Bank, Entry
from casebank.facts import Row, Value, money_text, result_number, rows
from casebank.fields import LANGUAGES
from casebank.views.contradiction_view import contradictions
from casebank.views.parts import (
    Alternate,
    Citer,
    Heading,
    Link,
    PageHead,
    Statement,
    place,
    statuses,
    trail,
)  # fmt: skip
from casebank.views.recommendations_page import spoken_to
from casebank.views.record_view import (
    Actor,
    FactRow,
    FactValue,
    Moment,
    MoneyView,
    PictureView,
    RecordPage,
    RelationGroup,
    Reply,
    ResultView,
    TermFact,
)  # fmt: skip
from casebank.views.references import reference_text, references
from casebank.wording import Text, Wording

PANEL = ("type", "place", "period", "stage", "ending", "level", "sectors", "target-groups",
         "innovation-types", "novelty", "trl", "cofog", "sdg", "steps", "owners", "coverage")  # fmt: skip


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
        references=tuple(references(entry, bank, citer, say)),
        verified=say.date(record.verified) if record.verified else "",
        verified_by=record.verified_by or "",
        review_due=say.date(record.review_due) if record.review_due else "",
        citation=_citation(entry, say, site_name),
        compare_url=f"{addresses.page('compare', say.language)}?id={entry.id}",
        data_url=addresses.record_data(entry.id),
        issue_title=f"{say('record.report')}: {entry.id}",
        recommendations=spoken_to(record.recommendations, bank, say),
        contradictions=contradictions((f"cases/{entry.id}",), bank, say),
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
        "citation": [
            ". ".join(part for part in (source.title, reference_text(source, say)) if part)
            for source in (bank.source(entry, key) for key in entry.source_keys)
        ],
    }
    if record.verified:
        data["dateModified"] = record.verified
    return data


def _with_toc(view: RecordPage, say: Wording) -> RecordPage:
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
        ("motsagelser", "section.notes", view.notes or view.disputed or view.contradictions),
        ("samband", "section.relations", view.relations or view.recommendations),
        ("kallor", "section.references", view.references),
        ("hanvisa", "section.cite", True),
    )
    toc = tuple(Heading(id, say(key)) for id, key, shown in sections if shown)
    return replace(view, head=replace(view.head, toc=toc))
