/* How long the step that is under way has taken, as far as this page has seen it: a quiet sign of life. */
"use strict";
(() => {
  const SHORT = 3; // seconds; what is over sooner needs no clock
  const began = new Map();

  setInterval(() => {
    const place = document.querySelector("[data-elapsed]");
    if (!place) return;
    const step = place.dataset.elapsed;
    if (!began.has(step)) began.set(step, Date.now());
    const seconds = Math.round((Date.now() - began.get(step)) / 1000);
    if (seconds >= SHORT) place.textContent = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }, 1000);
})();
