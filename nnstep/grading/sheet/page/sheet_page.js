"use strict";
(() => {
  const form = document.getElementById("sheet");
  const cells = [...form.querySelectorAll("input[data-place]")];
  const who = document.getElementById("who");
  const status = document.getElementById("status");
  const shown = document.getElementById("text");
  const key = `nnstep-sheet ${location.pathname} ${form.dataset.print}`;
  let isKept = true, isSaved = true;

  // What was typed stays in this browser, until the page is emptied.
  const keep = () => {
    const typed = Object.fromEntries(cells.filter((cell) => cell.value).map((cell) => [cell.dataset.place, cell.value]));
    try {
      localStorage.setItem(key, JSON.stringify({who: who.value, typed}));
    } catch {
      isKept = false;
    }
  };
  const restore = () => {
    try {
      const {who: name, typed} = JSON.parse(localStorage.getItem(key)) ?? {};
      if (!typed) return;
      who.value = String(name ?? "");
      cells.forEach((cell) => put(cell, String(typed[cell.dataset.place] ?? "")));
    } catch {
      isKept = false;
    }
  };

  // A page that a browser saves has its attributes, and so the numbers.
  const put = (cell, text) => {
    cell.value = text;
    note(cell);
  };
  const note = (cell) => {
    cell.setAttribute("value", cell.value);
    const text = cell.value.trim();
    const looksRight = !text || (/^[-\d.,'’ /%()*^eExX+−–·×\u00a0\u2009\u202f⁻⁺⁰¹²³⁴-⁹¼-¾⅐-⅞]+$/.test(text) && /[\d¼-¾⅐-⅞]/.test(text));
    if (looksRight) cell.removeAttribute("aria-invalid");
    else cell.setAttribute("aria-invalid", "true");
  };
  const tell = (message) => {
    const filled = cells.filter((cell) => cell.value.trim()).length;
    const doubtful = cells.filter((cell) => cell.hasAttribute("aria-invalid")).map((cell) => cell.dataset.place);
    const few = doubtful.slice(0, 3).join(", ") + (doubtful.length > 3 ? " …" : "");
    status.textContent = [
      `${filled} of ${cells.length} numbers.`,
      doubtful.length ? `Not a number: ${few}.` : "",
      message ?? (isKept ? "" : "This browser does not keep what you type: save before you close the page."),
    ].filter(Boolean).join(" ");
  };
  const changed = (message) => {
    isSaved = false;
    keep();
    tell(message);
  };

  // Moving: Enter goes on as Tab does, the arrows go up and down a column.
  const grid = (cell) => [...cell.closest("table").querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
  const place = (rows, cell) => {
    const row = rows.findIndex((each) => each.includes(cell));
    return [row, rows[row].indexOf(cell)];
  };
  const goTo = (target) => {
    target?.focus();
    target?.select?.();
  };
  const beside = (cell, way) => cells[cells.indexOf(cell) + way];
  const above = (cell, way) => {
    const rows = grid(cell), [row, column] = place(rows, cell);
    if (rows[row + way]) return rows[row + way][column];
    return beside(way < 0 ? rows[0][0] : rows.at(-1).at(-1), way);
  };
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    } else if (cell.dataset?.place && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing) {
      const target = {
        Enter: () => beside(cell, event.shiftKey ? -1 : 1) ?? (event.shiftKey ? cell : document.getElementById("save")),
        ArrowUp: () => above(cell, -1) ?? cell,
        ArrowDown: () => above(cell, 1) ?? cell,
      }[event.key]?.();
      if (target) {
        event.preventDefault();
        goTo(target);
      }
    }
  });

  // Pasting: a block of cells as spreadsheets copy it, or a matrix as programs print it, fills the matrix.
  const block = (text) => {
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (plain.includes("\t")) return plain.split("\n").map((row) => row.split("\t"));
    const isPrinted = /[[\](){}]/.test(plain);
    if (!isPrinted && !/\n|;|,\s/.test(plain)) return null;
    const rows = isPrinted ? plain.split(/[\])}]\s*[,;]?\s*[[({]|\n|;/) : plain.split("\n");
    const bare = rows.map((row) => row.replace(/[a-z.]*\s*[[\](){}]+|,\s*$/gi, " ").trim()).filter((row) => row);
    return bare.map((row) => row.split(row.includes(";") ? /\s*;\s*/ : /,\s/.test(row) ? /\s*,\s+/ : isPrinted && !/\s/.test(row) ? "," : /\s+/));
  };
  const fill = (cell, lines) => {
    const rows = grid(cell), [row, column] = place(rows, cell);
    const isStanding = rows.every((each) => each.length === 1) && lines.length === 1;
    const values = isStanding ? lines[0].map((value) => [value]) : lines;
    const wide = Math.max(...values.map((line) => line.length));
    const room = [rows.length - row, rows[row].length - column];
    if (values.length > room[0] || wide > room[1]) {
      tell(`What you paste has ${values.length} × ${wide} numbers; from this place there is room for ${room[0]} × ${room[1]}.`);
      return;
    }
    values.forEach((line, down) => line.forEach((value, right) => put(rows[row + down][column + right], value.trim())));
    goTo(rows[row + values.length - 1][column + values.at(-1).length - 1]);
    changed();
  };
  form.addEventListener("paste", (event) => {
    const lines = event.target.dataset?.place ? block(event.clipboardData.getData("text/plain")) : null;
    if (lines && (lines.length > 1 || lines[0]?.length > 1)) {
      event.preventDefault();
      fill(event.target, lines);
    }
  });

  // Saving: the sheet as lines that nnstep check reads.
  const quoted = (text) => `"${text.trim().replace(/"/g, "'")}"`;
  const list = (parts) => `[${parts.join(", ")}]`;
  const line = (field) => {
    const rows = [...field.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
    const values = rows.map((row) => row.map((cell) => quoted(cell.value)));
    switch (field.dataset.form) {
      case "number": return `${field.dataset.id} = ${values[0][0]}`;
      case "line": return `${field.dataset.id} = ${list(values.flat())}`;
      case "rows": return `${field.dataset.id} = ${list(values.map(list))}`;
      default: return rows.flat().map((cell) => `"${cell.dataset.place.replace(/^step\.\d+\./, "")}" = ${quoted(cell.value)}`).join("\n");
    }
  };
  const sheet = () => {
    const lines = [`title = ${quoted(form.dataset.title)}`];
    if (who.value.trim()) lines.push(`# ${who.value.trim()}`);
    for (const step of form.querySelectorAll("section[data-step]")) {
      if (step.dataset.step !== "1") lines.push("", `[step.${step.dataset.step}]`);
      for (const field of step.querySelectorAll("fieldset")) if (field.querySelector("input")) lines.push(line(field));
    }
    return lines.join("\n") + "\n";
  };
  const fileName = () => {
    const name = who.value.trim().normalize("NFC").replace(/[^\p{L}\p{N}.-]+/gu, "_").replace(/^[._]+|[._]+$/g, "");
    return `${form.dataset.name}${name ? `-${name}` : ""}.toml`;
  };
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([sheet()], {type: "text/plain;charset=utf-8"}));
    link.download = fileName();
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    isSaved = true;
    tell(`Saved as ${link.download}: this is the file to hand in.`);
  };

  form.addEventListener("input", (event) => {
    if (event.target.dataset?.place) note(event.target);
    if (event.target !== shown) changed();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  document.getElementById("print").addEventListener("click", () => window.print());
  document.getElementById("empty").addEventListener("click", () => {
    if (!confirm("Empty all places?")) return;
    cells.forEach((cell) => put(cell, ""));
    changed();
    goTo(cells[0]);
  });
  document.getElementById("as-text").addEventListener("toggle", () => { shown.value = sheet(); });
  window.addEventListener("beforeunload", (event) => { if (!isKept && !isSaved) event.preventDefault(); });
  restore();
  tell();
  form.classList.add("ready");
})();
