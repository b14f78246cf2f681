/* The weights move together: while a hand moves one, the bar of all follows at once; the server's word follows with the total. */
"use strict";
(() => {
  const numbers = (form) => [...form.querySelectorAll(".weight-number")];
  const cents = (input) => Math.max(0, Math.round(Number(input.value) * 100) || 0);

  /* The parts of the whole, in the order of the rows; longer than 100 where too much is given. */
  function lay(form) {
    const bar = form.querySelector(".share");
    if (!bar) return;
    let start = 0;
    for (const input of numbers(form)) {
      const part = document.getElementById(`share-${input.id.slice(2)}`);
      if (!part) continue;
      part.setAttribute("x", start);
      part.setAttribute("width", cents(input));
      start += cents(input);
    }
    bar.setAttribute("viewBox", `0 0 ${Math.max(100, start)} 8`);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(".weights");
    if (form && event.target.matches(".weight-number, .weight-slider")) lay(form);
  });

  /* 35 means 35 %, as the server reads it: written out as 0.35 when the field is left. */
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.(".weight-number") || !(Number(input.value) > 1) || Number(input.value) > 100) return;
    input.value = (Number(input.value) / 100).toFixed(2);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, true);

  /* Another panel was saved and the page is fetched anew: weights that were moved and not saved stay as they were moved. */
  let moved = [];
  let isSaved = false;
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const saves = event.detail.elt.id === "save-weights";
    if (saves && event.detail.xhr.getResponseHeader("HX-Location")) isSaved = true;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== document.body) return;
    const form = document.getElementById("weights-form");
    const fields = form && !isSaved ? [...form.querySelectorAll(".weight-number, textarea")] : [];
    isSaved = false;
    moved = fields.filter((field) => "unsaved" in form.dataset || field.value !== field.defaultValue);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== document.body) return;
    for (const old of moved) {
      const field = document.getElementById(old.id);
      if (!field || field.value === old.value) continue;
      field.value = old.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    moved = [];
  });

  /* The reason of a weight goes away on Escape, without the hand or the focus leaving it; it comes again when they do. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const why of document.querySelectorAll(".why:is(:hover, :focus-within)")) {
      why.classList.add("is-hushed");
      for (const left of ["mouseleave", "focusout"]) why.addEventListener(left, () => why.classList.remove("is-hushed"), { once: true });
    }
  });
})();
