// The picture as a file, with what it shows and where that comes from written below it.

(() => {
  "use strict";

  const { FONT, LINE, SPACE, SYMBOL, widthOf } = window.neighbourhood;

  const FOOT = 56;
  const EDGE = 16;
  const MOST_PIXELS = 8000; // a side that every browser can draw

  const escape = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
  const round = (value) => Math.round(value * 10) / 10;
  const at = (point) => `${round(point.x)} ${round(point.y)}`;

  const curve = ([from, one, other, to]) => {
    const half = { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
    return `M${at(from)}Q${at(one)} ${at(half)}Q${at(other)} ${at(to)}`;
  };
  const towards = (from, to, step) => {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    return { x: from.x + ((to.x - from.x) * step) / length, y: from.y + ((to.y - from.y) * step) / length };
  };
  const elbow = (line) => {
    const corners = line.slice(1, -1).map((corner, place) => {
      const [before, after] = [line[place], line[place + 2]];
      const radius = Math.min(10, Math.hypot(corner.x - before.x, corner.y - before.y) / 2, Math.hypot(after.x - corner.x, after.y - corner.y) / 2);
      return `L${at(towards(corner, before, radius))}Q${at(corner)} ${at(towards(corner, after, radius))}`;
    });
    return `M${at(line[0])}${corners.join("")}L${at(line.at(-1))}`;
  };

  const path = (edge, hue) => {
    const dashed = edge.group.origin === "explicit" ? "" : ' stroke-dasharray="6 5"';
    return `<path d="${(edge.bend === "curve" ? curve : elbow)(edge.line)}" fill="none" stroke="${hue["line-strong"]}" stroke-width="1.5"${dashed}/>`;
  };

  // The widths are given so that the words fit into their boxes in whatever font the file is opened with.
  const lines = (node, x, anchor, fill) => {
    const [, weight, size, family] = /^(\d+) (\d+)px (.+)$/.exec(FONT[node.type]);
    const step = LINE[node.type];
    const top = node.y - ((node.lines.length - 1) * step) / 2 + Number(size) * 0.34;
    const spans = node.lines.map((line, place) => `<tspan x="${round(x)}" y="${round(top + place * step)}" textLength="${round(widthOf(line, FONT[node.type]))}" lengthAdjust="spacingAndGlyphs">${escape(line)}</tspan>`);
    return `<text font-family="${escape(family)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${spans.join("")}</text>`;
  };

  const r = SYMBOL / 2;
  const symbols = {
    esco: ({ x, y }) => `<circle cx="${round(x)}" cy="${round(y)}" r="${r}"`,
    rome: ({ x, y }) => `<rect x="${round(x - r)}" y="${round(y - r)}" width="${SYMBOL}" height="${SYMBOL}"`,
    onet: ({ x, y }) => `<path d="M${at({ x, y: y - r })}l${r} ${r}l-${r} ${r}l-${r} -${r}z"`,
    other: ({ x, y }) => `<path d="M${at({ x, y: y - r })}l${r} ${SYMBOL}h-${SYMBOL}z"`,
    more: ({ x, y }) => `<path d="M${at({ x: x - 1.4, y: y - r })}h2.8v5.6h5.6v2.8h-5.6v5.6h-2.8v-5.6h-5.6v-2.8h5.600z"`,
  };

  const box = (node, fill, stroke, dash = "") =>
    `<rect x="${round(node.x - node.w / 2)}" y="${round(node.y - node.h / 2)}" width="${round(node.w)}" height="${round(node.h)}" rx="4" fill="${fill}" stroke="${stroke}"${dash}/>`;

  const shape = (node, hue) => {
    if (node.type === "centre") return box(node, hue.accent, hue.accent) + lines(node, node.x, "middle", hue["on-accent"]);
    if (node.type === "relation") {
      const isStated = node.group.origin === "explicit";
      const frame = box(node, isStated ? hue.surface : hue.paper, hue["line-strong"], isStated ? "" : ' stroke-dasharray="4 3"');
      return frame + lines(node, node.x, "middle", hue.ink);
    }
    const framework = node.type === "more" ? "more" : node.neighbour.framework;
    const fill = node.type === "more" ? hue.accent : hue[framework];
    const x = node.x + node.way * (r + SPACE);
    return `${symbols[framework](node)} fill="${fill}"/>${lines(node, x, node.way > 0 ? "start" : "end", node.type === "more" ? fill : hue.ink)}`;
  };

  const svg = (drawing, hue, foot) => {
    const [width, height] = [Math.ceil(drawing.width), Math.ceil(drawing.height) + FOOT];
    const below = foot.map((line, place) =>
      `<text x="${SPACE}" y="${height - FOOT + 20 + place * 20}" font-family="${escape(FONT.concept.replace(/^\d+ \d+px /, ""))}" font-size="14" fill="${hue["ink-quiet"]}">${escape(line)}</text>`);
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
      `<title>${escape(foot[0])}</title><rect width="100%" height="100%" fill="${hue.paper}"/>`,
      ...drawing.edges.map((edge) => path(edge, hue)),
      ...drawing.nodes.map((node) => shape(node, hue)),
      ...below,
      "</svg>",
    ].join("\n");
  };

  const png = async (cy, drawing, hue, foot) => {
    const scale = Math.min(2, MOST_PIXELS / (drawing.height + FOOT + 2 * EDGE), MOST_PIXELS / drawing.width);
    const picture = await createImageBitmap(await cy.png({ output: "blob-promise", full: true, scale, bg: hue.paper }));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(picture.width + 2 * EDGE * scale, drawing.width * scale);
    canvas.height = picture.height + (FOOT + 2 * EDGE) * scale;
    const pen = canvas.getContext("2d");
    pen.fillStyle = hue.paper;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, (canvas.width - picture.width) / 2, EDGE * scale);
    pen.scale(scale, scale);
    pen.fillStyle = hue["ink-quiet"];
    pen.font = FONT.concept.replace("15px", "14px");
    for (const [place, line] of foot.entries()) pen.fillText(line, EDGE, picture.height / scale + EDGE + 28 + place * 20);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  };

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  window.neighbourhood = { ...window.neighbourhood, png, save, svg };
})();
