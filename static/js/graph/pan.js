// A mouse takes hold of the ground between the entries and moves the sheet; fingers scroll it as any other.

(() => {
  "use strict";

  const pan = (view) => {
    view.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0 || event.target.closest("a")) return;
      const isOnScrollbar = event.offsetX > view.clientWidth && event.target === view;
      if (!isOnScrollbar) view.setPointerCapture(event.pointerId);
    });
    view.addEventListener("pointermove", (event) => {
      if (view.hasPointerCapture(event.pointerId)) view.scrollBy(-event.movementX, -event.movementY);
    });
  };

  window.neighbourhood = { ...window.neighbourhood, pan };
})();
