// Light, dark or as the device says. A cookie lets the server draw the right one at once; local storage
// keeps the choice where the cookie was cleared.

(() => {
  "use strict";

  const root = document.documentElement;
  const known = ["light", "dark"];

  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage can be forbidden; the cookie still works
    }
  };

  const apply = (choice) => {
    if (known.includes(choice)) {
      root.dataset.theme = choice;
    } else {
      delete root.dataset.theme;
    }
  };

  const remember = (choice) => {
    const age = known.includes(choice) ? 31536000 : 0;
    document.cookie = `theme=${choice};path=/;max-age=${age};samesite=lax`;
    try {
      localStorage.setItem("theme", choice);
    } catch {
      // nothing to do: the cookie remembers
    }
  };

  const current = () => root.dataset.theme ?? "auto";

  if (!root.dataset.theme && known.includes(stored())) {
    apply(stored());
    remember(stored());
  }

  document.addEventListener("change", (event) => {
    if (event.target.id === "theme") {
      apply(event.target.value);
      remember(event.target.value);
    }
  });

  const show = () => {
    for (const label of document.querySelectorAll(".appearance")) {
      label.hidden = false;
      label.querySelector("select").value = current();
    }
  };
  document.addEventListener("DOMContentLoaded", show);
  // Going back swaps the whole body in.
  document.addEventListener("htmx:historyRestore", show);
})();
