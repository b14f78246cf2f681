/* One spoken answer: record, pause, stop. What the server knows decides; after each step the page is loaded anew.

   On the practice page nothing is sent: the pieces stay in this script and are played back. */
"use strict";
(() => {
  const box = document.getElementById("voice");
  if (!box) return;
  const { microphone, pieces, cal } = window.evenhand;
  const SOON = 30;
  const AGAIN = 3000;
  const isPractice = "practice" in box.dataset;
  const position = Number(box.dataset.position);
  const find = (selector) => box.querySelector(selector);
  const says = find("[data-says]");
  const left = find("[data-left]");
  const upload = find("[data-upload]");
  const more = [...box.querySelectorAll("[data-do=more]")];
  let allowed = Number(box.dataset.allowed);
  let session = null;
  let isOpening = false;
  let unsent = 0;

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const wait = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

  /* Read out by screen readers: for changes of state alone. */
  function say(name, detail = "") {
    const text = name ? (box.dataset[name] ?? "") : detail;
    if (says.textContent !== text) says.textContent = text;
  }

  function show(view, { focus = true } = {}) {
    for (const part of box.querySelectorAll("[data-view]")) part.hidden = part.dataset.view !== view;
    if (focus) find(`[data-view=${view}] [data-focus]`)?.focus();
  }

  function fault(name, message = "") {
    for (const part of box.querySelectorAll("[data-fault]")) part.hidden = part.dataset.fault !== name;
    const words = find("[data-fault-words]");
    if (words) words.textContent = message;
    show("fault");
    say("");
    find(`[data-fault=${name}] .notice-title`).focus();
    find("[data-retry]").hidden = ["insecure", "old", "differs"].includes(name);
  }

  /* The server's state is shown; whoever listens to the page is taken to it. */
  function again() {
    try { sessionStorage.setItem("evenhand-step", "yes"); } catch { /* switched off */ }
    location.reload();
  }

  /* --- recording --- */

  async function start(button) {
    if (isOpening) return undefined;  // pressed twice: two recordings at once would make one that nobody can read
    isOpening = true;
    cal?.stop();
    say("asking");
    const opened = await microphone.open();
    isOpening = false;
    say("");
    if (opened.fault) return fault(opened.fault);
    const plan = button.dataset;
    session = {
      take: Number(plan.take ?? 1), segment: Number(plan.segment ?? 0), counts: JSON.parse(plan.counts ?? "[]"),
      before: Number(plan.before ?? 0), kept: [], at: [], stored: 0, stores: Promise.resolve(), isLate: false,
    };
    unsent = 0;
    session.meter = microphone.meter(opened.stream, find(".level-meter"));
    session.recorder = microphone.record(opened.stream, { onPiece, onEnd });
    session.timer = setInterval(tick, 200);
    box.classList.remove("is-paused", "is-late");
    find("[data-do=pause]").hidden = false;
    find("[data-do=resume]").hidden = true;
    upload.textContent = "";
    tick();
    show("live");
    return say("recording");
  }

  function tick() {
    const now = session.before + session.recorder.seconds();
    const rest = Math.max(0, allowed - now);
    const text = left.dataset.words.replace("{time}", clock(Math.ceil(rest)));
    if (left.textContent !== text) left.textContent = text;
    const isLate = rest <= SOON;
    if (isLate && !session.isLate) say("soon");
    session.isLate = isLate;
    box.classList.toggle("is-late", isLate);
    if (rest === 0) finish("time");
  }

  function onPiece(blob) {
    const { take, segment, recorder, kept } = session;
    const sequence = kept.push(blob) - 1;
    session.at[sequence] = session.before + recorder.seconds();
    if (isPractice) return;
    unsent += 1;
    const store = async () => pieces.add({ position, take, segment, sequence, type: recorder.type, data: await blob.arrayBuffer() });
    session.stores = session.stores.then(store).catch(() => null);  // what is missing at the end is sent again from here
  }

  async function onEnd({ asked }) {
    clearInterval(session.timer);
    session.meter.stop();
    if (isPractice) return playBack();
    if (session.isRefused) return undefined;
    show("sending");
    say(asked ? session.why : "away");
    await session.stores;
    await pieces.drain();
    if (session.isRefused) return undefined;
    return asked && session.kept.length + session.before > 0 ? end() : again();
  }

  function finish(why = "sending") {
    session.why = why;
    session.recorder.finish();
  }

  function pause(isPaused) {
    if (isPaused) session.recorder.pause();
    else session.recorder.resume();
    box.classList.toggle("is-paused", isPaused);
    find("[data-do=pause]").hidden = isPaused;
    find("[data-do=resume]").hidden = !isPaused;
    find(`[data-do=${isPaused ? "resume" : "pause"}]`).focus();
    say(isPaused ? "paused" : "recording");
  }

  /* --- the end of a take: for as long as it needs --- */

  async function end() {
    const segments = [...session.counts];
    if (session.kept.length) segments[session.segment] = session.isCut ? session.stored : session.kept.length;
    for (let round = 0; ;) {
      const answer = await pieces.post(`${position}/end/`, JSON.stringify({ take: session.take, segments }), "application/json").catch(() => null);
      if (answer?.status === 409 && answer.error === "missing" && round < 3) {
        round += 1;
        await sendAgain(answer.missing);
      } else if (answer?.status === 422) {
        return fault("refused", answer.message);
      } else if (answer && answer.status < 500 && answer.status !== 429) {
        return again();
      } else {
        say(answer ? "busy" : "offline");
        await Promise.race([wait(AGAIN), new Promise((resolve) => { addEventListener("online", resolve, { once: true }); })]);
      }
    }
  }

  async function sendAgain(missing) {
    for (const [segment, sequence] of missing) {
      const blob = segment === session.segment && session.kept[sequence];
      const data = blob && (await blob.arrayBuffer());
      if (data) await pieces.add({ position, take: session.take, segment, sequence, type: session.recorder.type, data });
    }
    await pieces.drain();
  }

  function playBack() {
    const audio = find("[data-view=heard] audio");
    if (audio.src) URL.revokeObjectURL(audio.src);
    audio.src = URL.createObjectURL(new Blob(session.kept, { type: session.recorder.type }));
    say("");
    show("heard");
  }

  /* --- what the queue tells --- */

  const isOurs = (piece) => session && piece.page === pieces.page && piece.position === position && piece.take === session.take && piece.segment === session.segment;

  function listen() {
    pieces.news.addEventListener("stored", ({ detail: { piece } }) => {
      if (!isOurs(piece)) return;
      unsent -= 1;
      session.stored += 1;
      upload.textContent = upload.dataset.words.replace("{time}", clock(session.at[piece.sequence] ?? 0));
      if (session.isOffline) say(box.classList.contains("is-paused") ? "paused" : "recording");
      session.isOffline = false;
    });
    pieces.news.addEventListener("waiting", ({ detail }) => {
      if (detail.error === "out_of_date" && !find("[data-view=sending]").hidden) return fault("stale");
      if (session) session.isOffline = true;
      return say(detail.offline ? "offline" : "busy");
    });
    pieces.news.addEventListener("refused", ({ detail: { piece, error, message } }) => {
      if (!isOurs(piece) || session.isRefused) return;
      unsent = 0;
      if (error === "too_long" || error === "too_big") {
        session.isCut = true;
        return finish("time");
      }
      session.isRefused = true;
      finish();
      return fault(error === "differs" ? "differs" : "refused", message);
    });
  }

  async function more_time() {
    const answer = await pieces.post(`${position}/more-time/`, "", "application/json").catch(() => null);
    if (answer?.status !== 200) return say(answer ? "" : "offline", answer?.message ?? "");
    allowed = answer.seconds_allowed;
    find("[data-allows]").textContent = clock(allowed);
    for (const button of more) {
      button.hidden = answer.left === 0;
      button.querySelector("[data-times]").textContent = answer.left;
    }
    return say("given");
  }

  /* --- what an earlier visit could not send goes up before anything is decided --- */

  const isHere = (name) => name[1] === position;

  async function sendLeftovers() {
    const before = (await pieces.names()).filter(isHere);
    if (!before.length) return pieces.adopt();
    show("sending", { focus: false });
    say("leftovers");
    await pieces.adopt();
    const after = (await pieces.names()).filter(isHere);
    if (after.length < before.length) return again();
    say("");
    return fault("differs");
  }

  /* What another tab was faster with becomes a try of its own (or, without `take`, nothing): one recording at a time. Its
     number is another than before, since a piece must not be dropped under the name that it has just been given. */
  async function rescue(take) {
    show("sending");
    await session?.stores;
    const stuck = (await pieces.names()).filter((name) => isHere(name) && pieces.isRefused(name));
    for (const name of stuck.filter((one) => one[2] === stuck[0][2] && one[5] === stuck[0][5])) {
      const piece = await pieces.get(name);
      if (piece && take) await pieces.add({ ...piece, take: Math.max(take, piece.take + 1) });
      if (piece) await pieces.drop(piece);
    }
    await pieces.drain();
    again();
  }

  /* --- what people press --- */

  const actions = {
    record: start,
    pause: () => pause(true),
    resume: () => pause(false),
    stop: () => finish(),
    more: more_time,
    ask: (button) => show(button.dataset.to),
    reload: again,
    rescue: (button) => rescue(Number(button.dataset.take)),
    forget: () => rescue(0),
    end: (button) => {
      session = { take: Number(button.dataset.take), counts: JSON.parse(button.dataset.counts), kept: [] };
      show("sending");
      say("sending");
      end();
    },
  };
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do](button);
  });
  addEventListener("beforeunload", (event) => { if (unsent > 0) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => session?.recorder?.flush());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const isFresh = (() => {
    try {
      const step = sessionStorage.getItem("evenhand-step");
      sessionStorage.removeItem("evenhand-step");
      return step === null;
    } catch { return true; }
  })();
  if (!isFresh) find("[data-view]:not([hidden]) [data-focus]")?.focus();
  if (!microphone.isPossible() && !find("[data-view=ready]").hidden) fault(isSecureContext ? "old" : "insecure");
  if (!isPractice) {
    listen();
    sendLeftovers();
  }
})();
