"""A line rule of one officer as layers of states, and as the windows of days that decide every refusal and price."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import product

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import MachineRule

Codes = tuple[str, ...]
Arc = tuple[int, int]
"""State of the next day, and pence."""

MOST_WINDOWS = 150
"""Windows looked into for one day before a rule is stated by its states instead."""

GONE = -1
"""No line comes through here: refused before the last day of the window."""

MOST_KNOWN = 100
"""Languages of one rule remembered at a time; officers with leave on the same days are few."""


@dataclass(frozen=True)
class Language:
    """What a rule says about one officer's line, states of equal future made one.

    Attributes
    ----------
    layers
        For each planned day, for each state, option code -> arc; a code without an arc is refused.
    letters
        For each planned day, the codes allowed that day in classes the rule tells apart.
    """

    layers: tuple[tuple[dict[str, Arc], ...], ...]
    letters: tuple[tuple[Codes, ...], ...]

    @property
    def silent(self) -> bool:
        """Whether the rule neither refuses nor prices anything the officer can do."""
        return not any(
            arc is None or arc[1]
            for layer, letters in zip(self.layers, self.letters, strict=True)
            for state, letter in product(layer, letters)
            for arc in (state.get(letter[0]),)
        )

    @property
    def n_arcs(self) -> int:
        """Arcs over all days, one for each state and letter that is not refused."""
        return sum(
            letter[0] in state
            for layer, letters in zip(self.layers, self.letters, strict=True)
            for state, letter in product(layer, letters)
        )


@dataclass(frozen=True)
class Window:
    """Codes on days that follow each other which together are refused, or cost pence.

    Attributes
    ----------
    first
        First day of the window, from 0.
    days
        For each of its days, the codes that belong to it.
    pence
        None where the rule refuses.
    """

    first: int
    days: tuple[frozenset[str], ...]
    pence: int | None


@dataclass
class Reader:
    """Reads one rule's machine, remembering what it has read."""

    rule: MachineRule
    horizon: Horizon
    alphabet: Sequence[dict[str, Option]]
    most: int = MOST_WINDOWS
    known: dict[tuple[Hashable, tuple[Codes, ...]], tuple[Language, list[Window] | None]] = field(default_factory=dict)
    steps: dict[tuple[int, Hashable, str], tuple[Hashable, int] | None] = field(default_factory=dict)

    def of(self, brief: OfficerBrief, allowed: tuple[Codes, ...]) -> tuple[Language, list[Window] | None]:
        """Return the rule's language for one officer, and its windows where few say all.

        Parameters
        ----------
        allowed
            Codes the officer may hold on each planned day.
        """
        key = (self.rule.start(brief, self.horizon), allowed)
        if key not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            language = _merged(self._walked(*key), allowed)
            self.known[key] = (language, None if language.silent else windows(language, self.most))
        return self.known[key]

    def _walked(self, start: Hashable, allowed: tuple[Codes, ...]) -> list[list[dict[str, Arc]]]:
        """Return the layers of states that can be reached."""
        layers = []
        states: dict[Hashable, int] = {start: 0}
        for day, codes in enumerate(allowed):
            following: dict[Hashable, int] = {}
            layer = []
            for state in states:
                arcs = {}
                for code in codes:
                    step = self._step(day, state, code)
                    if step is not None:
                        arcs[code] = (following.setdefault(step[0], len(following)), step[1])
                layer.append(arcs)
            layers.append(layer)
            states = following
        return layers

    def _step(self, day: int, state: Hashable, code: str) -> tuple[Hashable, int] | None:
        key = (day, state, code)
        if key not in self.steps:
            step = self.rule.step(state, self.alphabet[day][code], self.horizon)
            last = day == len(self.alphabet) - 1
            due = self.rule.finish(step.state, self.horizon) if last and step is not None else 0
            self.steps[key] = None if step is None else (step.state, step.pence + due)
        return self.steps[key]


def _merged(layers: list[list[dict[str, Arc]]], allowed: tuple[Codes, ...]) -> Language:
    """Return the language with states of equal future made one, from the last day backwards."""
    found: list[tuple[dict[str, Arc], ...]] = []
    letters: list[tuple[Codes, ...]] = []
    renamed: list[int] = []
    for layer, codes in zip(reversed(layers), reversed(allowed), strict=True):
        number: dict[tuple[Arc | None, ...], int] = {}
        names = []
        for arcs in layer:
            row = tuple(
                (renamed[arc[0]] if renamed else 0, arc[1]) if (arc := arcs.get(code)) else None for code in codes
            )
            names.append(number.setdefault(row, len(number)))
        rows = list(number)
        classes: dict[tuple[Arc | None, ...], list[str]] = {}
        for place, code in enumerate(codes):
            classes.setdefault(tuple(row[place] for row in rows), []).append(code)
        found.append(tuple({code: arc for code, arc in zip(codes, row, strict=True) if arc} for row in rows))
        letters.append(tuple(tuple(held) for held in classes.values()))
        renamed = names
    return Language(tuple(reversed(found)), tuple(reversed(letters)))


def windows(language: Language, most: int = MOST_WINDOWS) -> list[Window] | None:
    """Return windows that say all the rule says, or None where some day would need too many.

    A day's option is refused or priced by what stands on the days right before it; the window is made longer, day by
    day, until it decides. Of the windows that end on one day at most one holds in any line, so that prices add up.
    """
    found = []
    for end, letters in enumerate(language.letters):
        looked = 0
        ending: list[tuple[tuple[Codes, ...], int | None]] = []
        waiting: list[tuple[tuple[Codes, ...], list[int | None]]]
        waiting = [((letter,), _last(language.layers[end], letter)) for letter in letters]
        while waiting:
            word, outcomes = waiting.pop()
            looked += 1
            if looked > most:
                return None
            distinct = set(outcomes) - {GONE}
            if len(distinct) > 1:
                day = end - len(word)
                layer = language.layers[day]
                waiting += [((letter, *word), _through(layer, letter, outcomes)) for letter in language.letters[day]]
            elif distinct and distinct != {0}:
                ending.append((word, distinct.pop()))
        found += [Window(end + 1 - len(days), days, pence) for days, pence in _joined(ending)]
    return found


def _last(layer: Sequence[dict[str, Arc]], letter: Codes) -> list[int | None]:
    """Return what a letter costs from each state, None standing for refused."""
    return [arc[1] if (arc := state.get(letter[0])) else None for state in layer]


def _through(layer: Sequence[dict[str, Arc]], letter: Codes, outcomes: Sequence[int | None]) -> list[int | None]:
    """Return what the last letter of a longer word costs from each state, ``GONE`` where it does not come to that."""
    return [outcomes[arc[0]] if (arc := state.get(letter[0])) else GONE for state in layer]


def _joined(words: list[tuple[tuple[Codes, ...], int | None]]) -> list[tuple[tuple[frozenset[str], ...], int | None]]:
    """Return the words with those that differ on one day only made one."""
    joined = [(tuple(frozenset(letter) for letter in word), pence) for word, pence in words]
    for back in range(max((len(word) for word, _ in joined), default=0)):
        together: dict[tuple[tuple[frozenset[str], ...], tuple[frozenset[str], ...], int | None], frozenset[str]] = {}
        kept = []
        for word, pence in joined:
            at = len(word) - 1 - back
            if at < 0:
                kept.append((word, pence))
            else:
                key = (word[:at], word[at + 1 :], pence)
                together[key] = together.get(key, frozenset()) | word[at]
        joined = kept + [((*head, letter, *tail), pence) for (head, tail, pence), letter in together.items()]
    return joined
