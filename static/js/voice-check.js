/* The microphone check: five seconds, a level, and what was heard. Nothing leaves this page. */
"use strict";
(() => {
  const box = document.getElementById("check");
  if (!box) return;
  const { microphone } = window.evenhand;
  const LENGTH = 5;
  const QUIET = 0.25;  // -38 dB: below it nobody spoke, or the microphone is off
  const find = (selector) => box.querySelector(selector);
  const says = find("[data-says]");
  const next = document.getElementById("practice");
  let recording = null;
  let isOpening = false;

  function show(view) {
    for (const part of box.querySelectorAll("[data-view]")) part.hidden = part.dataset.view !== view;
    find(`[data-view=${view}] [data-focus]`)?.focus();
  }

  function fault(name) {
    for (const part of box.querySelectorAll("[data-fault]")) part.hidden = part.dataset.fault !== name;
    show("fault");
    find(`[data-fault=${name}] .notice-title`).focus();
    find("[data-retry]").hidden = name === "insecure" || name === "old";
  }

  async function start() {
    if (isOpening) return undefined;  // pressed twice
    isOpening = true;
    says.textContent = box.dataset.asking;
    const opened = await microphone.open();
    isOpening = false;
    says.textContent = "";
    if (opened.fault) return fault(opened.fault);
    const blobs = [];
    const meter = microphone.meter(opened.stream, find(".level-meter"));
    recording = microphone.record(opened.stream, {
      onPiece: (blob) => blobs.push(blob),
      onEnd: () => { clearInterval(timer); meter.stop(); heard(blobs, meter.loudest); },
    });
    const timer = setInterval(() => { if (recording.seconds() >= LENGTH) recording.finish(); }, 200);
    return show("live");
  }

  function heard(blobs, loudest) {
    const audio = find("audio");
    if (audio.src) URL.revokeObjectURL(audio.src);
    audio.src = URL.createObjectURL(new Blob(blobs, { type: recording.type }));
    find("[data-quiet]").hidden = loudest > QUIET;
    show("heard");
  }

  const actions = {
    start,
    stop: () => recording.finish(),
    practice: () => {
      next.hidden = false;
      next.querySelector("h2").focus();
      next.scrollIntoView({ block: "start" });
    },
  };
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-retry]")) return start();
    return actions[event.target.closest("[data-check]")?.dataset.check]?.();
  });
  if (!microphone.isPossible()) fault(isSecureContext ? "old" : "insecure");
})();
