/* Spoken answers of a report: press a word, or a quote's Play, to hear it from there; the word being said is marked.
   Without this script the browser's own player and the text are there, and Play opens the recording at its place. */
"use strict";
(() => {
  const audioOf = (word) => document.getElementById(word.closest("[data-sound]")?.dataset.sound);
  const textOf = (audio) => document.querySelector(`[data-sound="${CSS.escape(audio.id)}"]`);
  const playing = () => [...document.querySelectorAll("audio")].find((audio) => !audio.paused);

  function play(audio, at) {
    audio.currentTime = at;
    audio.play().catch(() => {}); // what is wrong is told by its "error", below
  }

  /* --- the word that is being said --- */

  const known = new WeakMap();

  function wordsOf(text) {
    if (!known.has(text)) known.set(text, [...text.querySelectorAll("[data-at]")].map((word) => [Number(word.dataset.at), word]));
    return known.get(text);
  }

  function mark(audio) {
    const text = textOf(audio);
    if (!text) return;
    const found = audio.ended ? undefined : wordsOf(text).findLast(([at]) => at <= audio.currentTime + 0.02)?.[1];
    const before = text.querySelector(".said");
    if (before === found) return;
    before?.classList.remove("said");
    found?.classList.add("said");
  }

  function follow(audio) {
    mark(audio);
    if (!audio.paused) requestAnimationFrame(() => follow(audio));
  }

  /* --- Play beside a quote is Pause while it plays --- */

  let pressed = null;

  function say(button, word) {
    if (button) button.firstElementChild.textContent = word;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play]");
    const audio = button && document.getElementById(button.dataset.play);
    if (audio) {
      event.preventDefault();
      if (button === pressed && !audio.paused) return audio.pause();
      say(pressed, "Play");
      say(pressed = button, "Pause");
      return play(audio, Number(button.hash.slice(3)));
    }
    const word = event.target.closest("[data-at]");
    if (!word || !getSelection().isCollapsed || !audioOf(word)) return undefined;
    reach(word);
    return play(audioOf(word), Number(word.dataset.at));
  });

  document.addEventListener("play", ({ target }) => {
    for (const other of document.querySelectorAll("audio")) if (other !== target) other.pause();
    if (pressed?.dataset.play === target.id) say(pressed, "Pause");
    follow(target);
  }, true);
  document.addEventListener("pause", ({ target }) => {
    if (pressed?.dataset.play === target.id) say(pressed, "Play");
  }, true);
  document.addEventListener("seeked", ({ target }) => mark(target), true);
  document.addEventListener("ended", ({ target }) => mark(target), true);

  document.addEventListener("error", ({ target }) => {
    const place = target instanceof HTMLAudioElement && target.closest(".sound");
    if (!place || place.querySelector(".field-error")) return;
    const words = document.createElement("p");
    words.className = "field-error";
    words.setAttribute("role", "alert");
    words.textContent = "The recording cannot be played: it is missing, or this browser does not know its format. Try to download it.";
    place.append(words);
  }, true);

  /* --- keyboard: a transcript is one stop of the Tab key; what is reached is a button, the rest stays prose --- */

  function reach(word, focus = true) {
    const text = word.closest("[data-sound]");
    for (const old of text.querySelectorAll("[tabindex]")) for (const name of ["tabindex", "role"]) old.removeAttribute(name);
    word.setAttribute("role", "button");
    word.tabIndex = 0;
    if (focus) word.focus();
  }

  /* The word above or below: the nearest of the next line. */
  function line(words, at, down) {
    const here = words[at].getBoundingClientRect();
    const rest = down ? words.slice(at + 1) : words.slice(0, at).reverse();
    const first = rest.find((word) => Math.abs(word.getBoundingClientRect().top - here.top) > here.height / 2);
    if (!first) return undefined;
    const top = first.getBoundingClientRect().top;
    const distance = (word) => Math.abs(word.getBoundingClientRect().left - here.left);
    return rest
      .filter((word) => Math.abs(word.getBoundingClientRect().top - top) < here.height / 2)
      .reduce((best, word) => (distance(word) < distance(best) ? word : best));
  }

  document.addEventListener("keydown", (event) => {
    const word = event.target.closest?.("[data-sound] [data-at]");
    if (!word || event.ctrlKey || event.metaKey || event.altKey) return;
    const audio = audioOf(word);
    const words = wordsOf(word.closest("[data-sound]")).map(([, one]) => one);
    const at = words.indexOf(word);
    const ways = {
      ArrowLeft: () => words[at - 1], ArrowRight: () => words[at + 1], Home: () => words[0], End: () => words.at(-1),
      ArrowUp: () => line(words, at, false), ArrowDown: () => line(words, at, true),
    };
    if (event.key === "Enter") play(audio, Number(word.dataset.at));
    else if (event.key === " ") audio.paused ? audio.play().catch(() => {}) : audio.pause();
    else if (event.key in ways) { const next = ways[event.key](); if (next) reach(next); }
    else return;
    event.preventDefault();
  });

  function prepare(root) {
    for (const text of root.querySelectorAll("[data-sound]")) {
      const first = text.querySelector("[data-at]");
      if (first && !text.querySelector("[tabindex]")) reach(first, false);
    }
  }

  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement ?? document));

  /* The page asks for news and may be replaced by them: not while somebody listens. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (playing() && event.detail.elt.getAttribute("hx-trigger")?.includes("every")) event.preventDefault();
  });

  prepare(document);
})();
