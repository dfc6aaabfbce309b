"""The catalogue of findings: every code with what it means, why it matters and how to mend it.

Codes are permanent: a code is never given another meaning and never used again once withdrawn.
1xx bytes, characters and YAML · 2xx shape of a record · 3xx references · 4xx content ·
5xx narrative · 6xx files and pictures · 7xx the bank as a whole · 9xx internal.

Data, not logic, hence longer than the other modules. ``message`` and ``fix`` are ``str.format``
templates; the values they take are named in braces. A ``suggestion`` is the end of a sentence
("did you mean buyer?") and may be empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["CATALOGUE", "Code"]


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. ``what``, ``why`` and ``how`` explain it; ``message`` and ``fix`` report it."""

    code: str
    severity: str
    title: str
    what: str
    why: str
    how: str
    message: str
    fix: str


def _error(code: str, title: str, *, what: str, why: str, how: str, message: str, fix: str) -> Code:
    return Code(code, "error", title, what, why, how, message, fix)


def _warning(code: str, title: str, *, what: str, why: str, how: str, message: str, fix: str) -> Code:
    return Code(code, "warning", title, what, why, how, message, fix)


_BYTES = (
    _error(
        "CB101", "File too large",
        what="The file is larger than a file of its kind may be.",
        why="A record is read by people; a very large file is a mistake or an attempt to slow the bank down.",
        how="Shorten the text, or move what is not about this case elsewhere and link to it.",
        message="The file is {size} bytes; {limit} is the most that is read.",
        fix="Shorten it to {limit} bytes or less.",
    ),
    _error(
        "CB102", "Empty file",
        what="The file holds nothing but spaces or comments.",
        why="An empty file would become an empty page.",
        how="Write the content, or remove the file.",
        message="The file is empty.",
        fix="Write its content (copy the template to begin with), or remove the file.",
    ),
    _error(
        "CB103", "Not UTF-8",
        what="The bytes are not text in the encoding UTF-8; often the file was saved as Latin-1, Windows-1252 or UTF-16.",
        why="å, ä, ö, æ and ø would turn into other characters.",
        how="Open the file, choose Save as… and the encoding UTF-8.",
        message="The file is not UTF-8: {reason}.",
        fix="Save it again with the encoding UTF-8 (in most editors: Save as…, Encoding: UTF-8, without BOM).",
    ),
    _error(
        "CB104", "Byte order mark",
        what="The file begins with an invisible mark (BOM) that some Windows programs add.",
        why="The mark becomes a part of the first key or word and hides there.",
        how="Save the file as UTF-8 without BOM.",
        message="The file begins with an invisible byte order mark (BOM).",
        fix="Save it again as \"UTF-8\", not \"UTF-8 with BOM\".",
    ),
    _error(
        "CB105", "Windows line ends",
        what="Lines end with CR LF (Windows) or CR (old Mac) instead of LF.",
        why="Mixed line ends make every line look changed to reviewers.",
        how="Set the editor to LF line ends and save again; in git: git add --renormalize.",
        message="Lines end with CR{kind}; the bank uses LF only.",
        fix="Set line ends to LF in your editor (often at the bottom right of the window: CRLF → LF) and save again.",
    ),
    _error(
        "CB106", "NUL character",
        what="The file holds a character with the number 0.",
        why="Text never holds it; the file is damaged, not a text file, or saved as UTF-16.",
        how="Write the line anew, or save the file again as UTF-8.",
        message="There is a NUL character (U+0000) here.",
        fix="Delete it and write the line anew; if the whole file looks like this, save it again as UTF-8.",
    ),
    _error(
        "CB107", "Control character",
        what="There is a character here that steers terminals and printers and shows nothing.",
        why="It breaks feeds and exports and can hide text.",
        how="Delete it. It often comes along when text is copied from a PDF.",
        message="There is an invisible control character (U+{number}) here.",
        fix="Delete it (put the cursor after it and press Backspace), or write the words anew.",
    ),
    _error(
        "CB108", "Hidden line break",
        what="There is an unusual line separator (vertical tab, form feed, NEL, U+2028 or U+2029).",
        why="Some programs see two lines where a reviewer sees one, so a second key can hide in it.",
        how="Delete it and press Enter where a new line is meant.",
        message="There is a hidden line break (U+{number}) here.",
        fix="Delete it; press Enter if a new line is meant.",
    ),
    _error(
        "CB109", "Half a character",
        what="There is a surrogate: one half of a character, which is not text by itself.",
        why="It cannot be saved as UTF-8 and breaks every export.",
        how="Delete it and write the character itself.",
        message="There is half a character (surrogate U+{number}) here.",
        fix="Delete it and write the whole character.",
    ),
    _error(
        "CB110", "Tab",
        what="There is a tab character in a YAML file.",
        why="YAML shows what belongs to what by spaces; a tab looks like spaces but is not.",
        how="Replace tabs with spaces, two for each step.",
        message="There is a tab here; YAML wants spaces.",
        fix="Replace the tab with spaces (two for each step inwards).",
    ),
)  # fmt: skip

_SYNTAX = (
    _error(
        "CB120", "Not readable as YAML",
        what="The text does not follow YAML's rules at this place.",
        why="What cannot be read cannot be checked or shown.",
        how="Compare with the template; put a text that holds signs such as : # [ ] {{ }} in double quotes.",
        message="The file cannot be read as YAML here: {problem}.",
        fix="Compare the line with the template; if it is a text, put it in \"double quotes\".",
    ),
    _error(
        "CB121", "Colon in an unquoted text",
        what="A text without quotes holds a colon followed by a space.",
        why="YAML takes it for another key.",
        how="Put the whole text in double quotes.",
        message="There is a second \": \" on this line; YAML takes it for another key.",
        fix="Put the text in quotes: {example}",
    ),
    _error(
        "CB122", "Key without colon and space",
        what="A line where a key is expected has no colon, or no space after it.",
        why="YAML knows a key by the colon and the space after it.",
        how="Write key: value, with a space after the colon; a text over several lines needs | or >- after its key.",
        message="{problem}.",
        fix="{example}",
    ),
    _error(
        "CB123", "Wrong indentation",
        what="The line stands further in or further out than its neighbours.",
        why="In YAML the spaces at the beginning of a line say what belongs to what.",
        how="Give lines that belong together the same number of spaces at the beginning.",
        message="{problem}.",
        fix="{example}",
    ),
    _error(
        "CB124", "Quote not closed",
        what="A text begins with a quotation mark that is never closed, or is closed too late.",
        why="Everything after it becomes a part of the text.",
        how="Close the text with the same mark; double an apostrophe inside single quotes.",
        message="The text that begins with {quote} here has no closing {quote}, or it comes too late.",
        fix="Put {quote} at the end of the text; write quotation marks inside it as “ ”, and apostrophes as ’.",
    ),
    _error(
        "CB125", "Bracket not closed",
        what="A [ or {{ is not closed, something is wrong between the brackets, or text follows them.",
        why="YAML reads a value that begins with [ or {{ as a list or a mapping.",
        how="Close the bracket and put commas between the parts; put a text that begins with a bracket in quotes.",
        message="Something is wrong with the bracket {bracket} here: {problem}.",
        fix="Close it and put a comma between the parts; if it is a text, put the whole of it in \"double quotes\".",
    ),
    _error(
        "CB126", "Sign that cannot begin a text",
        what="An unquoted text begins with a sign that means something to YAML, such as @ ` % ? or |.",
        why="YAML cannot tell it from its own signs.",
        how="Put the whole text in double quotes.",
        message="An unquoted text cannot begin with {sign}.",
        fix="Put the text in quotes: {example}",
    ),
    _error(
        "CB127", "Unknown backslash code",
        what="A backslash in a text in double quotes is not followed by a code that YAML knows.",
        why="Inside double quotes a backslash begins a code, such as \\n.",
        how="Double the backslash, or use single quotes.",
        message="The backslash here begins no code that YAML knows.",
        fix="Write two backslashes (\\\\) for one, or put the text in 'single quotes'.",
    ),
    _error(
        "CB128", "Text after a closing quote",
        what="Something follows the closing quotation mark on the same line.",
        why="A text in quotes ends at the closing mark; the rest belongs to nothing.",
        how="Put the whole text inside the quotes and write inner quotation marks as “ ”.",
        message="There is text after the closing quotation mark.",
        fix="Put all of it inside the quotes; write quotation marks inside the text as “ ”.",
    ),
    _error(
        "CB129", "Text on the line of | or >",
        what="Text follows directly after | or >, which announce a text on the following lines.",
        why="YAML wants the text to begin on the next line.",
        how="Begin the text on the next line, two spaces in; or put a text that begins with > in quotes.",
        message="Nothing may follow {sign} on its line but - or +.",
        fix="Begin the text on the next line, two spaces further in than its key.",
    ),
    _error(
        "CB130", "Word that readers take differently",
        what="An unquoted value such as no, yes, on, off, 012, 1:30 or 1_000 means different things to different programs.",
        why="Older YAML readers make false of no, 10 of 012 and 90 of 1:30.",
        how="Put it in double quotes if it is a text; write a number with digits and a decimal point only.",
        message="Programs read {value} in different ways.",
        fix="Write \"{value}\" in quotes if it is a text, or the plain number or true/false that is meant.",
    ),
    _error(
        "CB131", "Anchor",
        what="A value begins with &, which is YAML's way of naming a value for reuse.",
        why="Reused values can grow without bound and hide what a record says.",
        how="Write the value out; put a text that begins with & in quotes.",
        message="Names for reuse (&{name}) are not allowed.",
        fix="Remove &{name} and write the value out; if it is a text, put it in \"double quotes\".",
    ),
    _error(
        "CB132", "Alias",
        what="A value begins with *, which is YAML's way of reusing a named value.",
        why="Reused values can grow without bound and hide what a record says.",
        how="Write the value out; put a text that begins with * in quotes.",
        message="Reuse of a named value (*{name}) is not allowed.",
        fix="Write the value out in full; if it is a text, put it in \"double quotes\".",
    ),
    _error(
        "CB133", "Merge key",
        what="The key << tells YAML to copy keys from elsewhere.",
        why="What a record says must stand where it is read.",
        how="Write the keys out.",
        message="The merge key << is not allowed.",
        fix="Remove the line and write the keys out.",
    ),
    _error(
        "CB134", "Tag",
        what="A value begins with !, which tells YAML to make something else of it.",
        why="Tags can make programs run code; a record is text only.",
        how="Remove the tag; put a text that begins with ! in quotes.",
        message="Tags ({tag}) are not allowed.",
        fix="Remove it; if it is a text that begins with !, put it in \"double quotes\".",
    ),
    _error(
        "CB135", "Directive",
        what="A line begins with %, an instruction to the YAML reader.",
        why="A record needs none, and they change how the rest is read.",
        how="Remove the line.",
        message="Instructions to the reader (lines that begin with %) are not allowed.",
        fix="Remove the line; if it is part of a text, move it in under its key or put the text in \"double quotes\".",
    ),
    _error(
        "CB136", "More than one document",
        what="A line of three hyphens begins a second document in the same file.",
        why="One file is one record; the second would be lost.",
        how="Remove the line, or move what follows to a file of its own.",
        message="A second document begins here.",
        fix="Remove the line ---, or move what follows it to a folder of its own.",
    ),
    _error(
        "CB140", "Duplicate key",
        what="The same key stands twice in one mapping.",
        why="Programs keep one of the two in silence.",
        how="Keep one of them, or join their values.",
        message="The key {key} is already on line {first}.",
        fix="Keep one of the two (lines {first} and {second}), or join what they say.",
    ),
    _error(
        "CB141", "Key that is not a text",
        what="A key is empty, a number, a list, a mapping or a word such as no.",
        why="Keys are names; programs read such keys differently.",
        how="Put the key in double quotes if it is right; remove it otherwise.",
        message="{key} cannot be a key: keys are names.",
        fix="Write a name before the colon; put a number or a word such as no in \"double quotes\".",
    ),
    _error(
        "CB142", "Not a list of keys",
        what="The file is not made of key: value lines at its top.",
        why="A record is a set of named facts.",
        how="Begin with the template.",
        message="The file holds {got}, but should hold lines of the form key: value.",
        fix="Begin each fact with its key, as the template does.",
    ),
    _error(
        "CB143", "Nested too deep",
        what="Values lie within values in more levels than any record needs.",
        why="Deep nesting is a known way to crash readers.",
        how="Move the values outwards; the template shows where each belongs.",
        message="Values lie within each other more than {limit} levels deep.",
        fix="Move this outwards; compare with the template.",
    ),
    _error(
        "CB144", "Too many values",
        what="The file holds more values than a record can need.",
        why="Checking would take too long.",
        how="Split the content, or remove what does not belong.",
        message="The file holds more than {limit} values.",
        fix="Remove what does not belong to this case.",
    ),
)  # fmt: skip

_CHARACTERS = (
    _error(
        "CB150", "Text direction control",
        what="There is an invisible character that changes the direction of the text after it.",
        why="It can make a reviewer see something else than what the file says. Hebrew and Arabic need none.",
        how="Delete it.",
        message="There is an invisible direction control (U+{number}) here.",
        fix="Delete it; right-to-left words show correctly without it.",
    ),
    _error(
        "CB151", "Invisible character",
        what="There is a character that takes no place and shows nothing: zero-width space, soft hyphen and the like.",
        why="Words that look alike become different, so search and comparison miss them.",
        how="Delete it. It often comes along when text is copied from a web page or a PDF.",
        message="There is an invisible character (U+{number}) here.",
        fix="Delete it (put the cursor after it and press Backspace), or write the word anew.",
    ),
    _error(
        "CB152", "Character without meaning",
        what="There is a private-use character, a character that is none, or the mark � left by a failed conversion.",
        why="Readers see a box, a question mark or different signs in different fonts.",
        how="Write the letter or sign that is meant.",
        message="There is a character without a shared meaning (U+{number}) here.",
        fix="Write the letter or sign that is meant in its place.",
    ),
    _error(
        "CB153", "Letter in parts",
        what="A letter is stored in an unusual form, mostly as a base letter and a separate accent (not NFC).",
        why="It looks the same, but search, sorting and comparison miss it. Copied file names and PDFs do this.",
        how="Write the letter anew on the keyboard.",
        message="{written} is stored as {points}, not in the usual form (NFC).",
        fix="Delete it and write {usual} anew.",
    ),
    _error(
        "CB154", "Pile of accents",
        what="More accents stand on one letter than any language uses.",
        why="They cover the lines above and below.",
        how="Remove the accents.",
        message="More than {limit} accents stand on one letter here.",
        fix="Remove the accents that do not belong to the letter.",
    ),
    _error(
        "CB155", "HTML in a plain text",
        what="A field that is plain text holds something that looks like an HTML tag.",
        why="Fields are shown as written: the reader would see the tag. HTML is never let through.",
        how="Remove the tag; write a space after a less-than sign.",
        message="This field is plain text, but holds {markup}.",
        fix="Remove the HTML; if < means \"less than\", write a space after it.",
    ),
)  # fmt: skip

_SHAPE = (
    _error(
        "CB201", "Unknown key",
        what="The key is not one that stands here.",
        why="A misspelt key would be lost in silence.",
        how="Correct the spelling, or move it to where it belongs.",
        message="Unknown key {key} in {where}.",
        fix="Correct or remove the key; {suggestion}",
    ),
    _error(
        "CB202", "Missing key",
        what="A key that every record of this kind has is not there.",
        why="Pages, search and comparison need it.",
        how="Add the key.",
        message="The key {key} is missing in {where}.",
        fix="Add a line with {key}: and its value.",
    ),
    _error(
        "CB203", "Wrong kind of value",
        what="The value is of another kind than the key takes: a list instead of a text, a text instead of a number.",
        why="It cannot be shown or compared.",
        how="Write the value in the form that the field guide shows.",
        message="Expected {expected}, got {got}.",
        fix="Write {expected} here; put a text made of digits in \"double quotes\".",
    ),
    _error(
        "CB204", "Unknown term",
        what="The value is not one of the terms of the vocabulary.",
        why="Terms are what records are found and compared by.",
        how="Choose a term of the vocabulary, or propose a new one.",
        message="{value} is not a term of the vocabulary {vocabulary}.",
        fix="Write one of its terms; {suggestion}",
    ),
    _error(
        "CB205", "Not a date",
        what="The value is not a date that exists, written as year, year-month or year-month-day.",
        why="Dates are sorted and compared.",
        how="Write 2012, 2012-02 or 2012-02-01, as exact as the source is.",
        message="{value} is not a date.",
        fix="Write an existing date as YYYY, YYYY-MM or YYYY-MM-DD, as exact as the source is.",
    ),
    _error(
        "CB206", "Not a valid value",
        what="The value is of the right kind but outside what is allowed.",
        why="It would say something impossible.",
        how="Write an allowed value; the field guide lists them.",
        message="The value is not valid: {reason}.",
        fix="Write a value that the field guide allows.",
    ),
    _error(
        "CB207", "Too long",
        what="The text is longer than the field takes.",
        why="Lists, cards and search results show it whole.",
        how="Shorten it; the narrative has room for more.",
        message="The text is {length} characters; {limit} is the most.",
        fix="Shorten it to {limit} characters; put the rest in the narrative.",
    ),
    _error(
        "CB208", "Empty value",
        what="The key is there but has no value.",
        why="An empty value says neither yes, no nor unknown. A field that the sources are silent on is left out.",
        how="Write the value, or remove the key.",
        message="The value is empty.",
        fix="Write the value, or remove the whole line if the sources are silent.",
    ),
    _warning(
        "CB209", "Replaced term",
        what="The term has been replaced by another.",
        why="Old terms still work, but are not shown as choices.",
        how="Write the new term.",
        message="The term {value} has been replaced.",
        fix="Write {replacement} instead.",
    ),
    _error(
        "CB210", "Missing language",
        what="A text is not given in a language that it must have.",
        why="Each language's pages show it.",
        how="Add the text in that language.",
        message="The text in {language} is missing.",
        fix="Add a line with {language}: and the text in that language.",
    ),
    _error(
        "CB211", "Not a whole date",
        what="A date that must be exact to the day is not.",
        why="It is compared with other dates to the day.",
        how="Write year, month and day.",
        message="{value} lacks month or day.",
        fix="Write the whole date: YYYY-MM-DD.",
    ),
    _error(
        "CB212", "Not an id",
        what="An id holds something other than a–z, 0–9 and single hyphens.",
        why="Ids become addresses, which must work everywhere.",
        how="Use small letters a–z, digits, and hyphens between words; å and ä become a, ö becomes o.",
        message="{value} cannot be an id.",
        fix="Use only a–z, 0–9 and single hyphens between words, such as aktiv-halsostyrning.",
    ),
    _error(
        "CB213", "Not a code of its list",
        what="The value does not have the form of the codes of the list that it belongs to.",
        why="Other systems look the code up.",
        how="Copy the code from the list.",
        message="{value} does not have the form of these codes.",
        fix="Write it in the form of {example}; put it in \"double quotes\".",
    ),
)  # fmt: skip

_REFERENCES = (
    _error(
        "CB301", "Unknown source",
        what="The key names a source that the bank does not hold and the record does not describe.",
        why="A reader must be able to follow each fact to its source.",
        how="Correct the key, or describe the source in the record or in sources.yaml.",
        message="There is no source {value}.",
        fix="Correct the key, or add the source; {suggestion}",
    ),
    _error(
        "CB302", "Unknown organisation",
        what="The id names an organisation that the bank does not hold.",
        why="An organisation is described once and linked from every record.",
        how="Correct the id, give the name here instead, or add the organisation to organisations.yaml.",
        message="There is no organisation {value}.",
        fix="Correct the id, or give name: instead of id:; {suggestion}",
    ),
    _error(
        "CB303", "Unknown record",
        what="The id names a record that the bank does not hold.",
        why="The link would lead nowhere.",
        how="Correct the id; it is the name of the record's folder.",
        message="There is no record {value}.",
        fix="Write the name of a folder in cases; {suggestion}",
    ),
    _warning(
        "CB304", "Source never cited",
        what="A source is listed, but no fact and no paragraph cites it.",
        why="A reader cannot tell what it was used for.",
        how="Cite it where it was used, or remove it from the list.",
        message="The source {value} is listed but never cited.",
        fix="Cite it where it was used, or remove it from sources.",
    ),
    _error(
        "CB305", "Alias taken",
        what="A former id is the id or alias of another record too.",
        why="One address cannot lead to two records.",
        how="Remove the alias from one of them.",
        message="The alias {alias} belongs to {other} too.",
        fix="Remove it from one of the two records.",
    ),
    _error(
        "CB306", "Circle of relations",
        what="Records are parts of each other, or build on each other, in a circle.",
        why="Nothing can be a part of itself.",
        how="Remove the relation that is wrong.",
        message="These relations make a circle: {value}.",
        fix="Remove one of them, or use related: instead.",
    ),
    _error(
        "CB307", "Bad source reference",
        what="A source reference is not of the form key, or key and locator with a comma between.",
        why="The key must be found to show the source.",
        how="Write the source's key, a comma and where in it.",
        message="{value} is not a source reference.",
        fix="Write source: key, or source: \"key, s. 50\".",
    ),
    _error(
        "CB308", "Unknown recommendation",
        what="The id names a recommendation that the bank does not hold.",
        why="The link would lead nowhere.",
        how="Correct the id; recommendations.yaml lists them.",
        message="There is no recommendation {value}.",
        fix="Write an id from recommendations.yaml; {suggestion}",
    ),
    _error(
        "CB309", "Source not listed",
        what="A fact names a source that the bank holds, but that the record's own sources do not list.",
        why="The page numbers its references from that list; the fact would point to none of them.",
        how="Add the key to sources, or correct it.",
        message="The source {value} is cited here, but not listed in sources.",
        fix="Add {value} to the list sources at the top level of case.yaml.",
    ),
)  # fmt: skip

_CONTENT = (
    _error(
        "CB401", "End before start",
        what="The end of a period lies before its start.",
        why="One of the two is wrong.",
        how="Check both against the source.",
        message="The end {end} is before the start {start}.",
        fix="Check both dates against the source and correct the wrong one.",
    ),
    _error(
        "CB402", "Full coverage lacks a field",
        what="The record says coverage: full, but lacks a field that a full record has.",
        why="Readers and comparisons rely on full records telling need, action and outcome.",
        how="Add the field, or set coverage to partial.",
        message="A record with coverage: full needs {field}.",
        fix="Add {field}, or write coverage: partial if the sources do not tell it.",
    ),
    _error(
        "CB403", "Fact without source",
        what="A fact does not say where it comes from.",
        why="The bank publishes nothing that cannot be followed to a document.",
        how="Add source: with the source's key and where in it; remove the fact if there is none.",
        message="{where} has no source.",
        fix="Add source: \"key, s. 50\" to it, or remove the fact.",
    ),
    _error(
        "CB404", "Invalid web address",
        what="The address is not one that a reader can safely follow.",
        why="Only ordinary web addresses are linked; others can run code or mislead.",
        how="Copy the address from the browser's address field, from https:// on.",
        message="{value} is not an address that can be linked: {reason}.",
        fix="Copy the whole address from the browser, beginning with https://",
    ),
    _error(
        "CB405", "Procurement on something else than a case",
        what="A record that is not a case has procurement fields.",
        why="Only something that was bought has a procedure; a programme or a guide has none.",
        how="Remove procurement, or set type to case.",
        message="A record of type {type} cannot have procurement.",
        fix="Remove procurement, or write type: case if it was a procurement.",
    ),
    _error(
        "CB406", "Review due before verified",
        what="The record should be reviewed before the day it was last verified.",
        why="One of the two dates is wrong.",
        how="Set review_due to a later date.",
        message="review_due {review_due} is not after verified {verified}.",
        fix="Set review_due to a date after {verified}.",
    ),
    _error(
        "CB407", "Value and range do not agree",
        what="A result gives both a value and a range, or a range whose least value is the larger.",
        why="Only one of them can be shown and compared.",
        how="Give value, or range with min before max.",
        message="The numbers do not agree: {reason}.",
        fix="Give either value, or range with min smaller than max.",
    ),
    _error(
        "CB409", "Same id twice",
        what="Two entries of one list have the same id or code.",
        why="Links to it could lead to either.",
        how="Change or remove one.",
        message="{id} stands twice in the same list.",
        fix="Give one of them another id, or remove it.",
    ),
)  # fmt: skip

_NARRATIVE = (
    _error(
        "CB501", "HTML in the narrative",
        what="The text holds an HTML tag or comment.",
        why="Contributed text is Markdown only; HTML could change other parts of the page or run code.",
        how="Write it in Markdown; put HTML that is shown as an example between backticks.",
        message="HTML ({markup}) is not allowed.",
        fix="Remove it or write it in Markdown; put an example of HTML between `backticks`.",
    ),
    _error(
        "CB502", "Citation that cannot be read",
        what="A citation is not of the form [@key] or [@key, s. 50].",
        why="It would be shown as plain text and lead nowhere.",
        how="Write [@key], [@key, s. 50] or [@first; @second, s. 3].",
        message="{citation} is not a citation that can be read.",
        fix="Write it as [@key], [@key, s. 50] or [@first; @second, s. 3].",
    ),
    _error(
        "CB503", "Citation of an unknown source",
        what="A citation names a source that the record does not list.",
        why="A reader must be able to follow it.",
        how="Correct the key, or add the source to sources in case.yaml.",
        message="The record lists no source {key}.",
        fix="Correct the key, or add it to sources in case.yaml; {suggestion}",
    ),
    _error(
        "CB504", "Link that cannot be followed",
        what="A link's address is not an ordinary web address, case:id, mailto: or #heading.",
        why="Other addresses can run code, mislead, or break when the page moves.",
        how="Write the whole address from https:// on, or case: and the record's id.",
        message="The link to {href} is not allowed: {reason}.",
        fix="Write the whole address from https:// on; to another record write [text](case:its-id).",
    ),
    _error(
        "CB505", "Heading of the wrong level",
        what="A heading is of level 1, 5 or 6.",
        why="The title is the page's only first level; more than three levels below it confuse.",
        how="Use ##, ### and ####.",
        message="A heading of level {level} is not allowed.",
        fix="Begin the heading with ##, ### or ####; the title comes from case.yaml.",
    ),
    _error(
        "CB506", "Heading level skipped",
        what="A heading is more than one level below the one before it.",
        why="People who navigate by headings take it that something is missing.",
        how="Use the next level.",
        message="A heading of level {level} follows one of level {before}.",
        fix="Begin it with {marks} instead.",
    ),
    _error(
        "CB507", "Empty heading",
        what="A heading has no text.",
        why="It is read out as nothing and cannot be linked.",
        how="Write the heading, or remove its line.",
        message="The heading has no text.",
        fix="Write the heading after the # signs, or remove the line.",
    ),
    _error(
        "CB508", "Picture that is not in the folder",
        what="A picture's address is something else than the name of a picture file in the record's folder.",
        why="Pictures from elsewhere break, and tell others who reads the page.",
        how="Put the picture in the record's folder and write only its name.",
        message="The picture {src} is not a picture file in the record's folder.",
        fix="Put the file in the folder and write ![what it shows](file-name.webp), with small letters a–z, digits and hyphens.",
    ),
    _error(
        "CB509", "Nested too deep",
        what="Lists or quotations lie within each other in too many levels.",
        why="Nobody can follow it, and deep nesting is a known way to slow readers down.",
        how="Flatten the list.",
        message="Lists or quotations lie more than {limit} levels deep.",
        fix="Use at most {limit} levels.",
    ),
    _error(
        "CB510", "Too much markup",
        what="The text holds so many brackets, asterisks or backticks, or so long paragraphs, that reading it takes too long.",
        why="A narrative is read by people; such text is a mistake or an attack.",
        how="Split long paragraphs and remove signs that are not needed.",
        message="The text holds too long paragraphs or too many markup signs.",
        fix="Split the longest paragraphs with blank lines and remove brackets, asterisks and backticks that are not needed.",
    ),
    _error(
        "CB511", "Link to a heading that is not there",
        what="A link to a place on the same page names a heading that does not exist.",
        why="The link would do nothing.",
        how="Correct it; a heading's name is avsnitt- and its words.",
        message="There is no heading {href} on the page.",
        fix="Correct the name after #; {suggestion}",
    ),
    _error(
        "CB512", "Link without text",
        what="A link has an address but no text.",
        why="A reader cannot see it, and a screen reader reads nothing out.",
        how="Write what the link leads to between the brackets.",
        message="The link to {href} has no text.",
        fix="Write what it leads to: [the text]({href})",
    ),
    _error(
        "CB514", "Text that could not be made safe",
        what="The finished page text held something that the safety filter removed.",
        why="The filter should never find anything; nothing unsafe was published.",
        how="Simplify the text and report the file as an error in the bank.",
        message="Something in the text was removed by the safety filter.",
        fix="Simplify the markup in this text, and report the file so that the bank can be corrected.",
    ),
    _error(
        "CB515", "Table too large",
        what="A table has more cells than a page can show.",
        why="Nobody reads it, and padding short rows can make it grow without bound.",
        how="Split the table, or put the data in a file of its own.",
        message="The table has more than {limit} cells.",
        fix="Split it, or show only the rows that the text is about.",
    ),
    _warning(
        "CB520", "Paragraph without citation",
        what="A paragraph, list or table cites no source.",
        why="A reader cannot tell where it comes from.",
        how="End it with [@key, s. 50].",
        message="This paragraph cites no source.",
        fix="End it with a citation such as [@key, s. 50].",
    ),
)  # fmt: skip

_FILES = (
    _error(
        "CB601", "Folder name that cannot be an id",
        what="The folder's name is not a valid id.",
        why="The name becomes the record's permanent address.",
        how="Use small letters a–z, digits, and single hyphens between words.",
        message="The folder name {id} {reason}.",
        fix="Rename the folder with only a–z, 0–9 and single hyphens, such as aktiv-halsostyrning.",
    ),
    _error(
        "CB602", "File that does not belong",
        what="The folder holds something else than case.yaml, a narrative or a picture.",
        why="Only what is checked is published.",
        how="Remove the file, or rename it.",
        message="{name} does not belong in a record's folder.",
        fix="Remove it; allowed are case.yaml, sv.md, en.md, nb.md and pictures named like my-picture.webp (.png, .jpg).",
    ),
    _error(
        "CB603", "Symbolic link",
        what="The file is a link to another file.",
        why="A link could publish files from outside the record.",
        how="Put the file itself in the folder.",
        message="{name} is a symbolic link.",
        fix="Replace the link with the file itself.",
    ),
    _error(
        "CB604", "No case.yaml",
        what="A record's folder has no case.yaml.",
        why="The facts stand there; without it there is no record.",
        how="Copy the template to case.yaml and fill it in.",
        message="The folder has no case.yaml.",
        fix="Add case.yaml (copy the template), or remove the folder.",
    ),
    _error(
        "CB605", "No Swedish narrative",
        what="A record's folder has no sv.md.",
        why="Swedish is the language that every record has.",
        how="Write sv.md.",
        message="The folder has no sv.md.",
        fix="Add sv.md with the narrative in Swedish.",
    ),
    _error(
        "CB606", "No English narrative",
        what="A record with coverage: full has no en.md.",
        why="Full records are read abroad too.",
        how="Write en.md, or set coverage to partial.",
        message="A record with coverage: full needs en.md.",
        fix="Add en.md with the narrative in English.",
    ),
    _error(
        "CB607", "Picture too large",
        what="The picture file is larger than a page can carry.",
        why="Pages must open fast on a phone.",
        how="Make it smaller, or save it as WebP.",
        message="{name} is {size} bytes; {limit} is the most.",
        fix="Scale it down to at most 1,600 pixels wide and save it as WebP.",
    ),
    _error(
        "CB608", "Picture without alt text",
        what="A picture has no text that says what it shows, or lies in the folder without being used.",
        why="People who cannot see it get nothing.",
        how="Say in one sentence what it shows.",
        message="The picture {name} has no alt text.",
        fix="Say in one sentence what it shows: alt: where case.yaml lists it, or between the brackets of ![…](file).",
    ),
    _error(
        "CB609", "Not the picture its name says",
        what="The file cannot be read as a picture of the kind that its name says.",
        why="A browser may treat it as something else.",
        how="Save the picture again in the right format.",
        message="{name} cannot be used: {reason}.",
        fix="Open it in a picture program and save it again as WebP, PNG or JPEG.",
    ),
    _error(
        "CB610", "Picture missing",
        what="The record names a picture that is not in its folder.",
        why="The page would show a hole.",
        how="Add the file, or correct the name.",
        message="There is no picture {name} in the folder.",
        fix="Add the file to the folder, or correct its name; {suggestion}",
    ),
    _error(
        "CB611", "Ids too much alike",
        what="Two ids differ only in capital letters or in how letters are stored.",
        why="Many computers take them for the same folder.",
        how="Rename one of them.",
        message="{id} is the same as {other} on many computers.",
        fix="Rename one of the two folders.",
    ),
    _error(
        "CB612", "File that cannot be read",
        what="The computer could not read the file.",
        why="What cannot be read cannot be checked.",
        how="Check that the file exists and that you may read it.",
        message="{name} could not be read: {reason}.",
        fix="Check that the file is there and that you may read it.",
    ),
)  # fmt: skip

_BANK = (
    _error(
        "CB701", "Broken reference file",
        what="A file that records point to (vocabulary, sources, organisations, texts) is missing or wrong.",
        why="No record can be checked without it.",
        how="Correct the reference file first.",
        message="The reference file {name} is broken: {reason}.",
        fix="Correct this file first; findings in records may follow from it.",
    ),
    _error(
        "CB702", "Folder does not exist",
        what="A folder that was named on the command line or in mkdocs.yml is not there.",
        why="There is nothing to check or build.",
        how="Check the name and where the command is run.",
        message="The folder {name} does not exist.",
        fix="Check the spelling, and that the command is run from the top of the repository.",
    ),
    _warning(
        "CB703", "Empty bank",
        what="There are no records.",
        why="A site without records is seldom what is meant.",
        how="Add a record, or check cases_dir.",
        message="There are no records in {name}.",
        fix="Add a folder with case.yaml and sv.md, or check cases_dir in mkdocs.yml.",
    ),
    _error(
        "CB901", "A check failed",
        what="One of the bank's own checks stopped with an error.",
        why="The file may be right or wrong; the bank could not tell.",
        how="Report it together with the file.",
        message="The check {rule} stopped with {reason}.",
        fix="This is an error in the bank, not in your text: please report it together with this file.",
    ),
)  # fmt: skip

CATALOGUE: Mapping[str, Code] = MappingProxyType(
    {
        entry.code: entry
        for group in (_BYTES, _SYNTAX, _CHARACTERS, _SHAPE, _REFERENCES, _CONTENT, _NARRATIVE, _FILES, _BANK)
        for entry in group
    }
)
"""Every code, in the order of their numbers."""
