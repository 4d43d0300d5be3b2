// One button that saves what it stands beside: <am-save label="Deaths" :of.prop="() => ({...})"></am-save>
//
// `of` is asked when the menu opens, and again for what is saved. It returns
//   name     what files are called after "aftermath-"
//   wait     a sentence, while what is drawn is not yet what was asked; nothing can be saved then
//   rows     for CSV: () => [[heading, ...], [cell, ...], ...], or the text of a whole table
//   parcel   for Parquet: what the page's Parcels make a file of (viz/pages/parcel.py)
//   holds    what that file holds, if it is not every run of what is drawn
//   picture  for SVG and PNG: () => what aftermath.paper.sheet draws, or a promise of it
// What is not there is not offered.
(function () {
  const { aftermath } = window;
  const KINDS = [
    { kind: "csv", needs: "rows", title: "CSV", says: "the numbers drawn, as a table" },
    { kind: "parquet", needs: "parcel", title: "Parquet", says: "every run, for pandas or R" },
    { kind: "svg", needs: "picture", title: "SVG", says: "the picture, sharp at any size" },
    { kind: "png", needs: "picture", title: "PNG", says: "the picture, for slides and essays" },
  ];
  const TYPES = { csv: "text/csv;charset=utf-8", parquet: "application/vnd.apache.parquet", svg: "image/svg+xml", png: "image/png", html: "text/html;charset=utf-8" };

  const PLAIN = /^[^"\r\n,]*$/;
  function cell(value) {
    if (value === null || value === undefined) return "";
    const text = String(value);
    return PLAIN.test(text) ? text : `"${text.replace(/"/g, '""')}"`;
  }
  function csv(rows) { return rows.map((row) => `${row.map(cell).join(",")}\n`).join(""); }

  // Hand a file to the browser's downloads.
  function give(name, content, kind) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: TYPES[kind] }));
    link.download = `aftermath-${name}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    return link.download;
  }

  async function save(of, kind) {
    if (of.wait) throw new Error(of.wait);
    if (kind === "csv") {
      const rows = await of.rows();
      return give(of.name, typeof rows === "string" ? rows : csv(rows), kind);
    }
    if (kind === "parquet") {
      if (!aftermath.parcel) throw new Error("this page packs no files");
      return give(of.name, await aftermath.parcel(of.parcel), kind);
    }
    const sheet = aftermath.paper.sheet(await of.picture());
    return give(of.name, kind === "svg" ? aftermath.paper.asText(sheet) : await aftermath.paper.asPng(sheet), kind);
  }

  // ---------------------------------------------------------------- where it comes from
  function strength(value) { return value === 0 ? "off" : `× ${value}`; }
  // What is assumed, in a line.
  function assumptions() {
    const { preset, claims, parameters } = aftermath.account();
    const changes = [...claims.map((each) => `${each.id} ${strength(each.strength)}`), ...parameters.map((each) => `${each.claim} ${each.label} = ${Number(each.value.toPrecision(4))}`.trim())];
    return `${preset.title}${changes.length ? `; changed: ${changes.join(", ")}` : "; nothing changed"}`;
  }
  // What every picture says below it: assumptions, runs (of each world, or in words), version, and how to see it again.
  function source(runs) {
    const { seed, version, model, disclaimer } = aftermath.account();
    const words = typeof runs === "number" && runs ? `${runs} runs of each world, with the same luck in both` : runs;
    const made = `${words ? `${words}; random` : "Random"} seed ${seed}. Aftermath ${version}, model ${model.slice(0, 12)}.`;
    return [`Assumptions: ${assumptions()}.`, `${made} ${disclaimer}`, `To see it again: ${window.location.href}`];
  }

  // ---------------------------------------------------------------- the button
  function element(tag, attributes, text) {
    const found = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
    if (text !== undefined) found.textContent = text;
    return found;
  }

  let menus = 0;

  class Save extends HTMLElement {
    connectedCallback() {
      if (this.button) return;
      const id = `am-save-${(menus += 1)}`;
      this.classList.add("am-noprint");
      this.button = element("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id, title: "Save" }, this.getAttribute("text") || "Save");
      this.menu = element("div", { id, role: "menu", class: "am-menu am-card", hidden: "" });
      this.said = element("span", { role: "status", class: "am-hidden" });
      this.append(this.button, this.menu, this.said);
      this.name();
      this.button.addEventListener("click", () => (this.menu.hidden ? this.open() : this.close()));
      this.menu.addEventListener("mousedown", (event) => event.preventDefault()); // some browsers take the focus away
      this.addEventListener("keydown", (event) => this.key(event));
      this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.close(); });
      // A press outside leaves the focus where it was if what is pressed takes none.
      this.outside = (event) => { if (!this.contains(event.target)) this.close(); };
      this.follow = () => this.place();
    }
    disconnectedCallback() { this.close(); }
    static get observedAttributes() { return ["label"]; }
    attributeChangedCallback() { this.name(); }
    name() {
      if (!this.button) return;
      const label = this.getAttribute("label") || "this";
      this.button.setAttribute("aria-label", `Save ${label}`);
      this.menu.setAttribute("aria-label", `Save ${label} as`);
    }

    open() {
      const of = this.of();
      this.menu.replaceChildren();
      if (of.wait) this.menu.append(element("p", { class: "am-muted", role: "none" }, of.wait));
      for (const { kind, needs, title, says } of KINDS) {
        if (!of[needs]) continue;
        const item = element("button", { type: "button", role: "menuitem", tabindex: "-1", "data-kind": kind });
        if (of.wait) item.setAttribute("aria-disabled", "true");
        item.append(element("strong", {}, title), " ", element("span", { class: "am-muted" }, (kind === "parquet" && of.holds) || says));
        item.addEventListener("click", () => this.choose(kind));
        this.menu.append(item);
      }
      this.menu.hidden = false;
      this.button.setAttribute("aria-expanded", "true");
      this.place();
      this.items()[0].focus({ preventScroll: true });
      document.addEventListener("pointerdown", this.outside, true);
      window.addEventListener("resize", this.follow);
      window.addEventListener("scroll", this.follow, true);
    }
    // Below the button if there is room, in the window in any case.
    place() {
      this.menu.style.left = "0";
      const at = this.button.getBoundingClientRect(), { offsetWidth: w, offsetHeight: h } = this.menu;
      const top = at.bottom + h + 8 < window.innerHeight ? at.bottom + 4 : Math.max(4, at.top - h - 4);
      this.menu.style.left = `${Math.max(4, Math.min(at.right - w, window.innerWidth - w - 4))}px`;
      this.menu.style.top = `${top}px`;
    }
    close(back) {
      if (!this.menu || this.menu.hidden) return;
      if (back) this.button.focus({ preventScroll: true });
      this.menu.hidden = true;
      this.button.setAttribute("aria-expanded", "false");
      document.removeEventListener("pointerdown", this.outside, true);
      window.removeEventListener("resize", this.follow);
      window.removeEventListener("scroll", this.follow, true);
    }
    items() { return [...this.menu.querySelectorAll("[role=menuitem]")]; }
    key(event) {
      if (this.menu.hidden) {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        this.open();
        return;
      }
      const items = this.items(), at = items.indexOf(document.activeElement), last = items.length - 1;
      const to = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
      const begun = event.key.length === 1 ? items.find((each) => each.textContent.toLowerCase().startsWith(event.key.toLowerCase())) : null;
      if (event.key === "Escape") this.close(true);
      else if (to !== undefined) items[to].focus();
      else if (begun && event.key !== " ") begun.focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    async choose(kind) {
      const of = this.of();
      if (of.wait) return;
      this.close(true);
      this.dataset.saving = kind;
      try {
        this.say(`Saved ${await save(of, kind)}`);
      } catch (problem) {
        this.say(`Not saved: ${problem.message}`, true);
      }
      delete this.dataset.saving;
    }
    // Heard by all; what went wrong is seen too.
    say(text, wrong) {
      this.said.textContent = text;
      this.said.className = wrong ? "am-note am-bad am-said" : "am-hidden";
      clearTimeout(this.later);
      this.later = setTimeout(() => { this.said.textContent = ""; this.said.className = "am-hidden"; }, 6000);
    }
  }

  aftermath.saving = { save, give, csv, assumptions, source };
  customElements.define("am-save", Save);
})();
