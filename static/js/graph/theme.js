// The colours of the page, or those of one colour scheme, and how the library draws with them.

(() => {
  "use strict";

  const { FONT, LINE, SPACE } = window.neighbourhood;

  // What stands for our colours where the reader's own replace them.
  const SYSTEM = { paper: "Canvas", surface: "Canvas", accent: "Highlight", "on-accent": "HighlightText" };
  const NAMES = ["paper", "surface", "line-strong", "ink", "ink-quiet", "accent", "on-accent", "esco", "rome", "onet", "other"];

  const colours = (scheme = "") => {
    const forced = !scheme && matchMedia("(forced-colors: active)").matches;
    const probe = document.createElement("span");
    Object.assign(probe.style, { forcedColorAdjust: "none", colorScheme: scheme });
    document.body.append(probe);
    const found = {};
    for (const name of NAMES) {
      probe.style.color = forced ? SYSTEM[name] ?? "CanvasText" : `var(--${name})`;
      found[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return found;
  };

  const onChange = (redraw) => {
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", redraw);
    }
    new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  };

  const SHAPES = { esco: "ellipse", rome: "rectangle", onet: "diamond", other: "triangle" };

  const text = (type, colour) => {
    const [, weight, size, family] = /^(\d+) (\d+)px (.+)$/.exec(FONT[type]);
    return {
      label: (node) => node.data("lines").join("\n"),
      color: colour,
      "font-family": family,
      "font-size": Number(size),
      "font-weight": Number(weight),
      "line-height": LINE[type] / (Number(size) * 1.0),
      "text-wrap": "wrap",
      "text-max-width": 2000,
    };
  };

  // Weights and distances of the points between an edge's ends, as the library counts them.
  const bends = (line) => {
    const [from, to] = [line[0], line.at(-1)];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy) || 1;
    return line.slice(1, -1).map((point) => {
      const [px, py] = [point.x - from.x, point.y - from.y];
      return { weight: (px * dx + py * dy) / length ** 2, distance: (py * dx - px * dy) / length };
    });
  };

  const weights = (edge) => bends(edge.data("line")).map((bend) => bend.weight).join(" ");
  const distances = (edge) => bends(edge.data("line")).map((bend) => bend.distance).join(" ");
  const end = (edge, node, point) => `${point.x - node.position("x")}px ${point.y - node.position("y")}px`;

  const style = (hue) => [
    { selector: "node", style: { width: "data(w)", height: "data(h)", events: "no", "overlay-opacity": 0 } },
    { selector: "node.centre", style: { shape: "round-rectangle", "corner-radius": 6, "background-color": hue.accent, ...text("centre", hue["on-accent"]), "text-valign": "center" } },
    { selector: "node.relation", style: { shape: "round-rectangle", "corner-radius": 4, "background-color": hue.surface, "border-width": 1, "border-color": hue["line-strong"], ...text("relation", hue.ink), "text-valign": "center" } },
    { selector: "node.relation.suggested", style: { "border-style": "dashed", "background-color": hue.paper } },
    { selector: "node.concept", style: { shape: (node) => SHAPES[node.data("framework")], "background-color": (node) => hue[node.data("framework")], ...text("concept", hue.ink) } },
    { selector: "node.more", style: { shape: "polygon", "shape-polygon-points": "-0.2 -1 0.2 -1 0.2 -0.2 1 -0.2 1 0.2 0.2 0.2 0.2 1 -0.2 1 -0.2 0.2 -1 0.2 -1 -0.2 -0.2 -0.2", "background-color": hue.accent, ...text("more", hue.accent) } },
    { selector: "node[way = 1]", style: { "text-halign": "right", "text-valign": "center", "text-justification": "left", "text-margin-x": SPACE } },
    { selector: "node[way = -1]", style: { "text-halign": "left", "text-valign": "center", "text-justification": "right", "text-margin-x": -SPACE } },
    { selector: "edge", style: {
      width: 1.5, "line-color": hue["line-strong"], events: "no", "overlay-opacity": 0, "edge-distances": "endpoints",
      "source-endpoint": (edge) => end(edge, edge.source(), edge.data("line")[0]),
      "target-endpoint": (edge) => end(edge, edge.target(), edge.data("line").at(-1)),
    } },
    { selector: "edge.straight", style: { "curve-style": "straight" } },
    { selector: "edge.curve", style: { "curve-style": "unbundled-bezier", "control-point-weights": weights, "control-point-distances": distances } },
    { selector: "edge.elbow", style: { "curve-style": "round-segments", "segment-radii": 10, "segment-weights": weights, "segment-distances": distances } },
    { selector: "edge.suggested", style: { "line-style": "dashed", "line-dash-pattern": [6, 5] } },
    { selector: "edge.current", style: { width: 3, "line-color": hue.accent, "z-index": 2 } },
  ];

  window.neighbourhood = { ...window.neighbourhood, colours, onChange, style };
})();
