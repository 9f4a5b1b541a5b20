// A source opens beside the words that cite it. Without this script the same link leads to the end of the page.

(() => {
  "use strict";

  const drawer = document.getElementById("source-drawer");
  if (!drawer?.showModal) return;

  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  document.addEventListener("click", (event) => {
    if (event.target === drawer) drawer.close();
    const link = event.target.closest('a[href^="#source-"]');
    const source = link && document.querySelector(link.hash);
    if (!source || !isPlain(event)) return;
    event.preventDefault();
    document.getElementById("source-drawer-text").replaceChildren(...source.cloneNode(true).childNodes);
    drawer.showModal();
  });
})();
