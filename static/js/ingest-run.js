"use strict";
// While a run goes on, its description is fetched again every two seconds. Focus and the page stay.
(() => {
  const EVERY_MS = 2000;

  async function refresh() {
    const shown = document.getElementById("run");
    if (!shown || shown.dataset.active !== "true") return;
    try {
      const answer = await fetch(window.location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("run");
      const inUse = shown.contains(document.activeElement);
      if (fresh && (!inUse || fresh.dataset.active === "false")) shown.replaceWith(fresh);
    } catch {
      // The server may be restarting: the next turn tries again.
    }
    window.setTimeout(refresh, EVERY_MS);
  }

  window.setTimeout(refresh, EVERY_MS);
})();
