/* Where a piece of the draft came from: the description beside the page, instead of a page of its own.
   On a wide screen the page stays in use, so that one piece after the other can be looked up; on a narrow one it is modal. */
"use strict";
(() => {
  const WIDE = matchMedia("(min-width: 60rem)");
  let opener = null;

  function panel() {
    const there = document.getElementById("source-panel");
    if (there) return there;
    const made = document.createElement("dialog");
    made.id = "source-panel";
    made.setAttribute("aria-labelledby", "source-title");
    made.addEventListener("close", () => { light(null); opener?.focus(); });
    document.body.append(made);
    return made;
  }

  /* On the page too it is seen which piece is meant. */
  function light(link) {
    document.querySelectorAll(".source[aria-current]").forEach((lit) => lit.removeAttribute("aria-current"));
    link?.setAttribute("aria-current", "true");
  }

  function seek(dialog, id) {
    dialog.querySelector(`[id="${id}"]`)?.scrollIntoView({ block: "nearest" }); // with the margin that the stylesheet gives a mark
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.source, #source-panel a[href^='#']");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const dialog = panel();
    if (dialog.contains(link)) return seek(dialog, link.hash.slice(1));
    opener = link;
    return htmx.ajax("GET", link.href.split("#")[0], { source: link, target: dialog, swap: "innerHTML" });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const dialog = event.detail.target;
    if (dialog.id !== "source-panel") return;
    if (!dialog.open && WIDE.matches) dialog.show();
    else if (!dialog.open) dialog.showModal();
    light(opener);
    dialog.scrollTo(0, 0);
    (dialog.querySelector("#description") ?? dialog).focus({ preventScroll: true });
    seek(dialog, "source");
  });

  /* A modal one closes by itself. */
  document.addEventListener("keydown", (event) => {
    const dialog = document.getElementById("source-panel");
    if (event.key === "Escape" && !event.defaultPrevented && dialog?.open) dialog.close();
  });
})();
