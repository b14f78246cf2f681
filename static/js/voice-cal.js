/* Cal says the prompt: made by the server, else by the browser's own voice, else it stands on the page alone.

   Nothing is said before somebody asks for it. Who has asked once hears the following prompts by themselves. */
"use strict";
(() => {
  const box = document.getElementById("cal");
  if (!box) return;
  const SLOWER = 0.8;
  const say = document.getElementById("cal-say");
  const slower = document.getElementById("cal-slower");
  const audio = box.querySelector("audio");
  const synthesis = globalThis.speechSynthesis;
  const shelf = {
    get: (store, key) => { try { return store().getItem(key); } catch { return null; } },
    put: (store, key, value) => { try { store().setItem(key, value); } catch { /* switched off */ } },
  };
  const local = () => localStorage;
  const session = () => sessionStorage;
  const isSlow = () => slower.getAttribute("aria-pressed") === "true";
  let isOwn = Boolean(audio);

  if (!audio && !synthesis) return;
  box.hidden = false;
  slower.setAttribute("aria-pressed", String(shelf.get(local, "evenhand-slower") === "yes"));

  function label(isTalking) {
    box.classList.toggle("is-talking", isTalking);
    say.querySelector("span").textContent = isTalking ? say.dataset.stop : say.dataset.again;
  }

  function stop() {
    if (!box.classList.contains("is-talking")) return;
    audio?.pause();
    synthesis?.cancel();
    label(false);
  }

  async function byServer() {
    audio.currentTime = 0;
    audio.playbackRate = isSlow() ? SLOWER : 1;
    audio.preservesPitch = true;
    await audio.play();
  }

  function byBrowser() {
    if (!synthesis) return;
    const words = new SpeechSynthesisUtterance(box.dataset.text);
    words.lang = document.documentElement.lang;
    words.rate = isSlow() ? SLOWER : 1;
    words.onend = words.onerror = () => label(false);
    synthesis.cancel();
    synthesis.speak(words);
  }

  async function talk() {
    label(true);
    if (isOwn) {
      try {
        return await byServer();
      } catch (error) {
        if (error.name === "NotAllowedError" || error.name === "AbortError") return label(false);
        isOwn = false;  // the file is away: the browser's own voice, from now on
      }
    }
    return byBrowser();
  }

  audio?.addEventListener("ended", () => label(false));
  audio?.addEventListener("pause", () => label(false));
  say.addEventListener("click", () => {
    if (box.classList.contains("is-talking")) return stop();
    shelf.put(session, "evenhand-hears", "yes");
    return talk();
  });
  slower.addEventListener("click", () => {
    slower.setAttribute("aria-pressed", String(!isSlow()));
    shelf.put(local, "evenhand-slower", isSlow() ? "yes" : "no");
    if (audio) audio.playbackRate = isSlow() ? SLOWER : 1;
  });
  if ("fresh" in box.dataset && isOwn && shelf.get(session, "evenhand-hears") === "yes") talk();
  window.evenhand = { ...window.evenhand, cal: { stop } };
})();
