// The picture as a file, in light colours in every theme, with what its shapes and lines mean, what it shows
// and where that comes from written below it. Both formats are made of the same marks: outlines and texts.

(() => {
  "use strict";

  const { FAMILY, FONT, LINE, SPACE, SYMBOL, widthOf, wrap } = window.neighbourhood;

  const EDGE = 16; // around the whole picture
  const SMALL = `400 14px ${FAMILY}`; // what is written below it
  const ROW = 20;
  const SAMPLE = 30; // how long a line of the legend is
  const MOST_PIXELS = 8000; // a side that every browser can draw
  const DASHES = { edge: [6, 5], box: [4, 3] };

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

  const sizeOf = (font) => Number(/ (\d+)px /.exec(font)[1]);
  const isStated = (group) => group.origin === "explicit";
  const text = (words, font, x, y, fill, anchor = "start") => ({ words, font, x, y, fill, anchor });
  const stroke = (d, hue, dash) => ({ d, fill: "none", stroke: hue["line-strong"], width: 1.5, dash });

  const box = ({ x, y, w, h }, fill, edge, dash) => {
    const [across, down] = [round(w - 8), round(h - 8)];
    const d = `M${at({ x: x - w / 2 + 4, y: y - h / 2 })}h${across}q4 0 4 4v${down}q0 4 -4 4h-${across}q-4 0 -4 -4v-${down}q0 -4 4 -4z`;
    return { d, fill, stroke: edge, width: 1, dash };
  };

  const r = SYMBOL / 2;
  const symbols = {
    esco: ({ x, y }) => `M${at({ x: x - r, y })}a${r} ${r} 0 1 0 ${SYMBOL} 0a${r} ${r} 0 1 0 -${SYMBOL} 0z`,
    rome: ({ x, y }) => `M${at({ x: x - r, y: y - r })}h${SYMBOL}v${SYMBOL}h-${SYMBOL}z`,
    onet: ({ x, y }) => `M${at({ x, y: y - r })}l${r} ${r}l-${r} ${r}l-${r} -${r}z`,
    other: ({ x, y }) => `M${at({ x, y: y - r })}l${r} ${SYMBOL}h-${SYMBOL}z`,
  };
  const symbol = (framework, point, hue) => ({ d: symbols[framework](point), fill: hue[framework] });

  const path = (edge, hue) =>
    stroke((edge.bend === "curve" ? curve : elbow)(edge.line), hue, isStated(edge.group) ? undefined : DASHES.edge);

  const lines = (node, x, anchor, fill) => {
    const step = LINE[node.type];
    const top = node.y - ((node.lines.length - 1) * step) / 2 + sizeOf(FONT[node.type]) * 0.34;
    return node.lines.map((line, place) => text(line, FONT[node.type], x, top + place * step, fill, anchor));
  };

  // A file has no controls: what is left out is told where the page offers to show it.
  const node = (each, hue, about) => {
    if (each.type === "centre") return [box(each, hue.accent, hue.accent), ...lines(each, each.x, "middle", hue["on-accent"])];
    if (each.type === "relation") {
      const frame = isStated(each.group) ? box(each, hue.surface, hue["line-strong"]) : box(each, hue.paper, hue["line-strong"], DASHES.box);
      return [frame, ...lines(each, each.x, "middle", hue.ink)];
    }
    const anchor = each.way > 0 ? "start" : "end";
    if (each.type === "more") return [text(about.rest(each.group), FONT.concept, each.x - each.way * (r - 4), each.y + 5, hue["ink-quiet"], anchor)];
    return [symbol(each.neighbour.framework, each, hue), ...lines(each, each.x + each.way * (r + SPACE), anchor, hue.ink)];
  };

  // Shape and name of each framework that is drawn, then the lines, in as many rows as the width asks for.
  const legend = (drawing, hue, about) => {
    const drawn = new Map(drawing.nodes.filter((each) => each.type === "concept").map(({ neighbour }) => [neighbour.framework_name, neighbour.framework]));
    const order = Object.keys(symbols);
    const shapes = [...drawn].sort(([, one], [, other]) => order.indexOf(one) - order.indexOf(other));
    return [
      ...shapes.map(([words, framework]) => ({ words, span: SYMBOL, mark: (x, y) => symbol(framework, { x: x + r, y }, hue) })),
      ...about.lines.map(({ words, isDashed }) => ({
        words, span: SAMPLE, mark: (x, y) => stroke(`M${at({ x, y })}h${SAMPLE}`, hue, isDashed ? DASHES.edge : undefined),
      })),
    ];
  };

  const foot = (drawing, hue, about) => {
    const marks = [];
    const right = drawing.width - SPACE;
    let [x, y] = [SPACE, drawing.height + ROW];
    for (const { words, span, mark } of legend(drawing, hue, about)) {
      const rows = wrap(words, SMALL, right - SPACE - span - 6, 4);
      const width = span + 6 + Math.max(...rows.map((row) => widthOf(row, SMALL)));
      if (x > SPACE && x + width > right) [x, y] = [SPACE, y + ROW + 4];
      marks.push(mark(x, y), ...rows.map((row, place) => text(row, SMALL, x + span + 6, y + 5 + place * ROW, hue.ink)));
      x += width + 24;
      y += (rows.length - 1) * ROW;
    }
    y += ROW + 8;
    for (const line of about.notes.flatMap((note) => wrap(note, SMALL, drawing.width - 2 * SPACE, 20))) {
      marks.push(text(line, SMALL, SPACE, y + 5, hue["ink-quiet"]));
      y += ROW;
    }
    return { marks, end: y };
  };

  const picture = (drawing, hue, about) => {
    const { marks, end } = foot(drawing, hue, about);
    return {
      width: Math.ceil(drawing.width) + 2 * EDGE,
      height: Math.ceil(end) + 2 * EDGE,
      marks: [...drawing.edges.map((edge) => path(edge, hue)), ...drawing.nodes.flatMap((each) => node(each, hue, about)), ...marks],
    };
  };

  const outline = ({ d, fill, stroke: edge, width, dash }) => {
    const line = edge ? ` stroke="${edge}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash.join(" ")}"` : ""}` : "";
    return `<path d="${d}" fill="${fill}"${line}/>`;
  };

  // The widths are given so that the words fit into their boxes in whatever font the file is opened with.
  const written = ({ words, font, x, y, fill, anchor }) => {
    const [, weight, size, family] = /^(\d+) (\d+)px (.+)$/.exec(font);
    return `<text x="${round(x)}" y="${round(y)}" font-family="${escape(family)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}" textLength="${round(widthOf(words, font))}" lengthAdjust="spacingAndGlyphs">${escape(words)}</text>`;
  };

  const svg = (drawing, hue, about) => {
    const { width, height, marks } = picture(drawing, hue, about);
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="-${EDGE} -${EDGE} ${width} ${height}" role="img">`,
      `<title>${escape(about.notes[0])}</title><rect x="-${EDGE}" y="-${EDGE}" width="${width}" height="${height}" fill="${hue.paper}"/>`,
      ...marks.map((mark) => (mark.d ? outline : written)(mark)),
      "</svg>",
    ].join("\n");
  };

  const ALIGN = { start: "left", middle: "center", end: "right" };
  const paint = (pen, mark) => {
    pen.fillStyle = mark.fill;
    if (!mark.d) {
      Object.assign(pen, { font: mark.font, textAlign: ALIGN[mark.anchor] });
      pen.fillText(mark.words, mark.x, mark.y);
      return;
    }
    const shape = new Path2D(mark.d);
    if (mark.fill !== "none") pen.fill(shape);
    if (!mark.stroke) return;
    Object.assign(pen, { strokeStyle: mark.stroke, lineWidth: mark.width });
    pen.setLineDash(mark.dash ?? []);
    pen.stroke(shape);
  };

  const png = (drawing, hue, about) => {
    const { width, height, marks } = picture(drawing, hue, about);
    const scale = Math.min(2, MOST_PIXELS / height, MOST_PIXELS / width);
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: width * scale, height: height * scale });
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.fillStyle = hue.paper;
    pen.fillRect(0, 0, width, height);
    pen.translate(EDGE, EDGE);
    for (const mark of marks) paint(pen, mark);
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
