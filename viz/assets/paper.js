// Pictures to take away: an SVG of the page as a file that stands by itself, light, titled, with its legend.
(function () {
  const NS = "http://www.w3.org/2000/svg";
  const FONT = '"Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';
  const INK = "#1c2126", MUTED = "#59636e", GROUND = "#ffffff";
  const WIDE = 800, EDGE = 28; // of a sheet, in pixels
  // What a picture may say of geometry; whatever else an element carries stays behind, scripts included.
  const SHAPE = new Set(("d x y x1 y1 x2 y2 cx cy r rx ry dx dy width height points transform viewBox preserveAspectRatio id offset " +
    "pathLength refX refY markerUnits markerWidth markerHeight orient clipPathUnits gradientUnits gradientTransform patternUnits").split(" "));
  const TAGS = new Set("svg g path line circle ellipse rect polyline polygon text tspan title defs marker clipPath linearGradient radialGradient stop pattern use".split(" "));
  // How it looks, with what holds where nothing is said; what a parent hands down is compared with the parent.
  const OWN = { opacity: "1", "marker-start": "none", "marker-mid": "none", "marker-end": "none", "clip-path": "none", "stop-color": "rgb(0, 0, 0)", "stop-opacity": "1", "dominant-baseline": "auto" };
  const HANDED_DOWN = {
    fill: "rgb(0, 0, 0)", "fill-opacity": "1", "fill-rule": "nonzero", stroke: "none", "stroke-width": "1px", "stroke-opacity": "1",
    "stroke-dasharray": "none", "stroke-linecap": "butt", "stroke-linejoin": "miter", "paint-order": "normal", visibility: "visible",
    "text-anchor": "start", "font-size": "", "font-weight": "400", "font-style": "normal",
  };
  const LINKED = /^url\(["']?#([^"')]+)["']?\)$/;
  let pictures = 0;

  // Whatever is read in here is read in light colours, at once: no change of theme is ever seen or animated.
  function inLight(read) {
    const root = document.documentElement, before = root.dataset.theme;
    if ("still" in root.dataset) return read(); // within another reading, which takes it back at its end
    root.dataset.still = "";
    root.dataset.theme = "light";
    try { return read(); } finally {
      root.dataset.theme = before;
      getComputedStyle(root).color; // taken back before anything may move again
      delete root.dataset.still;
    }
  }

  function make(tag, attributes, text) {
    const found = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes || {})) found.setAttribute(name, value);
    if (text !== undefined) found.textContent = text;
    return found;
  }

  function hex(colour) {
    const found = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(colour);
    if (!found || (found[4] !== undefined && Number(found[4]) < 1)) return colour;
    return `#${found.slice(1, 4).map((each) => Number(each).toString(16).padStart(2, "0")).join("")}`;
  }

  // Return a copy of an SVG whose look no longer hangs on this page; `prefix` keeps its ids apart from others'.
  function copied(svg) {
    const prefix = `p${(pictures += 1)}-`, size = sizeOf(svg);
    const walk = (from, handed) => {
      const tag = from.tagName, inner = tag === "svg" && from !== svg;
      if (!TAGS.has(tag)) return null;
      const style = getComputedStyle(from);
      if (style.display === "none") return null;
      const to = document.createElementNS(NS, inner ? "g" : tag), look = {};
      for (const { name, value } of from.attributes) {
        if (SHAPE.has(name) && !inner) to.setAttribute(name, name === "id" ? prefix + value : inPixels(name, value, size));
      }
      if (inner) to.setAttribute("transform", placed(from));
      else if (from === svg && !from.getAttribute("viewBox")) for (const [name, value] of [["viewBox", `0 0 ${size.w} ${size.h}`], ["width", size.w], ["height", size.h]]) to.setAttribute(name, value);
      const to_id = from.getAttribute("href");
      if (tag === "use" && to_id && to_id.startsWith("#")) to.setAttribute("href", `#${prefix}${to_id.slice(1)}`);
      for (const [name, none] of Object.entries(OWN)) {
        const value = style.getPropertyValue(name);
        if (value && value !== none) say(to, name, value, prefix);
      }
      for (const name of Object.keys(HANDED_DOWN)) {
        const value = style.getPropertyValue(name);
        look[name] = value;
        if (value && value !== handed[name]) say(to, name, value, prefix);
      }
      for (const child of from.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) to.appendChild(document.createTextNode(child.data));
        else if (child.nodeType === Node.ELEMENT_NODE) { const found = walk(child, look); if (found) to.appendChild(found); }
      }
      return tag === "text" ? withHalo(to, style) : to;
    };
    return inLight(() => walk(svg, HANDED_DOWN));
  }

  // A letter's ground drawn by itself: programs that know no paint-order would draw it over the letter.
  function withHalo(text, style) {
    if (!style.paintOrder.startsWith("stroke") || style.stroke === "none") return text;
    const group = make("g"), halo = text.cloneNode(true);
    halo.setAttribute("fill", hex(style.stroke));
    text.setAttribute("stroke", "none");
    for (const each of [halo, text]) each.removeAttribute("paint-order");
    halo.setAttribute("aria-hidden", "true");
    group.append(halo, text);
    return group;
  }

  function say(to, name, value, prefix) {
    const linked = LINKED.exec(value);
    if (linked) to.setAttribute(name, `url(#${prefix}${linked[1]})`);
    else if (!value.includes("url(")) to.setAttribute(name, hex(value).replace(/px\b/g, ""));
  }

  // Return an SVG's own size, whether it is given by viewBox, by pixels, or by the page.
  function sizeOf(svg) {
    const box = svg.viewBox.baseVal;
    if (box && box.width) return { w: box.width, h: box.height };
    const [w, h] = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
    if (w && h) return { w, h };
    const seen = svg.getBoundingClientRect();
    return { w: seen.width, h: seen.height };
  }

  // Parts of the whole, as in x="50%", hold only where the picture is as wide as it was.
  function inPixels(name, value, { w, h }) {
    if (!/^-?[\d.]+%$/.test(value)) return value;
    return ((parseFloat(value) / 100) * (/^(x|cx|dx|width)/.test(name) ? w : h)).toFixed(2);
  }

  // Where a picture within a picture stands; it becomes a group, for programs that draw no such thing.
  function placed(svg) {
    const box = svg.viewBox.baseVal, x = svg.x.baseVal.value, y = svg.y.baseVal.value;
    if (!box || !box.width) return `translate(${x.toFixed(2)} ${y.toFixed(2)})`;
    return `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${(svg.width.baseVal.value / box.width).toFixed(5)}) translate(${-box.x} ${-box.y})`;
  }

  // ---------------------------------------------------------------- words
  const pen = document.createElement("canvas").getContext("2d");
  // The page brings some of this type along and loads it when it is first used: too late for the first sheet.
  for (const weight of [400, 650]) document.fonts.load(`${weight} 12px ${FONT}`);
  const SLACK = 1.05; // another machine's type may run wider

  function widthOf(text, size, weight) { pen.font = `${weight || 400} ${size}px ${FONT}`; return pen.measureText(text).width * SLACK; }

  // Break text into lines; a word that is longer than a line, as a link is, is cut.
  function lines(text, width, size, weight) {
    const found = [];
    let line = "";
    for (let word of String(text).split(/\s+/).filter(Boolean)) {
      if (line && widthOf(`${line} ${word}`, size, weight) > width) { found.push(line); line = ""; }
      while (widthOf(word, size, weight) > width) {
        let cut = word.length - 1;
        while (cut > 1 && widthOf(word.slice(0, cut), size, weight) > width) cut -= 1;
        cut = word.lastIndexOf("&", cut) > cut / 2 ? word.lastIndexOf("&", cut) : cut; // a link, at one of its parts
        found.push(word.slice(0, cut));
        word = word.slice(cut);
      }
      line = line ? `${line} ${word}` : word;
    }
    return line ? [...found, line] : found;
  }

  // Return a line as long as there is room, with a sign where it is cut.
  function cut(text, width, size, weight) {
    if (widthOf(text, size, weight) <= width) return text;
    let kept = text;
    while (kept && widthOf(`${kept} …`, size, weight) > width) kept = kept.slice(0, -1).trimEnd();
    return `${kept} …`;
  }

  // ---------------------------------------------------------------- a sheet
  // Return a picture as a page of its own. `of` says: title, unit, svg, legend (elements of the page, each a sign
  // and words), values and notes (sentences), says (what a screen reader hears of it).
  function sheet(of) {
    const whole = make("svg", { xmlns: NS, "font-family": FONT.replace(/"/g, "'"), fill: INK, role: "img" });
    const ground = make("rect", { fill: GROUND });
    const notes = of.notes.filter(Boolean);
    whole.append(make("title", {}, of.title), make("desc", {}, [of.says, ...of.values, ...notes].filter(Boolean).join(" ")), ground);
    const inner = WIDE - 2 * EDGE;
    let y = EDGE - 6;
    const write = (text, size, more) => {
      for (const line of lines(text, inner, size, more["font-weight"])) {
        y += size * 1.35;
        whole.appendChild(make("text", { x: EDGE, y: y.toFixed(1), "font-size": size, ...more }, line));
      }
    };
    write(of.title, 21, { "font-weight": 650 });
    if (of.unit) write(of.unit, 14, { fill: MUTED });
    y += 8;
    y = drawLegend(whole, of.legend, y, inner);
    y = drawPicture(whole, of.svg, y + 8, inner);
    y += 4;
    for (const each of of.values) write(each, 13.5, {});
    y += 8;
    for (const each of notes) { write(each, 12, { fill: MUTED }); y += 3; }
    const height = Math.ceil(y + EDGE - 8);
    for (const each of [whole, ground]) { each.setAttribute("width", WIDE); each.setAttribute("height", height); }
    whole.setAttribute("viewBox", `0 0 ${WIDE} ${height}`);
    return whole;
  }

  function drawLegend(whole, legend, top, inner) {
    const size = 13, row = 22;
    let x = EDGE, y = top + row - 8;
    for (const each of legend) {
      const sign = each.querySelector("svg"), from = sign ? signSize(sign) : { w: -7, h: 0 };
      const words = lines(wordsOf(each), inner - from.w - 7, size);
      const width = from.w + 7 + Math.max(...words.map((line) => widthOf(line, size)));
      if (x > EDGE && x + width > EDGE + inner) { x = EDGE; y += row; }
      if (sign) whole.appendChild(drawnSign(sign, from, x, y - 4.5 - from.h / 2));
      words.forEach((line, at) => {
        y += at ? size * 1.3 : 0;
        whole.appendChild(make("text", { x: (x + from.w + 7).toFixed(1), y: y.toFixed(1), "font-size": size }, line));
      });
      x += width + 20;
    }
    return legend.length ? y + 4 : top;
  }

  // The words beside a sign; a letter within it is part of the sign.
  function wordsOf(element) {
    const words = element.cloneNode(true);
    words.querySelectorAll("svg").forEach((each) => each.remove());
    return words.textContent.trim().replace(/\s+/g, " ");
  }

  function drawnSign(sign, { w }, x, y) {
    const box = sign.viewBox.baseVal, seen = box && box.width;
    const within = seen ? ` scale(${w / box.width}) translate(${-box.x} ${-box.y})` : "";
    return moved(copied(sign), `translate(${x.toFixed(1)} ${y.toFixed(1)})${within}`);
  }

  function signSize(svg) { return { w: Number(svg.getAttribute("width")) || 16, h: Number(svg.getAttribute("height")) || 16 }; }

  // A group instead of an SVG within an SVG, which some programs do not draw.
  function moved(svg, transform) {
    const group = make("g", { transform });
    for (const { name, value } of svg.attributes) if (!SHAPE.has(name) && name !== "font-family") group.setAttribute(name, value);
    group.append(...svg.childNodes);
    return group;
  }

  function drawPicture(whole, svg, top, inner) {
    const { w, h } = sizeOf(svg), scale = inner / w, clip = `clip${(pictures += 1)}`;
    const edge = make("clipPath", { id: clip });
    edge.appendChild(make("rect", { width: w, height: h }));
    const group = moved(svg, `translate(${EDGE} ${top.toFixed(1)}) scale(${scale.toFixed(5)})`);
    group.setAttribute("clip-path", `url(#${clip})`);
    whole.append(edge, group);
    return top + h * scale;
  }

  // ---------------------------------------------------------------- files
  function asText(svg) { return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`; }

  // Return a picture as PNG, twice as fine as it stands on a screen.
  function asPng(svg, times = 2) {
    return new Promise((answer, refuse) => {
      const width = Number(svg.getAttribute("width")), height = Number(svg.getAttribute("height"));
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        canvas.width = width * times;
        canvas.height = height * times;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((made) => (made ? answer(made) : refuse(new Error("this browser cannot make the picture"))), "image/png");
      };
      image.onerror = () => refuse(new Error("this browser cannot draw the picture"));
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asText(svg))}`;
    });
  }

  window.aftermath.paper = { FONT, inLight, copied, sizeOf, sheet, wordsOf, asText, asPng, hex, make, lines, cut, widthOf };
})();
