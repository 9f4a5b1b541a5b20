// What the results need beyond htmx: focus after "More results", and messages where no answer came.

(() => {
  "use strict";

  let shown = 0;

  const hits = () => document.querySelectorAll("#hits > .hit");

  document.addEventListener("htmx:beforeSwap", (event) => {
    shown = event.detail.target?.id === "hits" ? hits().length : 0;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "hits") {
      // The reader goes on with the first new hit; the page does not move under a finger or a mouse.
      hits()[shown]?.querySelector("a")?.focus({ preventScroll: true });
    } else if (event.detail.target?.id === "results" && document.activeElement === document.body) {
      // The chip or link that was pressed is gone: go on from the top of the answer.
      const heading = document.querySelector("#results h1");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
    }
  });

  const fail = (event) => {
    const target = event.detail.target;
    if (target?.id !== "results" && target?.id !== "hits") return;
    const message = document.getElementById("search-failed").content.cloneNode(true);
    if (target.id === "results") {
      target.replaceChildren(message);
    } else {
      document.getElementById("failed")?.remove();
      document.getElementById("more")?.append(message);
    }
  };

  document.addEventListener("htmx:responseError", fail);
  document.addEventListener("htmx:sendError", fail);
  document.addEventListener("htmx:timeout", fail);
})();
