"""Readable English without end: sentence patterns of our own, filled by a seeded hand.

A pattern's `{slots}` are filled from the tables below or by what a story is about: its hero, the hero's
trade, friend, town and thing. The same seed gives the same words.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_PEOPLE: Final = (
    ("Ada Quill", "she"), ("Bram Oakes", "he"), ("Cora Finch", "she"), ("Dunstan Hale", "he"),
    ("Edith Marl", "she"), ("Fergus Tide", "he"), ("Greta Loom", "she"), ("Hollis Wren", "he"),
    ("Ines Calder", "she"), ("Jonah Pike", "he"), ("Kit Sallow", "she"), ("Leander Moss", "he"),
    ("Mabel Thorn", "she"), ("Noel Carrow", "he"), ("Oona Drift", "she"), ("Piers Latch", "he"),
    ("Rosalind Keel", "she"), ("Silas Brook", "he"), ("Tamsin Vane", "she"), ("Ulric Stone", "he"),
)  # fmt: skip
_HIS: Final = {"she": ("her", "her", "herself"), "he": ("his", "him", "himself")}

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "trade": (
        "lamplighter", "clockmaker", "ferry pilot", "beekeeper", "bookbinder", "boatwright", "bellringer",
        "cartographer", "weathervane painter", "net mender", "piano mover", "lock keeper", "seed merchant",
    ),
    "town": (
        "Saltmarsh", "Upper Ferring", "Quayside", "Hollow Bridge", "Nine Elms Landing", "Windlestraw",
        "Gullhaven", "Low Harbour", "Kettering Sluice", "Marrow Hill",
    ),
    "thing": (
        "lantern", "ledger", "brass telescope", "wooden ladder", "barometer", "sewing machine", "rowing boat",
        "kitchen clock", "iron key", "map of the estuary", "accordion", "letter press",
    ),
    "place": (
        "behind the chandler's shop", "at the end of the pier", "under the railway arches",
        "above the bakery", "beside the old sluice", "in the loft of the boathouse", "on the market square",
        "between the two bridges", "at the back of the reading room", "over the harbour office",
    ),
    "when": (
        "In the spring of that year", "On the first dry morning", "After the herring fair",
        "Some weeks later", "Before the ice came", "On a Thursday in October", "By the end of the summer",
        "When the tide tables were printed", "In the hour before supper", "Towards the end of the week",
    ),
    "weather": (
        "the fog stood in the street like a visitor", "a thin rain had been falling since breakfast",
        "the wind came round to the north", "the whole harbour smelled of tar and oranges",
        "frost had drawn ferns on the inside of the glass", "the light lay flat and yellow on the water",
        "the gulls had gone inland, which meant a storm", "snow lay on the roofs and nowhere else",
    ),
    "quality": (
        "patient", "stubborn", "careful", "unreasonable", "generous", "old-fashioned", "remarkable",
        "ordinary", "reliable", "delicate", "inconvenient", "magnificent", "uncomfortable", "necessary",
    ),
    "plural": (
        "neighbours", "apprentices", "customers", "fishermen", "schoolchildren", "visitors",
        "councillors", "passengers", "musicians", "grandmothers", "ferrymen", "correspondents",
    ),
    "matter": (
        "the price of lamp oil", "the depth of the channel", "the proper way to tie a bowline",
        "the inheritance of tools", "the telling of time", "the repair of small machinery",
        "the behaviour of eels", "the administration of bridges", "the responsibility of neighbours",
        "the disappearance of the evening ferry", "the classification of knots",
    ),
    "did": (
        "kept an account of it in pencil", "carried it home under one arm",
        "took it apart on the kitchen table",
        "wrote to the harbour board about it", "showed it to nobody for a month",
        "painted it green and then regretted the green", "lent it to the school for the winter",
        "measured it twice and trusted neither figure", "hung it where the morning would find it",
        "explained it to anyone who stood still long enough",
    ),
    "small": (
        "a cup of tea", "a row of copper nails", "a box of spare hinges", "a jar of buttons",
        "a pencil on a string", "a chair with three good legs", "a calendar from another year",
        "a photograph of a horse", "a coil of tarred rope", "a plate of cold potatoes",
    ),
    "thought": (
        "that nothing mended stays mended without being looked at",
        "that a thing done slowly is half forgiven", "that most instruments measure their owners",
        "that the sea keeps its own accounts and never publishes them",
        "that a town is a conversation which the houses overhear",
        "that one learns a trade with the hands and a place with the feet",
        "that every repair is a kind of correspondence with whoever made the thing",
        "that people forgive an error sooner than an explanation",
    ),
    "number": ("three", "four", "seven", "eleven", "twelve", "nineteen", "thirty", "forty-one"),
    "year": ("1871", "1888", "1902", "1911", "1923", "1934", "1947", "1953", "1966"),
}  # fmt: skip

_SENTENCES: Final = (
    "{when}, {weather}, and {hero} set out for the workshop {place}.",
    "{He} was a {trade} in {town}, so that {he} was asked about {matter} more often than {he} liked.",
    "The {thing} had stood {place} for {number} years, and nobody could say who had put it there.",
    "{friend} thought it {quality}; the {plural} thought it {quality}, and said so.",
    "{hero} had come to believe {thought}.",
    "On the bench lay {small}, {small} and, under a cloth, the {thing}.",
    "{He} {did}, as {his} mother would have done, and then {he} {did}.",
    "There was something {quality} about the way {friend} spoke of {matter}.",
    "Of the {number} {plural} who came that week, {number} asked for the {thing} and the rest for advice.",
    "{when} {he} found, behind {small}, a note about {matter}, dated {year} and not signed.",
    "Nobody in {town} disputed the {quality} character of the arrangement, and the {plural} had tried.",
    "It takes a {quality} sort of person to look at {small} and see the beginning of an argument.",
    "The {trade} next door, who was {quality} by temperament and {quality} by profession, {did}.",
    "{friend} shrugged, {weather}, and for a while there was no sound but that of the {thing}.",
    "What {he} wanted was not the {thing} {himself} could have built, but the one that had been lost.",
    "The records of {town} mention {matter} in {year}, in a hand so {quality} that it might be anyone's.",
    "If the {plural} had an opinion on {matter}, they kept it to themselves, which was thought {quality}.",
    "{He} put {small} on the sill, where {friend} would see it, and went back to the {thing}.",
    "By {number} o'clock the room {place} was full of {plural}, each of them {quality} in a different way.",
    "A {thing} is a {quality} instrument, *{he} used to say*, and a {trade} no better than the light.",
    "So {hero} {did}, and {weather}, and that was the whole of the correspondence.",
    "One can be right about {matter} for {number} years without its doing anybody the least good.",
    "The committee, consisting of {number} {plural} and a {trade}, took notes until the ink froze.",
    "Even {friend}, whose understanding of {matter} was considered {quality}, had to sit down.",
)
_SPEECH: Final = (
    '"I have nothing against {matter}," said {friend}, "so long as it stays {place}."',
    '"You will want {small}," said {hero}. "Everybody does, in the end."',
    '"It was {quality} of you to come," {he} said, and meant the {thing}.',
    '{friend} laughed. "In {town} we would call that {quality}," {friend} said, "and leave it at that."',
    '"And the {thing}?" -- "It keeps," said {hero}. "It has kept since {year}."',
    '"What I learned," {he} told me, "is {thought}."',
)
_ASIDES: Final = (
    "The {thing} is now in the museum of {town}, beside {small}; the label gives the year as {year}.",
    "See the minutes of the harbour board for {year}, in which {matter} takes up {number} pages.",
    "{friend} remembers it otherwise, and may be right: the {plural} were never asked.",
    "A {trade} of the time would have earned {number} shillings for it, with {small}.",
)
_HEADLINES: Final = (
    "The {Trade} of {town}", "A {Thing} for the Winter", "What the {Trade} Kept", "Notes on a {Thing}",
    "The Year of the {Thing}", "{Number} {Plural} and a {Thing}", "How {town} Lost Its {Trade}",
    "The {Quality} {Thing}", "An Evening in {town}", "Letters from a {Trade}",
)  # fmt: skip
_STANDFIRSTS: Final = (
    "For {number} years a {trade} in {town} kept {small} in a drawer -- until somebody asked about {matter}.",
    "Everyone in {town} has an opinion on {matter}. {hero} has a {thing}.",
    "It began with a {thing} and ended, {number} {plural} later, with the question of {matter}.",
)
_HEADINGS: Final = (
    "The {thing} itself", "A question of {plural}", "Something {quality}", "{when}", "What {friend} saw",
    "The {trade}'s answer", "Between two tides", "An account in pencil",
)  # fmt: skip
_PULLED: Final = (
    "One learns a trade with the hands and a place with the feet.",
    "A thing done slowly is half forgiven.",
    "Most instruments measure their owners.",
    "The sea keeps its own accounts and never publishes them.",
    "A town is a conversation which the houses overhear.",
    "Nothing mended stays mended without being looked at.",
)
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass
class Writer:
    """Writes on one subject: who it is about, where, and which thing is at stake."""

    seed: int
    chance: random.Random = field(init=False)
    subject: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Choose the subject."""
        self.chance = random.Random(self.seed)  # noqa: S311 - prose, no secret
        (name, he), (friend, _) = self.chance.sample(_PEOPLE, 2)
        his, him, himself = _HIS[he]
        topics = {slot: self.chance.choice(_WORDS[slot]) for slot in ("trade", "town", "thing")}
        self.subject = {
            **topics, "hero": name.split()[0], "name": name, "friend": friend.split()[0],
            "he": he, "his": his, "him": him, "himself": himself,
        }  # fmt: skip

    def headline(self) -> str:
        """Give a headline."""
        return self._one_of(_HEADLINES)

    def standfirst(self) -> str:
        """Give the sentences that lead into a story."""
        return self._one_of(_STANDFIRSTS)

    def heading(self) -> str:
        """Give a subheading."""
        return self._one_of(_HEADINGS)

    def pull_quote(self) -> str:
        """Give a sentence to stand out."""
        return self.chance.choice(_PULLED)

    def aside(self) -> str:
        """Give the text of a footnote."""
        return self._one_of(_ASIDES)

    def sentence(self) -> str:
        """Give a sentence."""
        return self._one_of(_SENTENCES)

    def paragraph(self) -> str:
        """Give a paragraph of three to seven sentences, or a shorter one that is spoken."""
        if self.chance.random() < 0.2:
            return " ".join((self._one_of(_SPEECH), self.sentence()))
        patterns = self.chance.sample(_SENTENCES, self.chance.randint(3, 7))
        return " ".join(self._filled(pattern) for pattern in patterns)

    def passage(self, words: int) -> list[str]:
        """Give paragraphs with that many words in all, or a few more."""
        passage: list[str] = []
        while sum(len(paragraph.split()) for paragraph in passage) < words:
            passage.append(self.paragraph())
        return passage

    def _one_of(self, patterns: tuple[str, ...]) -> str:
        return self._filled(self.chance.choice(patterns))

    def _filled(self, pattern: str) -> str:
        filled = _SLOT.sub(lambda slot: self._word(slot[1]), pattern)
        filled = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", filled)
        return filled[0].upper() + filled[1:]

    def _word(self, slot: str) -> str:
        word = self.subject.get(slot.lower()) or self.chance.choice(_WORDS[slot.lower()])
        return " ".join(each[0].upper() + each[1:] for each in word.split()) if slot[0].isupper() else word
