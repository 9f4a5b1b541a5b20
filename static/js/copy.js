// "Copy" beside a code: shown only where it works, and it says when it has.

(() => {
  "use strict";

  const text = (button) => document.getElementById(button.dataset.copies).textContent.trim();

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  const copy = async (button) => {
    const status = document.getElementById(button.getAttribute("aria-describedby"));
    try {
      await navigator.clipboard.writeText(text(button));
      status.textContent = button.dataset.done;
    } catch {
      // No right to the clipboard (an insecure address, for one): select it, so that one key does it.
      select(document.getElementById(button.dataset.copies));
      status.textContent = button.dataset.selected;
    }
  };

  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
})();
