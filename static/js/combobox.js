// Suggestions under the search box: the ARIA combobox pattern with a listbox popup.
// htmx fetches them; this file decides whether an answer is still wanted, and moves through it by keyboard.

(() => {
  "use strict";

  const SHORTEST = 2;

  const box = () => document.getElementById("q");
  const list = () => document.getElementById("suggestions");
  const status = () => document.getElementById("suggestions-status");
  const options = () => [...list().querySelectorAll('[role="option"]')];
  const active = () => list().querySelector('[aria-selected="true"]');
  const isOpen = () => !list().hidden;

  const isTooLong = () => box().value.trim().length > Number(box().dataset.limit);

  // What was typed when suggestions were last wanted; null once the reader is done with them.
  let wanted = null;

  const activate = (option) => {
    active()?.setAttribute("aria-selected", "false");
    if (option) {
      option.setAttribute("aria-selected", "true");
      box().setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      box().removeAttribute("aria-activedescendant");
    }
  };

  const open = () => {
    list().hidden = false;
    box().setAttribute("aria-expanded", "true");
  };

  const close = () => {
    activate(null);
    list().hidden = true;
    box().setAttribute("aria-expanded", "false");
  };

  const dismiss = () => {
    wanted = null;
    window.htmx?.trigger(box(), "htmx:abort");
    status().textContent = "";
    close();
  };

  const move = (step) => {
    const all = options();
    const from = all.indexOf(active());
    const to = from < 0 && step < 0 ? all.length - 1 : (from + step + all.length) % all.length;
    activate(all[to]);
  };

  const reopenOrMove = (step) => {
    if (isOpen()) {
      move(step);
    } else if (options().length && list().dataset.for === box().value.trim()) {
      open();
      move(step);
    }
  };

  const onKey = (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      reopenOrMove(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && isOpen() && active()) {
      event.preventDefault();
      window.location.assign(active().dataset.href);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (isOpen()) {
        dismiss();
      } else {
        box().value = "";
        dismiss();
      }
    } else if (event.key === "Home" || event.key === "End" || event.key === "ArrowLeft" || event.key === "ArrowRight") {
      // The caret moves, so the words are being edited again, not the list walked.
      if (isOpen()) activate(null);
    } else if (event.key === "Tab") {
      dismiss();
    }
  };

  const fromBox = (event) => event.target?.id === "q";

  document.addEventListener("keydown", (event) => {
    if (fromBox(event)) onKey(event);
  });

  document.addEventListener("input", (event) => {
    if (!fromBox(event)) return;
    wanted = box().value.trim();
    activate(null);
    box().setCustomValidity(isTooLong() ? box().dataset.tooLong : "");
    if (wanted.length < SHORTEST) dismiss();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id === "search-form") dismiss();
  }, true);

  document.addEventListener("click", (event) => {
    const option = event.target.closest?.('#suggestions [role="option"]');
    if (option) {
      window.location.assign(option.dataset.href);
    } else if (!event.target.closest?.("#search-form")) {
      if (list() && isOpen()) dismiss();
    }
  });

  // Pressing the mouse on the list must not take the focus from the box.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("#suggestions")) event.preventDefault();
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const isPointless = wanted === null || wanted.length < SHORTEST || isTooLong();
    if (event.detail.elt.id === "q" && isPointless) event.preventDefault();
  });

  // A late answer: it was asked for other words than the box holds now, or for a list that was dismissed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "suggestions") return;
    const asked = event.detail.requestConfig.parameters?.q ?? event.detail.requestConfig.formData?.get("q") ?? "";
    const isLate = wanted === null || asked.trim() !== wanted;
    if (isLate || event.detail.isError || event.detail.xhr.status !== 200) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "suggestions") return;
    list().dataset.for = wanted ?? "";
    activate(null);
    if (options().length && document.activeElement === box()) open();
    else close();
  });

  // Without this script the box is a plain text field, so its roles are set only here.
  const prepare = () => {
    const roles = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": "suggestions",
      "aria-expanded": "false",
      "aria-haspopup": "listbox",
    };
    if (!box()) return;
    for (const [name, value] of Object.entries(roles)) box().setAttribute(name, value);
    wanted = null;
  };
  prepare();
  document.addEventListener("htmx:historyRestore", prepare);
})();
