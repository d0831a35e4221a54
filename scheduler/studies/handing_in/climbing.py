"""The ladder climbed at each share of a sample: the nearest step on which everything is covered, or the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scheduler.engine.before import Before
from scheduler.engine.cover import CoverEffort
from scheduler.studies.handing_in.case import Case, Cases, Step, Stopped, heed
from scheduler.studies.handing_in.cover import Cover, Lines, at_least, cover_of, nested
from scheduler.studies.leavers.draws import Sample


@dataclass(frozen=True)
class Reached:
    """What a response comes to at one share.

    Attributes
    ----------
    step
        The nearest on which a rota was found that covers everything; else the last.
    cover
        Its bounds hold for the whole ladder.
    """

    step: Step
    case: Case
    cover: Cover


class Ladders:
    """What is known of cover in one sample, share by share and step by step; each is worked out once.

    Parameters
    ----------
    left
        What the plan of the rota as published left.
    published
        Each officer's line there.
    effort
        Of the proof of cover of one share on one step.
    """

    def __init__(
        self,
        cases: Cases,
        sample: Sample,
        shares: Sequence[Fraction],
        left: Before,
        published: Lines,
        effort: CoverEffort,
        stopped: Stopped,
    ) -> None:
        self._cases = cases
        self._sample = sample
        self._shares = shares
        self._left = left
        self._published = published
        self._effort = effort
        self._stopped = stopped
        self._made: dict[tuple[Step, int], Case] = {}
        self._covers: dict[tuple[Step, int], Cover] = {}

    def case(self, step: Step, place: int) -> Case:
        """Return a share, by its place among them, on a step.

        Raises
        ------
        StopStudyError
            If somebody asked to stop.
        """
        if (step, place) not in self._made:
            heed(self._stopped)
            self._made[step, place] = self._cases.at(self._sample, self._shares[place], step)
        return self._made[step, place]

    def climbed(self, ladder: Sequence[Step]) -> list[Reached]:
        """Return what each share comes to, for steps of which each can do all that the one before it can.

        The largest share comes first: what covers it covers every smaller one.

        Raises
        ------
        StopStudyError
            If somebody asked to stop.
        """
        found: list[Reached] = []
        top = len(ladder) - 1
        for place in reversed(range(len(self._shares))):
            number, cover = self._nearest(ladder, top, place)
            top = number if cover.covered else len(ladder) - 1
            found.append(Reached(ladder[number], self.case(ladder[number], place), cover))
        found.reverse()
        for place in range(1, len(found)):
            found[place] = replace(found[place], cover=at_least(found[place].cover, found[place - 1].cover))
        return found

    def _nearest(self, ladder: Sequence[Step], top: int, place: int) -> tuple[int, Cover]:
        """Return the nearest step that covers a share, or the last."""
        own = self._cover(ladder[0], place)
        if own.covered or top == 0:
            return 0, own
        most = self._cover(ladder[top], place)
        if not most.covered:
            return top, _fewer(own, most)
        falls, covers = 0, top
        while covers - falls > 1:
            middle = (falls + covers) // 2
            if self._cover(ladder[middle], place).covered:
                covers = middle
            else:
                falls = middle
        return covers, self._cover(ladder[covers], place)

    def _cover(self, step: Step, place: int) -> Cover:
        known = self._covers.get((step, place))
        if known is None:
            case, more = self.case(step, place), self._covers.get((step, place + 1))
            if more is not None and more.covered:
                known = nested(more, case, self._published)
            else:
                known = cover_of(case, self._before(step, place), self._published, self._effort)
                if more is not None and (more.command, more.crews) < (known.command, known.crews):
                    known = _with_rota_of(nested(more, case, self._published), known)
            self._covers[step, place] = known
        return known

    def _before(self, step: Step, place: int) -> Before:
        """Return what to begin with: the rota that leaves fewest where more had left, or with fewer levers and less help.

        Every line of it is allowed here too, so that what was mended there need not be mended again.
        """
        near = [
            (cover.command, cover.crews, cover.held.lines)
            for (other, at), cover in self._covers.items()
            if cover.held is not None and ((other, at) == (step, place + 1) or (at == place and step.includes(other)))
        ]
        if not near:
            return self._left
        _, _, lines = min(near, key=lambda one: one[:2])
        left = self._left
        return replace(left, rota={**left.rota, **lines}, lines=(*left.lines, *left.rota.values()))


def _with_rota_of(found: Cover, known: Cover) -> Cover:
    """Return what is known of a share with the rota found where more had left."""
    return replace(
        found,
        command_at_least=known.command_at_least,
        crews_at_least=known.crews_at_least,
        settled_by=known.settled_by,
    )


def _fewer(own: Cover, most: Cover) -> Cover:
    """Return what the last step comes to, with the rota of the first where a search that ended early found that better."""
    if (own.command, own.crews) >= (most.command, most.crews):
        return most
    command, crews = min(own.command, most.command_at_least), min(own.crews, most.crews_at_least)
    return replace(own, command_at_least=command, crews_at_least=crews, settled_by=most.settled_by)
