// What lists need beyond htmx: a double click that counts once, an item that moves with its buttons, and a
// message where no answer came.

(() => {
  "use strict";

  const DOUBLE_CLICK = 500; // milliseconds, as browsers and systems have it

  let lastPress = { form: "", at: 0 };

  // The first click swaps "Add" for "Remove" under the mouse: the second must not press that.
  document.addEventListener("click", (event) => {
    const form = event.target.closest?.(".keep");
    if (!form || event.detail === 0) return; // 0: pressed by keyboard
    if (form.id === lastPress.form && event.timeStamp - lastPress.at < DOUBLE_CLICK) {
      event.preventDefault();
      event.stopPropagation();
    } else {
      lastPress = { form: form.id, at: event.timeStamp };
    }
  }, true);

  // The server says where the item stands now; only its line moves, so that no half-written note is lost.
  document.addEventListener("list-moved", (event) => {
    const line = document.getElementById(`item-${event.detail.item}`);
    const focused = document.activeElement;
    const others = [...document.querySelectorAll("#items > .item:not(.item--removed)")].filter((each) => each !== line);
    const next = others[event.detail.place - 1];
    if (next) next.before(line);
    else others.at(-1)?.after(line);
    if (line.contains(focused)) focused.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  });

  const fail = (event) => {
    const form = event.detail.elt?.closest?.(".keep, .item form");
    if (!form) return;
    const status = document.getElementById("lists-status");
    form.querySelector(".keep__problem")?.remove();
    const problem = document.createElement("p");
    problem.className = "keep__problem";
    problem.textContent = status.dataset.failed;
    form.append(problem);
    status.textContent = status.dataset.failed;
  };

  document.addEventListener("htmx:responseError", fail);
  document.addEventListener("htmx:sendError", fail);
  document.addEventListener("htmx:timeout", fail);
})();
