// The graph for hands and screen readers: a real link over every entry that is drawn. One of them is in the
// order of the Tab key, and the arrows move it.

(() => {
  "use strict";

  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  const WAYS = { ArrowRight: 1, ArrowLeft: -1 };

  const put = (link, box) => {
    Object.assign(link.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.w}px`, height: `${box.h}px` });
  };

  const linkTo = (node, hrefs) => {
    const link = document.createElement("a");
    link.className = `graph__node graph__node--${node.type}${node.way < 0 ? " graph__node--left" : ""}`;
    link.href = { centre: () => hrefs.entry, more: () => hrefs.more(node.group), concept: () => node.neighbour.page }[node.type]();
    link.tabIndex = -1;
    link.draggable = false;
    link.dataset.node = node.id;
    const label = document.createElement("span");
    label.className = "graph__label";
    label.textContent = node.type === "more" ? node.words : node.neighbour.label;
    if (node.type !== "more") label.lang = node.neighbour.language;
    link.append(label);
    if (node.type === "more") {
      const about = document.createElement("span");
      about.className = "sr-only";
      about.textContent = ` – ${node.group.heading}`;
      link.append(about);
    }
    put(link, node.box);
    return link;
  };

  const middle = (link) => {
    const box = link.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  // The nearest link to the left or right, height counting more than distance.
  const across = (links, from, way) => {
    const here = middle(from);
    const ahead = links
      .map((link) => ({ link, dx: (middle(link).x - here.x) * way, dy: Math.abs(middle(link).y - here.y) }))
      .filter(({ dx }) => dx > 60);
    return ahead.sort((one, other) => one.dy + one.dx / 2 - (other.dy + other.dx / 2))[0]?.link;
  };

  class Nodes {
    constructor(list, { told, leave, hrefs }) {
      Object.assign(this, { list, told, leave, hrefs });
      list.addEventListener("keydown", (event) => this.onKey(event));
      list.addEventListener("focusin", (event) => this.onFocus(event.target.closest("a")));
      list.addEventListener("pointerover", (event) => this.onPointer(event.target.closest("a")));
      list.addEventListener("pointerleave", () => clearTimeout(this.resting));
    }

    get links() {
      return [...this.list.querySelectorAll("a")];
    }

    draw(nodes) {
      const current = this.list.querySelector('[tabindex="0"]')?.dataset.node;
      this.list.replaceChildren(...nodes.filter((node) => node.box).map((node) => {
        const item = document.createElement("li");
        item.append(linkTo(node, this.hrefs));
        return item;
      }));
      (this.link(current) ?? this.links[0]).tabIndex = 0;
    }

    link(id) {
      return this.links.find((link) => link.dataset.node === id);
    }

    onFocus(link) {
      for (const other of this.links) other.tabIndex = other === link ? 0 : -1;
      this.told(link.dataset.node);
    }

    // A mouse on its way elsewhere crosses entries: only where it rests is told.
    onPointer(link) {
      clearTimeout(this.resting);
      if (link) this.resting = setTimeout(() => this.told(link.dataset.node), 200);
    }

    onKey(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const { links } = this;
      const at = links.indexOf(document.activeElement);
      if (at < 0) return;
      const next = {
        Home: () => links[0],
        End: () => links.at(-1),
        Escape: this.leave,
      }[event.key]?.() ?? this.beside(links, at, event.key);
      if (!next) return;
      event.preventDefault();
      next.focus();
    }

    beside(links, at, key) {
      if (key in STEPS) return links[(at + STEPS[key] + links.length) % links.length];
      return key in WAYS ? across(links, links[at], WAYS[key]) : undefined;
    }
  }

  window.neighbourhood = { ...window.neighbourhood, Nodes };
})();
