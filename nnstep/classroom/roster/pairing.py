"""Which student of the roster handed in which submission; where that is in doubt, nobody's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from nnstep.classroom.handed_in.claim import Owner
from nnstep.classroom.handed_in.submissions import Submission, submission_of
from nnstep.classroom.roster.person_names import id_key, name_keys
from nnstep.classroom.roster.roster import Roster, Student


@dataclass(frozen=True, slots=True)
class HandIn:
    """One submission and whose it is."""

    student: Student
    submission: Submission
    doubt: str = ""
    """Why it is nobody's of the roster, where there is one and that is so."""


@dataclass(slots=True)
class Paired:
    """All submissions with their students, and the students without one."""

    handed_in: list[HandIn] = field(default_factory=list)
    """In the order of the roster; then what nobody of the roster handed in."""
    missing: list[Student] = field(default_factory=list)
    students: Sequence[Student] = ()
    """The roster's, in its order."""


def paired(submissions: Sequence[Submission], roster: Roster | None = None) -> Paired:
    """Return who handed in what; without a roster, as the platform names them."""
    if roster is None:
        return Paired(
            [HandIn(student, each) for student, each in zip(_strangers(submissions), submissions, strict=True)]
        )
    known = KnownStudents(roster)
    found: dict[str, list[Submission]] = {}
    nobodys: list[tuple[Submission, str]] = []
    for submission in submissions:
        match known.student_of(submission.owner):
            case Student() as student:
                found.setdefault(student.id, []).append(submission)
            case doubt:
                nobodys.append((submission, doubt))
    result = Paired(students=roster.students)
    for student in roster.students:
        match found.get(student.id, []):
            case []:
                result.missing.append(student)
            case [only]:
                result.handed_in.append(HandIn(student, only))
            case several if not any(each.owner.number for each in several):
                files = (file for each in several for file in each.files)
                result.handed_in.append(HandIn(student, submission_of(several[0].owner, files)))
            case several:  # of different people for the platform
                owners = ", ".join(_spelled(each.owner) for each in several)
                doubt = f"several people fit {student.label} of the roster: {owners}"
                nobodys += [(each, doubt) for each in several]
                result.missing.append(student)
    strangers = _strangers([submission for submission, _ in nobodys], {student.id for student in roster.students})
    result.handed_in += [
        HandIn(stranger, submission, doubt) for stranger, (submission, doubt) in zip(strangers, nobodys, strict=True)
    ]
    return result


class KnownStudents:
    """The roster, by everything that it calls its students."""

    def __init__(self, roster: Roster) -> None:
        self._has_names = roster.has_names
        self._by_participant = {student.participant: student for student in roster.students if student.participant}
        self._by_id: dict[str, list[Student]] = {}
        self._by_name: dict[str, list[Student]] = {}
        for student in roster.students:
            for id in student.ids:
                self._by_id.setdefault(id, []).append(student)
            for key in name_keys(student.name):
                self._by_name.setdefault(key, []).append(student)

    def student_of(self, owner: Owner) -> Student | str:
        """Return whose submission it is, or why that is not known.

        A number that only the platform uses could be another student's id: it counts where the name leaves a choice.
        """
        if owner.number in self._by_participant and self._agrees(owner, self._by_participant[owner.number]):
            return self._by_participant[owner.number]
        match self._identified(owner.ids):
            case [only]:
                return only
            case [_, *_] as several:
                return _several(several)
        named = self._named(owner.name)
        numbered = [student for student in self._by_id.get(id_key(owner.number), []) if owner.number]
        if len(named) > 1:
            named = [student for student in named if student in numbered] or named
        if not named and not self._has_names:
            named = numbered
        match named:
            case []:
                return "nobody of the roster fits"
            case [only]:
                return only
            case _:
                return _several(named)

    def _identified(self, ids: Sequence[str]) -> list[Student]:
        """Return the students that one of the ids is of; the first one decides if it can."""
        found = [self._by_id.get(id_key(id), []) for id in ids]
        if found and len(found[0]) == 1:
            return found[0]
        return list(dict.fromkeys(student for students in found for student in students))

    def _named(self, name: str) -> list[Student]:
        found = (student for key in name_keys(name) for student in self._by_name.get(key, []))
        return list(dict.fromkeys(found))

    def _agrees(self, owner: Owner, student: Student) -> bool:
        """Return whether the names are no contradiction; blind marking calls everybody the same."""
        return not self._named(owner.name) or bool(name_keys(owner.name) & name_keys(student.name))


def _several(students: Sequence[Student]) -> str:
    return f"{len(students)} students of the roster fit: {', '.join(student.label for student in students)}"


def _strangers(submissions: Iterable[Submission], taken: set[str] | None = None) -> list[Student]:
    """Return a student for each submission, called as the platform does, each by an id of their own."""
    used = set(taken or ())
    students = []
    for submission in submissions:
        owner = submission.owner
        label = owner.label or "nobody"
        spellings = chain((label, f"{label} {owner.number}".strip()), (f"{label} ({number})" for number in count(2)))
        id = next(spelling for spelling in spellings if spelling not in used)
        used.add(id)
        students.append(Student(id, owner.name, frozenset(map(id_key, owner.ids)), owner.number))
    return students


def _spelled(owner: Owner) -> str:
    return f"{owner.label} ({owner.number})" if owner.number and owner.number != owner.label else owner.label
