// A chart of rows on paper: words, a strip of an axis, numbers; for pages whose rows are a table with a drawing in each.
(function () {
  const { paper } = window.aftermath;
  const WIDE = 744, WORDS = 258, FROM = 276, TO = 516, NUMBERS = 534; // as wide as a sheet is inside
  const SIZE = 12.5, LINE = 16, LEAST = 30, GAP = 7, SIGN = 34;

  // Colours of the page as they are in light, by name.
  function inks() {
    return paper.inLight(() => {
      const style = getComputedStyle(document.documentElement), found = {};
      for (const name of ["ink", "muted", "line", "soft", "paper", "diff", "a", "b"]) found[name] = style.getPropertyValue(`--${name}`).trim();
      return found;
    });
  }

  // Break what is said into lines of a width, at most so many.
  function broken({ text, weight, most = 9, ...look }, width) {
    const all = paper.lines(text, width, SIZE, weight), kept = all.slice(0, most);
    if (all.length > most) kept[most - 1] = paper.cut(`${kept[most - 1]} …`, width, SIZE, weight);
    return kept.map((line) => ({ line, weight, ...look }));
  }

  // Return an SVG, in light colours. `of` says:
  //   heads   what stands above words and numbers
  //   ticks   [{ at, label, zero }] where rows share an axis; `at` in parts of its length
  //   legend  [{ text, draw }]
  //   rows    [{ words, numbers, ticks, height, draw }]: lists of { text, weight, muted, most }; a row's own ticks; how high its marks are
  // `draw` is given a pen: x(part), y (the middle), add(tag, attributes), ink.
  function draw(of) {
    const ink = inks(), svg = paper.make("svg", { "font-size": SIZE });
    const add = (tag, attributes, text) => svg.appendChild(paper.make(tag, attributes, text));
    const write = (x, y, { line, weight, muted }, more) => add("text", { x, y: y.toFixed(1), ...(weight ? { "font-weight": weight } : {}), ...(muted ? { fill: ink.muted } : {}), ...more }, line);
    const x = (part) => Number((FROM + part * (TO - FROM)).toFixed(2));
    let y = 4, left = 0;
    for (const each of of.legend) {
      const width = SIGN + 7 + paper.widthOf(each.text, SIZE);
      if (left && left + width > WIDE) { left = 0; y += 22; }
      const start = left;
      each.draw({ x: (part) => start + part * SIGN, y: y + 8, add, ink });
      write(left + SIGN + 7, y + 12.5, { line: each.text });
      left += width + 20;
    }
    y += of.legend.length ? 32 : 0;
    const heads = of.heads.map((text, n) => broken({ text, weight: 600 }, n ? WIDE - NUMBERS : WORDS));
    heads.forEach((lines, n) => lines.forEach((line, at) => write(n ? NUMBERS : 0, y + 12 + at * LINE, line)));
    const deep = Math.max(...heads.map((lines) => lines.length)) * LINE;
    if (of.ticks) marks(of.ticks, y + deep - 4, { x, write, ink });
    y += deep + 4;
    for (const row of of.rows) {
      const words = row.words.flatMap((each) => broken(each, WORDS)), numbers = row.numbers.flatMap((each) => broken(each, WIDE - NUMBERS));
      const tall = Math.max(LEAST, row.height || 0, LINE * Math.max(words.length, numbers.length)) + GAP;
      add("line", { x1: 0, x2: WIDE, y1: y.toFixed(1), y2: y.toFixed(1), stroke: ink.line });
      const top = row.ticks ? y + 5 : y, end = row.ticks ? top + row.height - 14 : y + tall;
      row.draw({ x, y: row.ticks ? top + (row.height - 14) / 2 : y + tall / 2, top, end, add, ink });
      for (const tick of row.ticks || of.ticks) add("line", { x1: x(tick.at), x2: x(tick.at), y1: top.toFixed(1), y2: end.toFixed(1), stroke: tick.zero ? ink.muted : ink.line });
      if (row.ticks) marks(row.ticks, end + 11, { x, write, ink });
      row.over({ x, y: row.ticks ? top + (row.height - 14) / 2 : y + tall / 2, add, ink });
      words.forEach((line, at) => write(0, y + GAP / 2 + 12 + at * LINE, line));
      numbers.forEach((line, at) => write(NUMBERS, y + GAP / 2 + 12 + at * LINE, line));
      y += tall;
    }
    svg.setAttribute("viewBox", `0 0 ${WIDE} ${Math.ceil(y + 2)}`);
    svg.setAttribute("width", WIDE);
    svg.setAttribute("height", Math.ceil(y + 2));
    return svg;
  }

  function marks(ticks, y, { x, write, ink }) {
    for (const tick of ticks) write(x(tick.at), y, { line: tick.label }, { "text-anchor": "middle", "font-size": 10.5, fill: ink.muted });
  }

  // ---------------------------------------------------------------- differences
  function reach(pen, low, high) { pen.add("line", { x1: pen.x(low), x2: pen.x(high), y1: pen.y, y2: pen.y, stroke: pen.ink.diff, "stroke-width": 2.5 }); }
  function dot(pen, at, open) { pen.add("circle", { cx: pen.x(at), cy: pen.y, r: 4.5, fill: open ? pen.ink.paper : pen.ink.diff, stroke: pen.ink.diff, "stroke-width": 2 }); }

  // Return a chart of differences with intervals about zero; `rows`: [{ words, numbers, value, low, high, luck }], `sesoi` is
  // half of the grey band, `end` where the axis ends on both sides, `luck` whether some dot may be hollow.
  function differences({ heads, rows, sesoi, end, ticks, luck, unit }) {
    const at = (value) => 0.5 + value / (2 * end);
    const band = (pen, from, to, top, height) => pen.add("rect", { x: pen.x(from), y: top.toFixed(1), width: (pen.x(to) - pen.x(from)).toFixed(2), height: height.toFixed(1), fill: pen.ink.line, "fill-opacity": 0.55 });
    const legend = [
      { text: "difference and its 95 % interval", draw: (pen) => { reach(pen, 0, 1); dot(pen, 0.5); } },
      ...(luck ? [{ text: "may be luck: the interval holds zero", draw: (pen) => { reach(pen, 0, 1); dot(pen, 0.5, true); } }] : []),
      { text: `no practical difference: less than ${sesoi} ${unit}`, draw: (pen) => band(pen, 0, 1, pen.y - 7, 14) },
    ];
    return draw({
      heads, legend, ticks: ticks.map((value) => ({ at: at(value), label: window.aftermath.brief(value), zero: value === 0 })),
      rows: rows.map((row) => ({
        words: row.words, numbers: row.numbers,
        draw: (pen) => band(pen, Math.max(0, at(-sesoi)), Math.min(1, at(sesoi)), pen.top, pen.end - pen.top),
        over: (pen) => { if (row.low !== null) reach(pen, at(row.low), at(row.high)); if (row.value !== null) dot(pen, at(row.value), row.luck); },
      })),
    });
  }

  // Marks about zero, some five of them, within an axis.
  function ticks(end) {
    const rough = end / 2.2, size = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((each) => each * size).filter((each) => each <= rough).pop() || size;
    const found = [0];
    for (let value = step; value < end; value += step) found.push(value, -value);
    return found;
  }

  window.aftermath.strips = { draw, differences, ticks };
})();
