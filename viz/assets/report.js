// The report: what is on screen as one file that asks for nothing, built node by node, so that no text becomes code.
(function () {
  const { aftermath } = window;
  const { paper } = aftermath;
  const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.25rem 3rem; background: #fff; color: #1c2126; font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: .2rem 0 .5rem; } h2 { font-size: 1.3rem; line-height: 1.25; margin: 2.2rem 0 .5rem; border-top: 2px solid #1c2126; padding-top: .7rem; }
h3 { font-size: 1.05rem; line-height: 1.3; margin: 1.1rem 0 .3rem; } h4 { font-size: .95rem; margin: .8rem 0 .2rem; }
p, ul, ol, dl, figure, table, pre { margin: 0 0 .8rem; } .kind, .muted { color: #59636e; } .kind { margin: 0; font-size: .9rem; }
.caveat { border-left: 4px solid #59636e; padding-left: .8rem; font-weight: 600; } .note { white-space: pre-wrap; }
.worlds { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.6rem; } .tag { font-weight: 700; color: #fff; border-radius: 4px; padding: 0 .4rem; } .tag.a { background: #c44601; } .tag.b { background: #0067a3; } .tag { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .9rem; font-size: .92rem; } dt { color: #59636e; } dd { margin: 0; }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem 1.6rem; } figure { break-inside: avoid; min-width: 0; } figcaption { font-size: .85rem; color: #59636e; } figure h3 { margin: 0; align-self: end; } .charts figure { display: grid; grid-template-rows: subgrid; grid-row: span 3; gap: .2rem; margin: 0; }
svg { display: block; max-width: 100%; } .charts svg { width: 100%; height: auto; } .signs { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; } .signs li { display: inline-flex; align-items: center; gap: .4rem; } .signs svg { flex: none; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .88rem; line-height: 1.35; width: 100%; } caption { text-align: left; font-weight: 600; padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .22rem .6rem .22rem 0; border-bottom: 1px solid #d5dae0; } thead th { border-bottom: 2px solid #59636e; vertical-align: bottom; } tbody th { font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", Consolas, monospace; font-size: .85rem; } pre { background: #f3f4f6; border: 1px solid #d5dae0; border-radius: 4px; padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; } .link { overflow-wrap: anywhere; font-size: .85rem; }
.claim { break-inside: avoid; } footer { border-top: 1px solid #d5dae0; margin-top: 2.2rem; padding-top: .8rem; color: #59636e; font-size: .9rem; }
.seen :is(h1, h2, h3, h4, h5, h6, p, ul, ol, li, dl, dt, dd, figure, figcaption, table, caption, th, td, blockquote, pre, summary, label) { font: inherit; color: inherit; margin: 0; padding: 0; border: 0; display: revert; max-width: 100%; }
.seen { margin-top: 2.2rem; border-top: 2px solid #1c2126; padding-top: .7rem; }
@page { size: A4; margin: 15mm 14mm 16mm; }
@media (max-width: 40rem) { .worlds, .charts { grid-template-columns: 1fr; } .seen { overflow-x: auto; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print { :root { font-size: 10pt; } body { max-width: none; padding: 0; } h2, h3, h4, caption, .signs, .lead { break-after: avoid; } .seen { zoom: .85; } .seen { print-color-adjust: exact; -webkit-print-color-adjust: exact; } tr, .claim, .whole, figure { break-inside: avoid; } .wide { overflow: visible; } }
`;

  // ---------------------------------------------------------------- building
  function node(tag, attributes, ...children) {
    const found = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== undefined) found.setAttribute(name, value);
    found.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== ""));
    return found;
  }
  const terms = (pairs) => node("dl", {}, pairs.filter(([, said]) => said).map(([term, said]) => [node("dt", {}, term), node("dd", {}, said)]));
  const tag = (side) => node("span", { class: `tag ${side}` }, side.toUpperCase());
  const short = (value) => String(Number(Number(value).toPrecision(4))).replace("-", "−");

  // A table whose first column names the row; columns given as numbers stand to the right.
  function table(caption, headings, rows, numbers = []) {
    const cells = (row) => row.map((each, at) => node(at ? "td" : "th", { class: numbers.includes(at) ? "number" : undefined, scope: at ? undefined : "row" }, each));
    return node("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, node("table", {}, node("caption", {}, caption),
      node("thead", {}, node("tr", {}, headings.map((each, at) => node("th", { scope: "col", class: numbers.includes(at) ? "number" : undefined }, each)))),
      node("tbody", {}, rows.map((row) => node("tr", {}, cells(row))))));
  }

  // A picture of the page with what stands below it.
  function figure(svg, title, caption, says) {
    svg.setAttribute("font-family", paper.FONT.replace(/"/g, "'")); // it was measured in
    if (svg.hasAttribute("height")) svg.setAttribute("style", "height:auto");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", says);
    return node("figure", {}, title, svg, node("figcaption", {}, caption));
  }

  // What signs of a picture mean: elements of the page, each a sign and words.
  function signs(elements) {
    return node("ul", { class: "signs" }, elements.map((each) => {
      const sign = each.querySelector("svg"), found = sign && paper.copied(sign);
      if (found) found.setAttribute("aria-hidden", "true");
      return node("li", {}, found, paper.wordsOf(each));
    }));
  }

  // ---------------------------------------------------------------- what was asked
  function asked(account) {
    const worlds = Object.entries(account.worlds).map(([side, of]) => node("div", {},
      node("h3", {}, tag(side), " ", of.title), node("p", {}, of.about),
      of.policies.map((each) => node("p", {}, node("strong", {}, `Policy: ${each.title}`), ` (week${each.weeks.length > 1 ? "s" : ""} ${each.weeks.join(", ")}). ${each.about}`)),
      of.events.length ? [node("h4", {}, "What is forced"), node("ul", {}, of.events.map((each) => node("li", {}, `Week ${each.week}, ${each.day}: ${each.text}`)))] : node("p", { class: "muted" }, "Nothing is forced.")));
    return [node("h2", {}, "What was asked"), node("div", { class: "worlds" }, worlds), ...assumptions(account)];
  }

  function assumptions(account) {
    const { preset, claims, parameters } = account;
    const found = [node("h2", {}, "What is assumed"),
      node("p", {}, node("strong", {}, `${preset.title}. `), preset.about, ` ${account.on} of ${account.of} claims and rivals are on.`)];
    if (!claims.length && !parameters.length) return [...found, node("p", {}, "Nothing is changed from this assumption set.")];
    found.push(node("p", { class: "lead" }, "Changed from it by the reader:"));
    for (const each of claims) found.push(node("section", { class: "claim" }, node("h3", {}, `${each.id}: ${strength(each.strength)}, was ${strength(each.was)}`), node("p", {}, each.says),
      terms([["In the essay", each.where || "not in the essay: a rival from the literature"], ["Who acts", each.who], ["Why this might be wrong", each.doubt]])));
    if (parameters.length) {
      found.push(table("Numbers changed", ["Number", "Claim", "Now", "Was", "Range", "Unit", "Source"],
        parameters.map((each) => [each.label, each.claim || "–", short(each.value), short(each.was), `${short(each.low)} to ${short(each.high)}`, each.unit, each.source]), [2, 3]));
    }
    return found;
  }

  function strength(value) { return value === 0 ? "off" : value === 1 ? "as stated" : value === 2 ? "doubled" : `strength × ${short(value)}`; }

  function again(account, seen) {
    return [node("h2", {}, "How to read it, and see it again"),
      node("p", {}, `${account.disclaimer} Every number comes from runs of a model in which claims of an essay of November 2016 are rules that can be switched off. `,
        "Ranges and intervals say how runs differ by chance under these assumptions. They do not say how far the assumptions, or the model, may be wrong."),
      // Other pages run what they need, for as long as they need, and say so themselves.
      node("p", {}, `${seen.page === "worlds" ? `Both worlds were run with the same luck, from random seed ${account.seed}, over ${account.weeks} weeks from Monday 28 November 2016.` : `Random seed ${account.seed}; weeks are counted from Monday 28 November 2016.`} Version ${account.version}; model ${account.model.slice(0, 12)}.`),
      node("h3", {}, "The same from the command line"), node("pre", {}, node("code", {}, seen.command)),
      node("h3", {}, "The same in the app"), node("p", { class: "link" }, node("code", {}, window.location.href))];
  }

  // ---------------------------------------------------------------- blocks of a page, as they are drawn
  const LOOK = ("color background-color font-size font-weight font-style line-height text-align text-transform white-space vertical-align list-style-type " +
    "display flex-direction flex-wrap align-items justify-content flex-grow row-gap column-gap grid-template-columns grid-column-start grid-column-end order " +
    "margin-top margin-right margin-bottom margin-left padding-top padding-right padding-bottom padding-left border-collapse border-radius opacity text-decoration-line " +
    "border-top-width border-top-style border-top-color border-right-width border-right-style border-right-color border-bottom-width border-bottom-style border-bottom-color border-left-width border-left-style border-left-color").split(" ");
  const HELD = new Set(["scope", "colspan", "rowspan", "role", "aria-label", "open", "start", "value", "max", "min", "lang", "dir"]);
  const GONE = "script, style, link, template, iframe, object, embed, input, textarea, dialog, am-save, .am-noprint, .am-hidden, [data-noreport]";

  const SAID = "[data-keep], td button, th button, dt button, dd button"; // pressed, but read as well

  // Return a block of the page as the report has it: looks become classes, what is pressed or not seen is left out.
  function block(root, looks) {
    const walk = (from) => {
      if (from.nodeType === Node.TEXT_NODE) return document.createTextNode(from.data);
      if (from.nodeType !== Node.ELEMENT_NODE || from.matches(GONE)) return null;
      if (from.tagName === "BUTTON" && !from.matches(SAID)) return null;
      const style = getComputedStyle(from);
      if (style.display === "none" || style.visibility === "hidden") return null;
      if (from.tagName.toLowerCase() === "svg") return picture(from);
      if (from.tagName === "SELECT") return document.createTextNode(from.selectedOptions[0] ? from.selectedOptions[0].textContent : "");
      const tag = { BUTTON: "span", A: "span", LABEL: "span" }[from.tagName] || from.tagName.toLowerCase();
      const to = document.createElement(tag);
      for (const { name, value } of from.attributes) if (HELD.has(name) && !(tag === "span" && name === "role")) to.setAttribute(name, value);
      to.className = lookOf(style, looks) + (from.matches("article, .am-card") ? " whole" : "");
      for (const child of from.childNodes) { const found = walk(child); if (found) to.append(found); }
      return to;
    };
    const found = walk(root);
    return found && node("section", { class: "seen" }, found);
  }

  function lookOf(style, looks) {
    const said = LOOK.map((name) => [name, style.getPropertyValue(name)]).filter(([, value]) => value && !value.includes("url("))
      .map(([name, value]) => `${name}:${name === "grid-template-columns" ? shared(value) : paper.hex(value)}`).join(";");
    if (!looks.has(said)) looks.set(said, `l${looks.size}`);
    return looks.get(said);
  }
  // Columns that were so many pixels wide on this screen share whatever a page has.
  function shared(columns) { return columns.replace(/([\d.]+)px/g, (_, wide) => `minmax(min-content,${wide}fr)`); }

  function picture(svg) {
    const box = svg.getBoundingClientRect(), found = paper.copied(svg);
    if (!found) return null;
    found.setAttribute("width", Math.round(box.width));
    found.removeAttribute("height");
    found.setAttribute("style", "height:auto");
    const label = svg.getAttribute("aria-label");
    if (label) { found.setAttribute("role", "img"); found.setAttribute("aria-label", label); } else found.setAttribute("aria-hidden", "true");
    return found;
  }

  // ---------------------------------------------------------------- the whole
  // Return the report as text. `own` is the reader's: title, name, note. Blocks are what bears data-report, in order (or the whole page);
  // one with a property `report` is asked for its own form (a node, nodes, or a promise of them).
  async function build(own) {
    const account = aftermath.account(), seen = aftermath.seen();
    const whole = document.implementation.createHTMLDocument("");
    const title = own.title || Object.values(account.worlds).map((each) => each.title).join(" | ");
    const blocks = [], looks = new Map();
    for (const each of marked()) {
      const found = each.report ? await each.report() : paper.inLight(() => block(each, looks));
      if (found) blocks.push(...[found].flat());
    }
    const today = new Date();
    whole.documentElement.lang = "en";
    whole.head.replaceChildren(node("meta", { charset: "utf-8" }), node("meta", { "http-equiv": "Content-Security-Policy", content: POLICY }),
      node("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }), node("meta", { name: "generator", content: `Aftermath ${account.version}` }),
      node("title", {}, `${title} – Aftermath`), node("style", {}, STYLE + [...looks].map(([look, name]) => `.seen .${name}{${look}}`).join("\n")));
    whole.body.replaceChildren(node("header", {}, node("p", { class: "kind" }, `Aftermath: ${seen.title}`), node("h1", {}, title),
      node("p", { class: "kind" }, [own.name, `${today.getDate()} ${aftermath.month(today.getMonth())} ${today.getFullYear()}`].filter(Boolean).join(", ")),
      own.note ? node("p", { class: "note" }, own.note) : null, node("p", { class: "caveat" }, account.disclaimer)),
    node("main", {}, asked(account), blocks, again(account, seen)),
    node("footer", {}, `Made with Aftermath ${account.version}. ${account.disclaimer}`));
    return `<!doctype html>\n${whole.documentElement.outerHTML}\n`;
  }

  // What a page marks for the report, or all of it if it marks nothing.
  function marked() {
    const found = document.querySelectorAll("#am-main [data-report]");
    return found.length ? found : document.querySelectorAll("#am-main > *");
  }

  // Say why a report would not show what was asked, or nothing.
  function wait() {
    return document.querySelector("[data-stale=true]") ? "New runs are under way: what is drawn is not yet what was asked. Try again in a moment." : "";
  }

  aftermath.report = { build, wait, node, table, figure, signs, terms };
})();
