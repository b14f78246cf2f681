/* The microphone: opened with words for whatever goes wrong, its level shown, recorded in pieces of a second. */
"use strict";
(() => {
  const PIECE = 1000;
  const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const FAULTS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none", NotReadableError: "busy", AbortError: "busy" };

  const type = () => TYPES.find((one) => globalThis.MediaRecorder?.isTypeSupported(one)) ?? "";
  const isPossible = () => Boolean(globalThis.isSecureContext && navigator.mediaDevices?.getUserMedia && crypto.subtle && type());

  /* A stream of the microphone, or {fault}: which words of the page say what is the matter. */
  async function open() {
    if (!isPossible()) return { fault: isSecureContext ? "old" : "insecure" };
    try {
      const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
      return { stream: await navigator.mediaDevices.getUserMedia({ audio }) };
    } catch (error) {
      return { fault: FAULTS[error.name] ?? "busy" };
    }
  }

  const close = (stream) => stream?.getTracks().forEach((track) => track.stop());

  /* --- level --- */

  let audio = null;

  /* Shows how loud it is in the <rect> of an .level-meter, until stop() is called; `loudest` is 0 … 1. */
  function meter(stream, svg) {
    const rect = svg.querySelector("rect");
    audio ??= new (globalThis.AudioContext ?? globalThis.webkitAudioContext)();
    audio.resume().catch(() => null);
    const source = audio.createMediaStreamSource(stream);
    const analyser = new AnalyserNode(audio, { fftSize: 1024 });
    const samples = new Float32Array(analyser.fftSize);
    source.connect(analyser);
    const reading = { loudest: 0, stop };
    const timer = setInterval(look, still.matches ? 400 : 60);

    function look() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
      const level = Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-9) / 5));  // 50 dB over the whole width
      reading.loudest = Math.max(reading.loudest, level);
      rect.setAttribute("width", Math.round(level * 100));
    }

    function stop() {
      clearInterval(timer);
      source.disconnect();
      rect.setAttribute("width", 0);
    }
    return reading;
  }

  /* --- recording --- */

  /* Records a stream; `onPiece` gets each Blob, `onEnd` is called once after the last, also when the microphone goes away. */
  function record(stream, { onPiece, onEnd }) {
    const recorder = new MediaRecorder(stream, { mimeType: type(), audioBitsPerSecond: 48000 });
    let before = 0;
    let since = 0;
    let asked = false;
    const running = () => recorder.state === "recording";
    /* Paused or not: the piece that a pause sends off comes before the event that tells of it. */
    const seconds = () => (before + (since ? performance.now() - since : 0)) / 1000;
    const hold = () => { if (since) before += performance.now() - since; since = 0; };

    recorder.onstart = recorder.onresume = () => { since = performance.now(); };
    recorder.onpause = hold;
    recorder.ondataavailable = (event) => { if (event.data.size) onPiece(event.data); };
    recorder.onstop = () => { hold(); close(stream); onEnd({ asked }); };
    recorder.onerror = () => finish(false);
    for (const track of stream.getTracks()) track.onended = () => finish(false);

    function finish(isAsked = true) {
      asked = isAsked;
      if (recorder.state !== "inactive") recorder.stop();
    }
    const flush = () => { if (running()) recorder.requestData(); };
    recorder.start(PIECE);
    return {
      seconds, finish, flush,
      type: recorder.mimeType || type(),
      pause: () => { flush(); recorder.pause(); },
      resume: () => recorder.resume(),
    };
  }

  window.evenhand = { ...window.evenhand, microphone: { open, close, meter, record, isPossible } };
})();
