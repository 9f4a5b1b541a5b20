// Fits words into boxes: canvas and SVG break no lines of their own.

(() => {
  "use strict";

  const pen = document.createElement("canvas").getContext("2d");

  const widthOf = (text, font) => {
    pen.font = font;
    return pen.measureText(text).width;
  };

  const shorten = (text, font, width) => {
    let end = text.length;
    while (end > 1 && widthOf(`${text.slice(0, end).trimEnd()}…`, font) > width) end -= 1;
    return `${text.slice(0, end).trimEnd()}…`;
  };

  // `text` in at most `most` lines of `width` pixels; the last one ends in "…" where words are left.
  const wrap = (text, font, width, most) => {
    const lines = [];
    let line = "";
    const words = text.split(" ");
    for (const [place, word] of words.entries()) {
      const longer = line ? `${line} ${word}` : word;
      if (!line || widthOf(longer, font) <= width) {
        line = longer;
      } else if (lines.length === most - 1) {
        return [...lines, shorten([line, ...words.slice(place)].join(" "), font, width)];
      } else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
    return lines.map((each) => (widthOf(each, font) > width ? shorten(each, font, width) : each));
  };

  window.neighbourhood = { ...window.neighbourhood, widthOf, wrap };
})();
