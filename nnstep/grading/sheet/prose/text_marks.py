r"""A text without the marks of Markdown, LaTeX and lists around its answers, every other sign in its place.

``- [x] **E**: 5``, ``$E \approx 5$``, ``⇒ E = 5``, ``| E | 5 |`` and ``E → 5`` state an answer as ``E = 5`` does.
"""

from __future__ import annotations

import re

_KEY = r"[^\W\d]\w{0,40}(?:\[[\d, ]{1,40}\])?"
_BLANKS = r"[ \t]{0,99}+"
_ITEM = r"(?:(?:[-*•]|\(?\w{1,2}[.)])[ \t]{1,9})?"
_ABOUT = re.compile(r"\\(?:approx|approxeq|simeq|doteq)(?![A-Za-z])|[≃≅≊≐]")
_ENVIRONMENT = re.compile(
    rf"^{_BLANKS}\\(?:begin|end)\{{(?:align|alignat|equation|gather|multline)\*?\}}(?={_BLANKS}$)", re.MULTILINE
)
_ALIGNED = re.compile(r"&(?=[ \t]{0,9}[=≈])")
_FORMULA = re.compile(r"\$\$([^$\n]{1,999})\$\$|\$([^$\n]{1,999})\$|(?<!\S)\\[\[(]([^$\n\\]{1,999})\\[\])](?!\S)")
_FRAMED = re.compile(
    r"\\(?:boxed|fbox|underline|mathbf|bm)\{([^{}\n]{1,999})\}|</?(?:b|i|u|em|strong|mark|code|br ?/?)>"
)
_ESCAPED = re.compile(r"^(?=[^=≈:\n\\]{1,40}\\[_\[\]])[^=≈:\n]{1,60}", re.MULTILINE)
_LINE_BREAK = re.compile(r"(?<![\\\s])\\$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w*`)\]}^])(\*\*|\*|__|`)(?!\1)(?=\S)((?:(?!\1)[^\n]){1,999})(?<=\S)\1(?![\w*`(^])")
"""No power, as in ``10**-3``, and no product."""
_LEADING = re.compile(
    r"^[ \t]{0,99}(?:(?:>{1,3}|[⇒⟹→∴▪◦‣]|[-=]>|[-*•][ \t]{1,9}\[[ xX]\])[ \t]{1,9}){1,9}(?=[^\W\d])"
    r"|^[ \t]{0,99}\(?\d{1,2}(?:(?:\.\d{1,2}){1,3}[.):]|:)[ \t]{1,9}(?=[^\W\d])",
    re.MULTILINE,
)
"""Signs of items and of quotations, and numbers of items; a ``+``, a dash or ``1.5`` may belong to a formula."""
_COUNTED = re.compile(
    rf"^({_BLANKS}\(?(\d{{1,2}})[.)][ \t]{{1,9}})[-+−]?[\d.,]{{0,39}}\d(?:[eE][-+−]?\d{{1,4}})?{_BLANKS}$", re.MULTILINE
)
_FULL_STOP = re.compile(rf"(,\d{{1,40}})\.(?={_BLANKS}$)", re.MULTILINE)
"""What ends a sentence, and is no decimal sign, as a comma is one."""
_ASIDE = re.compile(
    r"(?<=[\d\])])[ \t]{1,9}(?:\([ \t]{0,9}[≈~]?[ \t]{0,9}[-+−]?\d{1,9}(?:[.,]\d{1,20})?[ \t]{0,9}%[ \t]{0,9}\)"
    r"|\[\d{1,2}\])"
    rf"(?=[.;]?{_BLANKS}$)",
    re.MULTILINE,
)
"""A number once more in percent, or the number of a note; any other in round brackets may be a factor."""
_ARROW = re.compile(
    rf"^([ \t]{{0,99}}{_ITEM}{_KEY}[ \t]{{0,9}})([-=]>|[→⟶⇒⟹]|\\(?:to|rightarrow|Rightarrow)(?![A-Za-z]))"
    r"(?=[ \t]{0,9}[-+−(\[]{0,4}[ \t]{0,9}[.\d])",
    re.MULTILINE,
)
_ROW = re.compile(
    rf"^((?:{_BLANKS}\|)?)({_BLANKS}{_KEY}{_BLANKS})\|({_BLANKS}[-+−(\[]{{0,4}}[.\d][^|\n]{{0,999}}+)(\|?)(?={_BLANKS}$)",
    re.MULTILINE,
)
"""A row of a table with two cells; of more, the headings would have to say what they are."""
_CALCULATED = r"(?:[\d.,;+\-−*·⋅×/^()\[\]²³½¼ \t]|\n(?=[ \t]{0,99}[-+−*·⋅×/=≈]))"
_CHAIN = re.compile(
    rf"^({_BLANKS}{_ITEM}{_KEY}{_BLANKS}[=≈:])(\n?(?=[^=≈]{{0,999}}(?:[²³½¼+*·⋅×/^]|\d\s{{0,9}}[-−]))"
    rf"(?:{_CALCULATED}{{1,999}}+[=≈]){{1,99}}+)(?=[ \t]{{0,9}}[-+−(\[]{{0,4}}[ \t]{{0,9}}[.\d])",
    re.MULTILINE,
)
"""A key and its calculation in numbers, before the result; of two results, ``E = 5 = 6``, either may be meant."""
_NUMBER_CELLS = re.compile(
    r"^[ \t]{0,99}\|(?:[ \t]{1,99}[-+−]?[.,\d]{1,40}(?:[eE][-+−]?\d{1,4})?[ \t]{1,99}\|){2,99}(?=[ \t]{0,99}$)",
    re.MULTILINE,
)
"""A row of numbers alone, which goes on with an answer."""
_DASHES = r"(?::-{1,99}:?|-{2,99}:?)"
_NOT_A_LINE_END = re.compile(r"[^\n]")
_RULE = re.compile(
    rf"^{_BLANKS}(?:([-*_=~])\1{{2,99}}|(?:\|{_BLANKS})?(?:{_DASHES}{_BLANKS}\|{_BLANKS}){{1,99}}(?:{_DASHES})?)"
    rf"(?={_BLANKS}$)",
    re.MULTILINE,
)
"""A line across the page, or below the headings of a table."""


def without_marks(text: str) -> str:
    """Return a text of the same length: blanks for marks, and one equals sign for each way to write it."""
    text = text.replace("\f", "\n")  # a page ends
    text = _ABOUT.sub(lambda match: "≈".ljust(len(match[0])), text)
    text = _RULE.sub(_blank, _ENVIRONMENT.sub(_blank, text))
    text = _LINE_BREAK.sub(" ", _ALIGNED.sub(" ", text))
    text = _FRAMED.sub(_inside, _FORMULA.sub(_inside, text))
    text = _ESCAPED.sub(lambda match: re.sub(r"\\([_\[\]])", r"\1", match[0]).ljust(len(match[0])), text)
    for _ in range(2):  # code may be emphasized
        text = _EMPHASIS.sub(_inside, text)
    text = _without_counts(_LEADING.sub(_blank, text))
    text = _FULL_STOP.sub(r"\1 ", _ASIDE.sub(_blank, text))
    text = _ARROW.sub(lambda match: match[1] + "=".ljust(len(match[2])), text)
    text = _CHAIN.sub(lambda match: match[1] + blanked(match[2]), text)
    text = _NUMBER_CELLS.sub(lambda match: f" {match[0].strip()[1:-1].replace('|', ',')} ".rjust(len(match[0])), text)
    return _ROW.sub(lambda match: f"{_blank(match, 1)}{match[2]}={match[3]}{_blank(match, 4)}", text)


def blanked(text: str) -> str:
    """Return a text with a blank for each sign, its lines' ends kept."""
    return _NOT_A_LINE_END.sub(" ", text)


def _inside(match: re.Match[str]) -> str:
    """Return what a group holds, in its place."""
    if match.lastindex is None:
        return _blank(match)
    return match[match.lastindex].rjust(match.end(match.lastindex) - match.start()).ljust(len(match[0]))


def _without_counts(text: str) -> str:
    """Return a text without the numbers of items that are numbers, counted from 1 in lines one below the other."""
    lines = {match.start(): match for match in _COUNTED.finditer(text)}
    items: dict[int, int] = {}
    """By the start of the next line, what it would be counted as."""
    parts, end = list[str](), 0
    for start, match in lines.items():
        number, below = int(match[2]), match.end() + 1
        following = lines.get(below)
        if items.get(start) == number or (number == 1 and following is not None and int(following[2]) == 2):
            items[below] = number + 1
            parts += (text[end:start], _blank(match, 1))
            end = match.end(1)
    return "".join((*parts, text[end:]))


def _blank(match: re.Match[str], group: int = 0) -> str:
    return " " * len(match[group])
