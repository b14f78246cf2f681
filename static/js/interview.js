/* A candidate's answer: kept on this device until the server has it. The page works without this. */
"use strict";
(() => {
  const PREFIX = "evenhand-answer-";
  const AGAIN = 4000;

  /* localStorage may be switched off: then nothing is kept, and nothing breaks. */
  const shelf = {
    keys: () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } },
    get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    put: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or off */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* off */ } },
  };

  const area = document.querySelector("textarea[data-keep]");
  const key = area && PREFIX + area.dataset.keep;

  /* What a form has taken along has arrived, since another page of ours has come back. */
  for (const other of shelf.keys()) if (other !== key && shelf.get(other)?.left) shelf.drop(other);
  if (document.querySelector("[data-all-saved]")) shelf.keys().forEach(shelf.drop);

  function localTimes(root) {
    for (const time of root.querySelectorAll("time[data-clock]")) {
      time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    }
  }
  localTimes(document);
  document.addEventListener("htmx:afterSwap", (event) => localTimes(event.target));

  if (!area) return;
  const form = area.form;
  const turn = document.getElementById("turn");
  const saved = document.getElementById("saved");
  let sent = null;
  let timer = 0;
  let lost = false;

  function say(text) {
    if (saved.textContent === text) return;
    const word = document.createElement("span");
    word.className = "saved";
    word.dataset.state = "error";
    word.textContent = text;
    saved.replaceChildren(word);
  }

  /* Beside the answer; the next save takes it away. */
  function warn(text) {
    const box = document.createElement("div");
    box.className = "notice notice-warning";
    const words = document.createElement("p");
    words.textContent = text;
    box.append(words);
    document.getElementById("trouble").replaceChildren(box);
  }

  const saveNow = () => { clearTimeout(timer); area.dispatchEvent(new CustomEvent("save")); };

  /* Beside what the head of the page says, and longer. */
  function tell(isLost) {
    lost = isLost;
    const place = document.getElementById("lost");
    place.textContent = lost ? place.dataset.text : "";
  }

  function tryAgain() {
    tell(true);
    say(navigator.onLine ? form.dataset.failed : form.dataset.offline);
    clearTimeout(timer);
    timer = setTimeout(saveNow, AGAIN);
  }

  area.addEventListener("input", () => shelf.put(key, { text: area.value }));

  /* A save in between may bring the same trouble once more: then what is open in it stays open, and a press is not lost. */
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.id === "trouble" && words(target) === words(fragment)) event.detail.shouldSwap = false;
  });

  area.addEventListener("htmx:configRequest", (event) => {
    sent = area.value;
    turn.value = Number(turn.value) + 1;
    event.detail.parameters.turn = turn.value;
  });

  area.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    tell(false);
    clearTimeout(timer);
    const refused = !event.detail.xhr.responseText.includes('data-state="saved"');
    if (!refused && area.value === sent) shelf.drop(key);
  });

  /* Said here, beside the answer, and not as a message over the page. */
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (event.target !== area) return;
      event.stopImmediatePropagation();
      if (event.detail.xhr?.status === 413) warn(form.dataset.big);  // sending it again would not help
      else tryAgain();
    }, true);
  }
  addEventListener("online", () => { if (lost || shelf.get(key)) saveNow(); });
  addEventListener("offline", () => { tell(true); say(form.dataset.offline); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && shelf.get(key)) saveNow();
  });

  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      warn(form.dataset.stay);
      return;
    }
    turn.value = Number(turn.value) + 1;
    shelf.put(key, { text: area.value, left: true });
  });

  /* --- what an earlier visit could not save --- */

  const kept = document.getElementById("kept");
  const before = shelf.get(key);
  if (before && (before.text === area.value || !before.text.trim())) shelf.drop(key);
  else if (before) {
    kept.querySelector(".kept-text").textContent = before.text;
    kept.hidden = false;
  }
  document.getElementById("kept-take").addEventListener("click", () => {
    area.value = before.text;
    kept.hidden = true;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
  document.getElementById("kept-drop").addEventListener("click", () => {
    shelf.drop(key);
    kept.hidden = true;
    area.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-take-other]")) shelf.drop(key);
  });
})();
