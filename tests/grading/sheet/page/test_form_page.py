"""The form of a sheet: what stands on the page, and in a real browser what it saves, keeps and takes from a paste."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from nnstep.grading.sheet.blank_sheet import blank_form
from nnstep.grading.sheet.form.asked_quantities import asked_quantities
from nnstep.grading.sheet.page.form_page import form_page
from nnstep.grading.sheet.sheet_reader import read_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from tests.cli.chromium import PROGRAM, Tab, browser_tab

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \" ' & ="
IN_BROWSER = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")


def page_of(name: str = "zheng-exercise-1", steps: int = 1, only: str | None = None) -> str:
    program, asked = asked_quantities(compile_program(load(find(name))), only, None)
    return form_page(blank_form(program, steps, asked))


def test_there_is_an_input_for_each_number_and_no_request_to_anybody() -> None:
    page = page_of()
    places = re.findall(r'data-place="([^"]*)"', page)
    assert len(places) == len(set(places)) == 71
    assert {"z1[0]", "dW2[1,3]", "E", "W1[3,2]"} < set(places)
    assert "<link" not in page
    assert not re.search(r'(?:src|href|action)="', page)
    assert "default-src 'none'" in page


def test_what_a_scenario_says_of_itself_is_shown_as_text() -> None:
    text = find("zheng-exercise-1").read_text(encoding="utf-8")
    text = re.sub(r"^title = .*$", lambda _: f"title = {orjson.dumps(HOSTILE).decode()}", text, flags=re.MULTILINE)
    page = form_page(blank_form(compile_program(parse(text, f"{HOSTILE[:20]}.toml"))))
    assert page.count("<script") == page.count("</script") == 1
    assert "<img" not in page


@pytest_asyncio.fixture
async def tab(tmp_path: Path) -> AsyncIterator[Tab]:
    async with browser_tab(tmp_path / "profile") as tab:
        (tmp_path / "saved").mkdir()
        await tab.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path / "saved"))
        yield tab


async def opened(tab: Tab, tmp_path: Path, page: str) -> None:
    (tmp_path / "sheet.html").write_text(page, encoding="utf-8")
    await tab.open(f"file://{tmp_path}/sheet.html")
    await until(tab, "document.querySelector('form.ready') !== null")


async def until(tab: Tab, condition: str) -> None:
    async with asyncio.timeout(20):
        while True:
            with suppress(AssertionError):  # between two pages there is nothing to ask
                if await tab.evaluate(condition):
                    return
            await asyncio.sleep(0.02)


async def press(tab: Tab, key: str, **more: Any) -> None:
    for kind in ("rawKeyDown", "keyUp"):
        await tab.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=KEYS[key], **more)


KEYS = {"Enter": 13, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38}


async def focus(tab: Tab, place: str) -> None:
    await tab.evaluate(f"document.querySelector('[data-place=\"{place}\"]').focus()")


async def paste(tab: Tab, text: str) -> None:
    await tab.evaluate(
        f"""(() => {{
          const data = new DataTransfer();
          data.setData("text/plain", {orjson.dumps(text).decode()});
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {{clipboardData: data, bubbles: true, cancelable: true}}));
        }})()"""
    )


async def values(tab: Tab, id: str) -> list[str]:
    script = f"[...document.querySelectorAll('fieldset[data-id=\"{id}\"] input')].map((cell) => cell.value)"
    return list(await tab.evaluate(script))


async def here(tab: Tab) -> str:
    return str(await tab.evaluate("document.activeElement.dataset.place ?? document.activeElement.id"))


async def status(tab: Tab) -> str:
    return str(await tab.evaluate("document.getElementById('status').textContent"))


@IN_BROWSER
async def test_what_is_typed_is_saved_as_a_sheet_and_kept_over_a_reload(tab: Tab, tmp_path: Path) -> None:
    program = compile_program(load(find("zheng-exercise-1")))
    await opened(tab, tmp_path, page_of())
    await focus(tab, "z1[0]")
    for text, key in (("-20.5", "Enter"), ("0,25", "Tab"), ('x"y', "ArrowDown"), ("1/3", "Enter")):
        await tab.type(text)
        await press(tab, key)
    assert await here(tab) == "a1[0]"
    assert await status(tab) == "4 of 71 numbers. Not a number: z1[2]."
    await press(tab, "ArrowUp")
    await press(tab, "ArrowUp")
    assert await here(tab) == "z1[2]"
    await tab.type("16 553")
    await tab.evaluate("document.getElementById('who').focus()")
    await tab.type("Ada Łovelace/../x")
    await tab.evaluate("document.getElementById('save').click()")
    await until(tab, "document.getElementById('status').textContent.includes('Saved')")
    assert await status(tab) == (
        "4 of 71 numbers. Saved as zheng-exercise-1-Ada_Łovelace_.._x.toml: this is the file to hand in."
    )
    (saved,) = await downloads(tmp_path)
    given = read_sheet(saved, program).answers[1, "z1"]
    assert [str(given.cells[row, 0]) for row in range(4)] == ["-20.5", "0.25", "16553", "1/3"]
    await tab.evaluate("window.isOld = true")
    await asyncio.sleep(0.5)  # the browser writes what it keeps in a process of its own
    await tab.call("Page.reload")
    await until(tab, "!window.isOld && document.querySelector('form.ready') !== null")
    assert await values(tab, "z1") == ["-20.5", "0,25", "16 553", "1/3"]
    assert tab.complaints == []
    assert {url.split(":")[0] for url in tab.urls} <= {"file", "blob"}


async def downloads(tmp_path: Path) -> list[Path]:
    async with asyncio.timeout(20):
        while not (found := [path for path in (tmp_path / "saved").iterdir() if path.suffix == ".toml"]):
            await asyncio.sleep(0.05)
    return found


@IN_BROWSER
async def test_a_block_that_is_pasted_fills_the_matrix_from_where_you_are(tab: Tab, tmp_path: Path) -> None:
    await opened(tab, tmp_path, page_of())
    for text in ("1\t2\t3\t4\r\n5\t6\t7\t8\r\n", "[[1. 2. 3. 4.]\n [5. 6. 7. 8.]]", "[[1, 2, 3, 4], [5, 6, 7, 8]]"):
        await tab.evaluate("document.querySelectorAll('input').forEach((cell) => { cell.value = '' })")
        await focus(tab, "dW2[0,0]")
        await paste(tab, text)
        assert [float(value) for value in await values(tab, "dW2")] == [1, 2, 3, 4, 5, 6, 7, 8], text
        assert await here(tab) == "dW2[1,3]"
    for text in ("0,5\n-0,25\n1\n2\n", "0,5\t-0,25\t1\t2", "0,5; -0,25; 1; 2"):
        await focus(tab, "z1[0]")
        await paste(tab, text)
        assert await values(tab, "z1") == ["0,5", "-0,25", "1", "2"], text
    await focus(tab, "dW2[1,2]")
    await paste(tab, "1\t2\t3\n4\t5\t6\n")
    assert "has 2 × 3 numbers; from this place there is room for 1 × 2" in await status(tab)
    assert (await values(tab, "dW2"))[6] in ("7", "7.")


@IN_BROWSER
async def test_the_page_as_a_browser_saves_it_has_the_numbers(tab: Tab, tmp_path: Path) -> None:
    await opened(tab, tmp_path, page_of("xor", steps=2, only="W1[0,1],E"))
    await focus(tab, "step.2.W1[0,1]")
    await tab.type("0.5")
    html = await tab.evaluate("document.documentElement.outerHTML")
    (tmp_path / "saved.html").write_text(html, encoding="utf-8")
    program = compile_program(load(find("xor")))
    answers = read_sheet(tmp_path / "saved.html", program).answers
    assert {place: len(given.cells) for place, given in answers.items()} == {
        (1, "E"): 0,
        (1, "W1"): 0,
        (2, "E"): 0,
        (2, "W1"): 1,
    }
    await tab.evaluate("document.getElementById('save').click()")
    (saved,) = await downloads(tmp_path)
    answers = read_sheet(saved, program).answers
    assert answers[2, "W1"].cells.keys() == {(0, 1)}
