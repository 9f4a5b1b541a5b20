// The view as a whole: loads the library, draws, and follows the width, the theme and the table.

(() => {
  "use strict";

  const { FONT, Nodes, WIDE, colours, onChange, pan, place, png, save, style, svg } = window.neighbourhood;

  const graph = document.getElementById("graph");
  if (!graph) return;

  const part = (name) => graph.querySelector(`.graph__${name}`);
  const view = part("view");
  const status = document.getElementById("graph-status");
  const centreHere = document.getElementById("graph-centre");
  const data = JSON.parse(document.getElementById("graph-data").textContent);
  const words = { suggested: graph.dataset.suggested, count: graph.dataset.count, language: document.documentElement.lang };
  // The page scrolls through the graph; only what has grown beyond this scrolls by itself.
  const TALLEST = { narrow: 2400, wide: 1200 };
  const MOST_PIXELS_PER_PIXEL = 2; // more would cost a telephone hundreds of megabytes
  const ZOOM = { least: 0.3, most: 2.5, step: 1.25 };

  let cy = null;
  let drawing = null;
  let zoom = 1;

  const moreHref = (group) => document.getElementById(`${group.id}-more`)?.href ?? "#neighbours-title";

  const aroundHref = (page) => {
    const address = new URL(page, location.href);
    address.pathname += "/neighbourhood";
    return address.href;
  };

  const tell = (id) => {
    const node = drawing.nodes.find((each) => each.id === id);
    const { group, neighbour } = node;
    const heading = group && (group.origin === "explicit" ? group.heading : `${group.heading}, ${words.suggested}`);
    const kind = neighbour && `${neighbour.kind_name}, ${neighbour.framework_name}`;
    status.textContent = [neighbour?.label ?? node.words, kind, heading, neighbour?.match, neighbour?.source].filter(Boolean).join(" · ");
    centreHere.hidden = node.type !== "concept";
    if (node.type === "concept") centreHere.href = aroundHref(neighbour.page);
    cy?.edges().removeClass("current");
    cy?.getElementById(id).incomers("edge").addClass("current").sources().incomers("edge").addClass("current");
  };

  const nodes = new Nodes(part("nodes"), {
    told: tell,
    leave: () => document.getElementById("neighbours-title"),
    hrefs: { more: moreHref, entry: document.querySelector(".back a").href },
  });

  const elements = () => [
    ...drawing.nodes.map((node) => ({
      data: { id: node.id, w: node.w, h: node.h, lines: node.lines, way: node.way ?? 0, framework: node.neighbour?.framework ?? "" },
      position: { x: node.x, y: node.y },
      classes: [node.type, node.group && node.group.origin !== "explicit" ? "suggested" : ""],
    })),
    ...drawing.edges.map((edge) => ({
      data: { id: `to ${edge.to}`, source: edge.from, target: edge.to, line: edge.line },
      classes: [edge.bend, edge.group.origin === "explicit" ? "" : "suggested"],
    })),
  ];

  // The canvas is as large as what can be seen of the sheet and stays put; scrolling moves what it shows.
  const follow = () => {
    const spare = Math.max(0, (view.clientWidth - drawing.width * zoom) / 2);
    part("nodes").style.left = `${spare}px`;
    cy?.viewport({ zoom, pan: { x: spare - view.scrollLeft, y: -view.scrollTop } });
  };

  const size = () => {
    const [sheet, canvas, list] = [part("sheet"), part("canvas"), part("nodes")];
    const tallest = view.clientWidth < WIDE ? TALLEST.narrow : TALLEST.wide;
    view.style.height = `${Math.min(drawing.height * Math.max(zoom, 1), tallest) + 2}px`;
    Object.assign(sheet.style, { width: `${Math.max(drawing.width * zoom, view.clientWidth)}px`, height: `${drawing.height * zoom}px` });
    Object.assign(canvas.style, { width: `${view.clientWidth}px`, height: `${view.clientHeight}px` });
    Object.assign(list.style, { width: `${drawing.width}px`, height: `${drawing.height}px`, transform: `scale(${zoom})` });
    cy?.resize();
    follow();
  };

  const paint = () => {
    cy?.batch(() => {
      cy.elements().remove();
      cy.add(elements());
    });
  };

  const draw = () => {
    drawing = place(data, view.clientWidth, words);
    paint();
    nodes.draw(drawing.nodes);
    size();
  };

  const showCentre = () => {
    const { box } = drawing.nodes[0];
    view.scrollTop = (box.y + box.h / 2) * zoom - view.clientHeight / 2;
    view.scrollLeft = (box.x + box.w / 2) * zoom - view.clientWidth / 2;
  };

  const middleOfCentre = () => {
    const { top, height } = nodes.link("centre").getBoundingClientRect();
    return top + height / 2;
  };

  // What is in the middle of the view stays there.
  const zoomTo = (wanted) => {
    const next = Math.min(ZOOM.most, Math.max(ZOOM.least, wanted));
    const [x, y] = [(view.scrollLeft + view.clientWidth / 2) / zoom, (view.scrollTop + view.clientHeight / 2) / zoom];
    zoom = next;
    size();
    view.scrollTo(x * zoom - view.clientWidth / 2, y * zoom - view.clientHeight / 2);
    follow();
  };

  const about = () => ({
    notes: [document.title.replace(" – SkillGraph", ""), `${graph.dataset.sources} – SkillGraph`],
    lines: [...graph.querySelectorAll(".legend__line")].map((line) => ({
      words: line.textContent, isDashed: line.classList.contains("legend__line--suggested"),
    })),
    rest: (group) => graph.dataset.rest.replace("{count}", (group.total - group.neighbours.length).toLocaleString(words.language)),
  });
  const fileName = (ending) => `${graph.dataset.name.replace(/[\\/:*?"<>|]+/g, " ").slice(0, 80).trim()}.${ending}`;

  const does = {
    "zoom-in": () => zoomTo(zoom * ZOOM.step),
    "zoom-out": () => zoomTo(zoom / ZOOM.step),
    fit: () => zoomTo(Math.min(view.clientWidth / drawing.width, view.clientHeight / drawing.height)),
    png: async () => save(await png(drawing, colours("light"), about()), fileName("png")),
    svg: () => save(new Blob([svg(drawing, colours("light"), about())], { type: "image/svg+xml" }), fileName("svg")),
  };

  // Back from an entry, or a reload, shows what was open.
  const remember = (relation, shown) => {
    const address = new URL(location.href);
    address.searchParams.set("more", relation);
    address.searchParams.set("limit", shown);
    history.replaceState(history.state, "", address);
  };

  // The concept stays where it is on the screen, as far as there is room to scroll.
  const drawAround = () => {
    const before = middleOfCentre();
    draw();
    view.scrollTop += middleOfCentre() - before;
    window.scrollBy({ top: middleOfCentre() - before, behavior: "instant" });
    follow();
  };

  // "Show more" opens rows of the table; the graph then asks for the same and grows.
  const grow = async (rows) => {
    const { relation, shown } = rows.dataset;
    const address = new URL(location.href);
    for (const [name, value] of [["format", "json"], ["more", relation], ["limit", shown]]) address.searchParams.set(name, value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = (await answer.json()).groups.find((group) => group.id === rows.id);
    const known = data.groups.findIndex((group) => group.id === rows.id);
    const before = data.groups[known].neighbours.length;
    const inside = graph.contains(document.activeElement);
    data.groups[known] = fresh;
    remember(relation, shown);
    if (inside) drawAround();
    else draw();
    if (inside) nodes.link(`${fresh.id}/${fresh.neighbours[before]?.id}`)?.focus();
  };

  const fail = () => { status.textContent = graph.dataset.failed; };

  const listen = () => {
    view.addEventListener("scroll", follow, { passive: true });
    pan(view);
    graph.addEventListener("click", (event) => {
      does[event.target.closest("[data-does]")?.dataset.does]?.();
      const more = event.target.closest(".graph__node--more");
      const row = more && document.getElementById(`${more.dataset.node.slice(0, -1)}-more`);
      if (row && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        row.click();
      }
    });
    document.addEventListener("htmx:load", (event) => {
      if (event.detail.elt.dataset?.relation) grow(event.detail.elt).catch(fail);
    });
    onChange(() => cy?.style(style(colours())));
    let width = view.clientWidth;
    new ResizeObserver(() => {
      if (view.clientWidth === width) return;
      width = view.clientWidth;
      draw();
    }).observe(view);
  };

  // Everything has its place before the library is there: the page does not jump when it comes.
  const lay = async () => {
    graph.hidden = false;
    await Promise.all(["400 15px", "600 15px"].map((font) => document.fonts.load(FONT.concept.replace("400 15px", font))));
    draw();
    showCentre();
    listen();
  };

  const open = () => {
    cy = window.cytoscape({
      container: part("canvas"),
      style: style(colours()),
      pixelRatio: Math.min(window.devicePixelRatio, MOST_PIXELS_PER_PIXEL),
      autoungrabify: true, boxSelectionEnabled: false, userPanningEnabled: false, userZoomingEnabled: false,
    });
    paint();
    follow();
    graph.dataset.ready = "true";
  };

  const giveUp = () => {
    graph.classList.add("graph--failed");
    fail();
  };

  const laid = lay();
  const library = document.createElement("script");
  library.src = graph.dataset.library;
  library.addEventListener("load", () => laid.then(open).catch(giveUp));
  library.addEventListener("error", giveUp);
  document.head.append(library);
})();
