/* Small behaviours that pages ask for by data- attributes. Everything works without them. */
"use strict";
(() => {
  /* Before htmx begins, which it does once the page is there. */
  if (window.htmx) Object.assign(htmx.config, {
    includeIndicatorStyles: false, allowEval: false, allowScriptTags: false, selfRequestsOnly: true, historyCacheSize: 0,
    historyRestoreAsHxRequest: false, timeout: 30000, attributesToSettle: ["class", "width", "height", "x", "cx"],
  });

  const byId = (id) => document.getElementById(id);
  const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  /* --- toasts --- */

  function toast(text, kind) {
    const place = byId("messages");
    if (!place) return;
    for (const old of place.querySelectorAll(".toast")) if (old.dataset.text === text) old.remove();
    const box = document.createElement("div");
    box.className = `toast toast-${kind}`;
    box.dataset.text = text;
    const words = document.createElement("p");
    words.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.dataset.dismiss = "";
    button.textContent = "OK";
    box.append(words, button);
    place.append(box);
    if (kind === "success") fade(box);
  }

  /* Good news goes by itself, unless somebody is on it or has something to undo; bad news waits. */
  function fade(box) {
    setTimeout(() => (box.matches(":hover, :focus-within") ? fade(box) : box.remove()), 8000);
  }

  const fadeMessages = (root) => root.querySelectorAll(".toast-success:not(:has(form)):not([data-fading])").forEach((box) => {
    box.dataset.fading = "";
    fade(box);
  });

  /* --- copying --- */

  async function copy(button) {
    const wanted = button.dataset.copy;
    const field = wanted.startsWith("#") ? byId(wanted.slice(1)) : null;
    try {
      await navigator.clipboard.writeText(field ? field.value ?? field.textContent : wanted);
    } catch {
      if (!field?.select) return toast("Copying is not possible here. Select the text and copy it by hand.", "warning");
      field.select();
      if (!document.execCommand("copy")) return toast("The text is selected: copy it with Ctrl+C.", "warning");
    }
    button.classList.add("is-done");
    setTimeout(() => button.classList.remove("is-done"), 2000);
    return toast("Copied", "success");
  }

  /* Beside an id that is shown, the button that copies it. */
  function offerCopy(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-icon button-small";
    button.dataset.copy = place.textContent;
    button.setAttribute("aria-label", "Copy id");
    button.innerHTML = '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M3.5 10.5h-1v-8h8v1"/></svg>';
    place.append(button);
  }

  /* --- weights: slider, number and percent say the same --- */

  function paint(slider) {
    const from = Number(slider.min), to = Number(slider.max);
    slider.style.setProperty("--at", `${((Number(slider.value) - from) / (to - from)) * 100}%`);
  }

  /* Of one weight the slider is s-…, the number w-…, and the percent is the output beside it. */
  function mirror(input) {
    const key = input.id.slice(2);
    const number = byId(`w-${key}`), slider = byId(`s-${key}`);
    if (!number || !slider) return;
    if (input === slider) number.value = Number(slider.value).toFixed(2);
    else if (number.value !== "") slider.value = number.value;
    paint(slider);
    const output = number.parentElement.querySelector("output");
    if (output) output.textContent = number.value === "" ? "—" : `${Math.round(Number(number.value) * 100)}%`;
  }

  const refuse = () => document.querySelectorAll("[data-needs]").forEach((button) => {
    button.disabled = !document.querySelector(button.dataset.needs);
  });

  /* --- text areas --- */

  const grows = CSS.supports("field-sizing", "content");

  function grow(area) {
    if (grows || area.closest("[hidden]")) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }

  function count(area) {
    const place = byId(area.dataset.count);
    if (place) place.textContent = (area.value.trim().match(/\S+/gu) ?? []).length;
  }

  /* --- unsaved changes --- */

  const snapshot = (form) => new URLSearchParams(
    [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string"),
  ).toString();
  const clean = new WeakMap();
  const changed = (form) => clean.has(form) && clean.get(form) !== snapshot(form);

  addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-guard]")].some(changed)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => clean.delete(event.target));

  /* --- set up what is there, and what htmx brings --- */

  function prepare(root) {
    root.querySelectorAll(".weight-slider").forEach(paint);
    root.querySelectorAll(".copy-id:not(:has(button))").forEach(offerCopy);
    root.querySelectorAll("textarea").forEach(grow);
    root.querySelectorAll("[data-count]").forEach(count);
    root.querySelectorAll("form[data-guard]").forEach((form) => clean.has(form) || clean.set(form, snapshot(form)));
    if (root.matches?.("form[data-guard]") && !clean.has(root)) clean.set(root, snapshot(root));
    fadeMessages(document);
    refuse();
  }

  /* While the event goes down: the number must be right before htmx, on the form, reads it. */
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (input.matches(".weight-slider, .weight-number")) mirror(input);
    if (input.matches("textarea")) grow(input);
    if (input.matches("[data-count]")) count(input);
  }, true);

  document.addEventListener("click", (event) => {
    const copier = closest(event, "[data-copy]");
    if (copier) copy(copier);
    closest(event, "[data-dismiss]")?.closest(".toast, .notice")?.remove();
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && closest(event, ".menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* --- htmx: an empty hx-get or hx-post asks where its link or button leads without script --- */

  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, verb } = event.detail;
    if (elt.getAttribute(`hx-${verb}`) === "") event.detail.path = elt.getAttribute("formaction") ?? elt.getAttribute("href");
  });

  /* --- htmx: a fault is said, once, where it is seen --- */

  document.addEventListener("htmx:load", (event) => {
    prepare(event.detail.elt);
    /* Focus is given once: a row that a later swap preserves must not take it again. */
    for (const given of event.detail.elt.querySelectorAll("[autofocus]")) given.removeAttribute("autofocus");
  });
  document.addEventListener("htmx:afterSettle", refuse);

  /* After a save the page is fetched anew. Where the field or button that had the focus is gone, the server names who has it next. */
  let next = "";
  document.addEventListener("focus-next", (event) => { next = event.detail.id; });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!next || event.detail.target !== document.body) return;
    byId(next)?.focus();
    next = "";
  });

  /* An answer that says what its place says already is not swapped: what moves there moves on, what is open stays open. */
  const said = new WeakMap();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, serverResponse, shouldSwap } = event.detail;
    if (!shouldSwap || !target.matches("[data-still]")) return;
    if (said.get(target) === serverResponse) event.detail.shouldSwap = false;
    said.set(target, serverResponse);
  });

  const polls = (event) => event.detail.requestConfig?.triggeringEvent === undefined && event.detail.elt?.getAttribute("hx-trigger")?.includes("every");

  /* A page that is being left asks no more: the next answer would say the good news twice. */
  let leaving = false;
  document.addEventListener("htmx:beforeOnLoad", (event) => { leaving ||= event.detail.xhr.getResponseHeader("HX-Redirect") !== null; });
  document.addEventListener("htmx:beforeRequest", (event) => { if (leaving && polls(event)) event.preventDefault(); });
  addEventListener("pageshow", () => { leaving = false; });

  const lost = (event) => polls(event) || toast("Could not reach the server. Nothing was lost; try again.", "error");
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:responseError", (event) => {
    if (polls(event)) return;
    const status = event.detail.xhr.status;
    if (status === 403) toast("You may not do this, or this page is out of date. Reload the page.", "error");
    else if (status === 404) toast("This is no longer there. Reload the page.", "error");
    else if (status === 429) toast("Too many requests. Wait a minute, then try again.", "error");
    else toast("The server could not do this. Nothing was lost; try again.", "error");
  });

  prepare(document);

  /* A form that came back with a fault: what has to be put right has the focus, unless the page gives it elsewhere. */
  if (!document.querySelector("[autofocus]")) document.querySelector('[aria-invalid="true"]:not([type="hidden"])')?.focus();
})();
