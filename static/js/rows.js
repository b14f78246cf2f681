/* What can be done with a row of a job spec. The page sends a link that edits the row; the buttons beside it are made here, since
   they are the same in every row. Without script the link leads to a form with all of them below it (templates/jobspecs/_acts.html). */
"use strict";
(() => {
  const ICONS = {
    edit: "M3 13h2.2L13 5.2 10.8 3 3 10.8zM9.2 4.6l2.2 2.2",
    up: "M8 13V3M4 7l4-4 4 4",
    down: "M8 3v10M4 9l4 4 4-4",
    again: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
    close: "m4 4 8 8m0-8-8 8",
  };

  function made(icon, label, title, attributes) {
    const act = document.createElement("href" in attributes ? "a" : "button");
    act.className = "button button-icon button-small";
    act.innerHTML = `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
    act.title = title;
    act.setAttribute("aria-label", label);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) act.setAttribute(name, value);
    return act;
  }

  /* Up and down; `how` says what a press sends, of each direction. */
  const moves = (row, name, how) => ["up", "down"].map((way) =>
    made(way, `Move ${name} ${way}`, way === "up" ? "Up" : "Down", { id: `${row.id}-${way}`, ...how(way) }));

  /* At the ends of a list they say that they do nothing. */
  function end(row) {
    for (const [way, next] of [["up", row.previousElementSibling], ["down", row.nextElementSibling]])
      if (!next) document.getElementById(`${row.id}-${way}`)?.setAttribute("aria-disabled", "true");
  }

  /* With a form of the page; where a key is quicker than htmx, the form goes to the same address by itself. */
  const sent = (form, formaction) => ({ form, formaction, "hx-post": "" });

  const KINDS = {
    competencies(row, at) {
      const name = row.cells[0].textContent;
      const how = (way) => ({ ...sent("competencies-do", `${at}move/`), name: "direction", value: way });
      return [name, ...moves(row, name, how), made("close", `Remove ${name}`, "Remove", { href: `${at}remove/`, "hx-get": `${at}remove/` })];
    },
    "must-haves"(row, at) {
      const name = row.children[1].textContent;
      const form = "must-haves-do";
      const how = (way) => ({ ...sent(form, `${at}move/`), name: "direction", value: way });
      return [name, ...moves(row, name, how), made("close", `Remove ${name}`, "Remove (older versions keep it)", sent(form, `${at}remove/`))];
    },
    questions(row, at) {
      const name = `question ${row.querySelector(".row-number").textContent}`;
      const round = `#${row.closest("section").id}`;
      const panel = { "hx-target": round, "hx-include": `${round} [name=editing]` };
      const busy = row.querySelector("[role=status]") && "";
      return [
        name,
        ...moves(row, name, (way) => ({ "hx-post": `${at}move/`, name: way, ...panel })),
        made("again", `Write ${name} anew`, "Write anew", { "hx-post": `${at}anew/`, disabled: busy }),
        made("close", `Remove ${name}`, "Remove (past candidates keep it)", { "hx-post": `${at}remove/`, ...panel }),
      ];
    },
  };

  /* Made as soon as the row is in the page: htmx finds the buttons with the rest of it, and the focus that it gives back. */
  customElements.define("row-actions", class extends HTMLElement {
    connectedCallback() {
      const link = this.firstElementChild;
      if (!link || link.id) return; // a row that was kept over a swap
      const edit = link.getAttribute("href"), at = edit.replace(/edit\/$/, "");
      const row = this.closest("tr, li");
      const [name, ...others] = KINDS[at.split("/").at(-3)](row, at);
      const autofocus = link.autofocus ? "" : null;
      queueMicrotask(() => end(row)); // what the row takes the place of is gone by then
      this.replaceChildren(made("edit", `Edit ${name}`, "Edit", { id: `${row.id}-edit`, href: edit, "hx-get": edit, autofocus }), ...others);
    }
  });

  /* A weight is moved by hand only where this script is; what is sent is the number beside it. */
  customElements.define("weight-slider", class extends HTMLElement {
    connectedCallback() {
      if (this.firstElementChild) return;
      const number = this.parentElement.querySelector(".weight-number");
      const slider = document.createElement("input");
      Object.assign(slider, { type: "range", min: number.min, max: number.max, step: number.step, value: number.value || number.min });
      Object.assign(slider, { className: "weight-slider", id: number.id.replace("w-", "s-") });
      slider.setAttribute("aria-label", `${number.labels[0].firstChild.textContent.trim()}, slider`);
      this.append(slider);
    }
  });
})();
