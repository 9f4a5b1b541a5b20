// Where everything stands. The same data in the same width give the same picture; nothing moves by itself.
//
// Wide: the concept in the middle, what it builds on to its left, where it leads to its right, what it is
// part of above, what it is made of below; a branch that has grown long stands below all that, in columns.
// Narrow: the branches below one another, like an open folder tree.
//
// Positions are pixels from the top left. `line` of an edge is a list of points: the two control points of a
// curve, or the corners of an elbow, stand between its ends.

(() => {
  "use strict";

  const { widthOf, wrap } = window.neighbourhood;

  const FAMILY = '"Source Sans 3 Variable", "Source Sans 3", system-ui, sans-serif';
  const FONT = { concept: `400 15px ${FAMILY}`, more: `600 15px ${FAMILY}`, relation: `600 14px ${FAMILY}`, centre: `600 17px ${FAMILY}` };
  const LINE = { concept: 19, more: 19, relation: 18, centre: 22 };
  const SYMBOL = 14;
  const SPACE = 8; // between a symbol and its label, and around the whole picture
  const GAP = 22; // between branches
  const WIDE = 860; // from here on, branches stand on both sides
  const FORK = 124; // the widest name of a relation at a fork
  const FAN = 44; // from a fork to its neighbours
  const SPOKE = 46; // from the concept to a fork
  const TOUCH = 44;
  const LONG = { beside: 18, below: 6 }; // more neighbours than that are easier to read in columns
  const COLUMN = 250; // the narrowest of those columns
  const RAIL = 16; // what is kept free for the line that leads down to them

  const rowsOf = (group) => group.neighbours.length + (group.more ? 1 : 0) + 1;
  const total = (groups) => groups.reduce((sum, group) => sum + rowsOf(group), 0);

  // Relations that go either way fill the emptier side, and so do those that would make one side too long.
  const shareOut = (groups) => {
    const on = { left: [], right: [], above: [], below: [] };
    for (const group of groups) on[group.side]?.push(group);
    for (const group of groups.filter((each) => each.side === "beside")) {
      (total(on.left) < total(on.right) ? on.left : on.right).push(group);
    }
    for (const [from, to] of [[on.right, on.left], [on.left, on.right]]) {
      while (from.length > 1 && total(to) + rowsOf(from.at(-1)) < total(from)) to.push(from.pop());
    }
    return on;
  };

  const lineUp = (item, width, most, least) => {
    const lines = wrap(item.words, FONT[item.type], width, most);
    return { ...item, lines, rowHeight: Math.max(least, lines.length * LINE[item.type] + 11) };
  };

  // The neighbours of one branch, and "show more" as the last of them.
  const itemsOf = (group, width, least) => {
    const items = group.neighbours.map((neighbour, place) => ({
      id: `${group.id}/${neighbour.id}`, type: "concept", words: neighbour.label, group, neighbour, place,
    }));
    if (group.more) items.push({ id: `${group.id}/`, type: "more", words: group.more.words, group, place: items.length });
    return items.map((item) => lineUp(item, width, 3, least));
  };

  const forkOf = (group, width, words) => {
    const shown = group.neighbours.length;
    const count = group.more ? words.count.replace("{shown}", shown).replace("{total}", group.total.toLocaleString(words.language)) : "";
    const about = [group.match, group.origin === "explicit" ? "" : words.suggested, count].filter(Boolean).join(", ");
    const lines = [...wrap(group.heading, FONT.relation, width - 20, 4), ...(about ? wrap(about, FONT.relation, width - 20, 2) : [])];
    const w = 2 * Math.ceil(Math.max(...lines.map((line) => widthOf(line, FONT.relation))) / 2) + 20;
    return { id: group.id, type: "relation", group, lines, w, h: lines.length * LINE.relation + 10 };
  };

  // Two quadratic curves that come closest to the usual cubic one, which leaves and arrives level.
  const between = (from, to, across, along) => ({ x: from.x + (to.x - from.x) * across, y: from.y + (to.y - from.y) * along });
  const curve = (from, to) => [from, between(from, to, 0.344, 0.0625), between(from, to, 0.656, 0.9375), to];
  const elbow = (from, to) => [from, { x: from.x, y: to.y }, to];

  // A branch beside the concept: the fork, and its neighbours fanning out from it.
  const fan = (drawing, group, { edge, hub, way, top, labelWidth, words }) => {
    const items = itemsOf(group, labelWidth, 32);
    const height = items.reduce((sum, item) => sum + item.rowHeight, 0);
    const fork = forkOf(group, FORK, words);
    const middle = top + Math.max(height, fork.h) / 2;
    const near = edge + way * SPOKE;
    const far = near + way * FORK;
    drawing.fork(fork, { x: near + (way * fork.w) / 2, y: middle }, "curve", curve(hub, { x: near, y: middle }));
    const x = far + way * (FAN + SYMBOL / 2);
    let y = middle - height / 2;
    for (const item of items) {
      const at = { x, y: y + item.rowHeight / 2 };
      const line = curve({ x: near + way * fork.w, y: middle }, { x: x - (way * SYMBOL) / 2, y: at.y });
      drawing.item(item, at, way, labelWidth, "curve", line);
      y += item.rowHeight;
    }
    return top + Math.max(height, fork.h);
  };

  // A branch above or below: the fork beside a rail, its neighbours listed on the far side of it.
  const list = (drawing, group, { left, width, from, way, top, words, least }) => {
    const labelWidth = width - 26 - 30 - SYMBOL / 2 - SPACE - RAIL;
    const items = itemsOf(group, labelWidth, least);
    const height = items.reduce((sum, item) => sum + item.rowHeight, 0);
    const fork = forkOf(group, width - 26, words);
    const start = way > 0 ? top : top - fork.h - 4 - height;
    const forkY = way > 0 ? start + fork.h / 2 : start + height + 4 + fork.h / 2;
    const forkLeft = left + 26;
    drawing.fork(fork, { x: forkLeft + fork.w / 2, y: forkY }, "elbow", elbow({ x: left + 10, y: from }, { x: forkLeft, y: forkY }));
    let y = way > 0 ? start + fork.h + 4 : start;
    for (const item of items) {
      const at = { x: forkLeft + 30, y: y + item.rowHeight / 2 };
      const line = elbow({ x: forkLeft + 10, y: forkY + (way * fork.h) / 2 }, { x: at.x - SYMBOL / 2, y: at.y });
      drawing.item(item, at, 1, labelWidth, "elbow", line);
      y += item.rowHeight;
    }
    return way > 0 ? y : start;
  };

  // How many columns stand to the left and to the right of the rail, and how wide they are.
  const columnsAround = (rail, width) => {
    const [before, after] = [rail - RAIL, width - rail - RAIL];
    const counts = [Math.floor(before / COLUMN), Math.floor(after / COLUMN)];
    const each = Math.min(before / counts[0], after / counts[1], 400);
    return [
      ...Array.from({ length: counts[0] }, (_, place) => rail - RAIL - (counts[0] - place) * each),
      ...Array.from({ length: counts[1] }, (_, place) => rail + RAIL + place * each),
    ].map((left) => ({ left, width: each }));
  };

  // A long branch: the fork on the rail, its neighbours in columns below, read column by column.
  const columns = (drawing, group, { rail, from, top, width, words }) => {
    const places = columnsAround(rail, width);
    const labelWidth = places[0].width - 2 * SYMBOL - 2 * SPACE - RAIL;
    const items = itemsOf(group, labelWidth, 32);
    const fork = forkOf(group, 3 * FORK, words);
    const at = { x: rail, y: top + fork.h / 2 };
    drawing.fork(fork, at, "straight", [{ x: rail, y: from }, { x: rail, y: top }]);
    const bus = top + fork.h + 12;
    const tallest = items.reduce((sum, item) => sum + item.rowHeight, 0) / places.length;
    let [column, y, end] = [0, bus + SPACE, 0];
    for (const item of items) {
      if (y - bus - SPACE >= tallest && column < places.length - 1) [column, y] = [column + 1, bus + SPACE];
      const trunk = places[column].left + 4;
      const spot = { x: trunk + 12 + SYMBOL / 2, y: y + item.rowHeight / 2 };
      const line = [{ x: rail, y: top + fork.h }, { x: rail, y: bus }, { x: trunk, y: bus }, { x: trunk, y: spot.y }, { x: spot.x - SYMBOL / 2, y: spot.y }];
      drawing.item(item, spot, 1, labelWidth, "elbow", line);
      y += item.rowHeight;
      end = Math.max(end, y);
    }
    return end;
  };

  class Drawing {
    constructor() {
      this.nodes = [];
      this.edges = [];
    }

    centre(concept, at, width) {
      const lines = wrap(concept.label, FONT.centre, width - 32, 5);
      const h = lines.length * LINE.centre + 20;
      const box = { x: at.x - width / 2, y: at.y - h / 2, w: width, h };
      this.nodes.push({ id: "centre", type: "centre", neighbour: concept, lines, ...at, w: width, h, box });
      return h;
    }

    fork(fork, at, bend, line) {
      this.nodes.push({ ...fork, ...at });
      this.edges.push({ from: "centre", to: fork.id, group: fork.group, bend, line });
    }

    item(item, at, way, labelWidth, bend, line) {
      const span = SYMBOL + SPACE + labelWidth;
      const x = way > 0 ? at.x - SYMBOL / 2 : at.x + SYMBOL / 2 - span;
      const box = { x, y: at.y - item.rowHeight / 2, w: span, h: item.rowHeight };
      this.nodes.push({ ...item, ...at, w: SYMBOL, h: SYMBOL, way, box });
      this.edges.push({ from: item.group.id, to: item.id, group: item.group, bend, line });
    }

    get end() {
      return Math.max(...this.nodes.map((node) => Math.max(node.y + node.h / 2, node.box ? node.box.y + node.box.h : 0)));
    }

    // Everything moved so that the picture begins at SPACE from the top and stands in the middle of `width`,
    // on whole pixels, where letters are sharp.
    settled(width, used) {
      const tops = this.nodes.map((node) => Math.min(node.y - node.h / 2, node.box?.y ?? Infinity));
      const by = { x: Math.max(0, (width - used) / 2), y: SPACE - Math.min(...tops) };
      const move = (point) => { point.x = Math.round(point.x + by.x); point.y = Math.round(point.y + by.y); };
      for (const node of this.nodes) {
        move(node);
        if (node.box) move(node.box);
      }
      for (const edge of this.edges) edge.line = edge.line.map((point) => ({ x: point.x + by.x, y: point.y + by.y }));
      return { nodes: this.nodes, edges: this.edges, width: Math.max(width, used), height: this.end + SPACE };
    }
  }

  const narrow = ({ concept, groups }, width, words) => {
    const drawing = new Drawing();
    const height = drawing.centre(concept, { x: width / 2, y: 0 }, width);
    let top = height / 2 + GAP;
    for (const group of groups) {
      top = list(drawing, group, { left: 0, width, from: height / 2, way: 1, top, words, least: TOUCH }) + GAP;
    }
    return drawing.settled(width, width);
  };

  const column = (groups, branch) => {
    let top = 0;
    for (const group of groups) top = branch(group, top) + GAP;
    return top - GAP;
  };

  // Both columns are drawn around the height of the concept: they are measured by drawing them nowhere first.
  const sides = (drawing, on, { x, middle, labelWidth, words }) => {
    for (const [groups, way] of [[on.left, -1], [on.right, 1]]) {
      const edge = x + (way * middle) / 2;
      const branch = (onto, group, top) => fan(onto, group, { edge, hub: { x: edge, y: 0 }, way, top, labelWidth, words });
      const half = column(groups, (group, top) => branch(new Drawing(), group, top)) / 2;
      column(groups, (group, top) => branch(drawing, group, top - half) + half);
    }
  };

  const stack = (drawing, on, { left, width, height, words }) => {
    let top = -height / 2 - GAP;
    for (const group of on.above) top = list(drawing, group, { left, width, from: -height / 2, way: -1, top, words, least: 32 }) - GAP;
    top = height / 2 + GAP;
    for (const group of on.below) top = list(drawing, group, { left, width, from: height / 2, way: 1, top, words, least: 32 }) + GAP;
  };

  const wide = ({ concept, groups }, width, words) => {
    const long = groups.filter((group) => group.neighbours.length > (LONG[group.side] ?? LONG.beside));
    const on = shareOut(groups.filter((group) => !long.includes(group)));
    const middle = on.above.length || on.below.length ? 300 : 230;
    // Columns reach across the whole width, so that the concept stands in the middle of it.
    const used = long.length ? 2 : [on.left, on.right].filter((side) => side.length).length;
    const fixed = SPOKE + FORK + FAN + SYMBOL + SPACE;
    const labelWidth = used ? Math.min(330, (width - 2 * SPACE - middle) / used - fixed) : 0;
    const x = long.length ? width / 2 : (on.left.length ? fixed + labelWidth : 0) + middle / 2;
    const drawing = new Drawing();
    const height = drawing.centre(concept, { x, y: 0 }, middle);
    sides(drawing, on, { x, middle, labelWidth, words });
    stack(drawing, on, { left: x - middle / 2, width: middle, height, words });
    let top = drawing.end + 2 * GAP;
    for (const group of long) top = columns(drawing, group, { rail: x + middle / 2 - SPACE, from: height / 2, top, width, words }) + 2 * GAP;
    return drawing.settled(width, long.length ? width : used * (fixed + labelWidth) + middle);
  };

  const place = (data, width, words) => (width < WIDE ? narrow : wide)(data, width, words);

  window.neighbourhood = { ...window.neighbourhood, FAMILY, FONT, LINE, SYMBOL, SPACE, WIDE, place };
})();
