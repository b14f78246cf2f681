/* Pieces of a recording, kept on this device until the server has them; they go up in order, for as long as it takes.

   `evenhand.pieces` belongs to one interview (data-interview of <main>) and works on every page of it. Where a browser
   keeps nothing (a private window), the pieces are held by the page alone. */
"use strict";
(() => {
  const main = document.querySelector("main[data-interview]");
  if (!main) return;
  const FIRST_WAIT = 1000;
  const LONGEST_WAIT = 15000;
  const SLOW_DOWN = 5000;
  const interview = main.dataset.interview;
  const base = location.pathname.split("/").slice(0, 3).join("/");  // "/i/<link>"
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  /* --- where they are kept --- */

  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  function opened() {
    return new Promise((resolve) => {
      try {
        const request = indexedDB.open("evenhand-voice", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("pieces");
        request.onsuccess = () => resolve(request.result);
        request.onerror = request.onblocked = () => resolve(null);
      } catch { resolve(null); }
    });
  }
  const database = opened();
  const held = new Map();  // what could not be put into the database
  const mine = IDBKeyRange.bound([interview], [interview, []]);
  /* Each page of this browser has names of its own, so that two tabs do not write over each other. */
  const page = crypto.randomUUID?.() ?? String(Math.random());
  const nameOf = (piece) => [interview, piece.position, piece.take, piece.segment, piece.sequence, piece.page];
  let adopted = new Set();

  async function inStore(mode, work) {
    const found = await database;
    if (!found) throw new Error("no database");
    return work(found.transaction("pieces", mode).objectStore("pieces"));
  }

  async function put(piece) {
    try {
      await inStore("readwrite", (store) => asked(store.put(piece, nameOf(piece))));
    } catch {
      held.set(nameOf(piece).join(), piece);
    }
  }

  async function drop(piece) {
    held.delete(nameOf(piece).join());
    await inStore("readwrite", (store) => asked(store.delete(nameOf(piece)))).catch(() => null);
  }

  const order = (a, b) => a[1] - b[1] || a[2] - b[2] || a[3] - b[3] || a[4] - b[4];

  /* The names of all that is here, in the order in which they were recorded. */
  async function names() {
    const stored = await inStore("readonly", (store) => asked(store.getAllKeys(mine))).catch(() => []);
    return [...stored, ...[...held.values()].map(nameOf)].sort(order);
  }

  async function get(name) {
    return held.get(name.join()) ?? inStore("readonly", (store) => asked(store.get(name)));
  }

  async function clear() {
    held.clear();
    await inStore("readwrite", (store) => asked(store.delete(mine))).catch(() => null);
  }

  /* --- how they go up --- */

  async function sha256(data) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* The answer of the server: {status, error, message}; throws where there is none. */
  async function post(path, body, type) {
    const response = await fetch(`${base}/${path}`, {
      method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": type }, signal: AbortSignal.timeout?.(30000),
    });
    const told = await response.json().catch(() => ({}));
    return { ...told, status: response.status };
  }

  async function send(piece) {
    const query = new URLSearchParams({
      take: piece.take, segment: piece.segment, sequence: piece.sequence, sha256: await sha256(piece.data),
    });
    return post(`${piece.position}/piece/?${query}`, piece.data, piece.type);
  }

  const news = new EventTarget();
  const tell = (name, detail = {}) => news.dispatchEvent(new CustomEvent(name, { detail }));
  const LATER = new Set(["slow_down", "out_of_date"]);
  /* Will never be taken: the answer is given, the interview over, or there is too much of it. */
  const NEVER = new Set(["given", "over", "too_big", "too_long"]);
  const refusedTakes = new Set();
  const takeOf = (name) => `${name[1]}/${name[2]}/${name[5]}`;
  const isRefused = (name) => refusedTakes.has(takeOf(name));
  const damaged = new Map();  // how often a piece arrived other than it was

  let wait = 0;
  let wake = () => null;

  const pause = (time) => new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    wake = () => { clearTimeout(timer); resolve(); };
  });

  function isFinal(answer, key) {
    if (answer.status < 400 || answer.status >= 500 || !answer.error || LATER.has(answer.error)) return false;
    damaged.set(key, (damaged.get(key) ?? 0) + 1);
    return answer.error !== "bad_piece" || damaged.get(key) > 3;
  }

  /* One piece: it has arrived, is refused for good, or is tried again after a while. */
  async function settle(piece) {
    const name = nameOf(piece);
    const answer = await send(piece).catch(() => ({ status: 0 }));
    if (answer.status === 200) {
      wait = 0;
      await drop(piece);
      tell("stored", { piece });
    } else if (isFinal(answer, name.join())) {
      /* What "differs", lacks consent or is a try too many stays here: a person decides. */
      if (NEVER.has(answer.error)) await drop(piece);
      else refusedTakes.add(takeOf(name));
      tell("refused", { piece, error: answer.error, message: answer.message ?? "" });
    } else {
      wait = answer.status === 429 ? SLOW_DOWN : Math.min(LONGEST_WAIT, (wait || FIRST_WAIT / 2) * 2);
      tell("waiting", { error: answer.error ?? "", offline: answer.status === 0 });
      await pause(wait);
    }
  }

  let running = null;
  let isNew = false;

  const isForUs = (name) => name[5] === page || adopted.has(name.join());
  const pieceOf = ([, position, take, segment, sequence, from]) => ({ position, take, segment, sequence, page: from });

  /* Take over what earlier pages have left, and send it. */
  async function adopt() {
    adopted = new Set((await names()).map((name) => name.join()));
    return drain();
  }

  async function work() {
    for (;;) {
      isNew = false;
      const next = (await names()).find((name) => isForUs(name) && !isRefused(name));
      const piece = next && (await get(next));
      if (piece) await settle(piece);
      else if (next) tell("stored", { piece: pieceOf(next) });  // another tab was faster
      else if (!isNew) break;  // nothing was added while we looked
    }
    running = null;
  }

  /* Send what is there; done when nothing is left to send. */
  function drain() {
    isNew = true;
    running ??= work();
    return running;
  }

  addEventListener("online", () => { wait = 0; wake(); drain(); });

  const add = async (piece) => { await put({ ...piece, interview, page }); drain(); };
  window.evenhand = { ...window.evenhand, pieces: { add, names, get, drop, drain, adopt, isRefused, post, news, page } };
  if ("over" in main.dataset) clear();
  else if (!("voice" in main.dataset)) adopt();  // the page of a prompt sends before it decides anything
})();
