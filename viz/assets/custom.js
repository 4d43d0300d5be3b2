// What all parts of the page share in the browser: the week under the cursor, theme, numbers, files.
(function () {
  const root = document.documentElement;
  root.lang = "en";
  const viewport = document.querySelector('meta[name="viewport"]');
  if (viewport) viewport.content = "width=device-width, initial-scale=1";

  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const DAY_0 = Date.UTC(2016, 10, 28), WEEK = 7 * 24 * 3600 * 1000;
  const SETTLED = 2000; // milliseconds in which a page that was turned to is put together
  const MONTHS = "January February March April May June July August September October November December".split(" ");

  const watchers = new Set();
  const aftermath = {
    weeks: 156,
    week: 0,
    playing: false,
    // A part that is drawn later reads `week`; one that stands already is told.
    setWeek(week) {
      const next = Math.max(0, Math.min(aftermath.weeks, Math.round(week)));
      if (next === aftermath.week) return;
      aftermath.week = next;
      watchers.forEach((each) => each(next));
    },
    watch(told) { watchers.add(told); return () => watchers.delete(told); },
    // Whoever names a claim can lead to it; the assumption panel listens.
    showClaim(id) { window.dispatchEvent(new CustomEvent("aftermath-claim", { detail: id })); },
    onClaim(told) {
      const heard = (event) => told(event.detail);
      window.addEventListener("aftermath-claim", heard);
      return () => window.removeEventListener("aftermath-claim", heard);
    },
    // Lead the eye and the focus to a part of the page.
    show(at) {
      if (!at) return;
      if (!at.hasAttribute("tabindex")) at.setAttribute("tabindex", "-1");
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      at.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
      at.focus({ preventScroll: true });
    },
    // Wait for a part that is drawn in a moment, on the page that is being turned to. While that page is still being put
    // together, what was found may be drawn anew and lose the focus: then it is told of again.
    when(selector, told, patience = 60000) {
      const found = document.querySelector(selector);
      if (found) { told(found); return () => {}; }
      let known = null, end = null;
      const seen = new MutationObserver(() => {
        const at = document.querySelector(selector);
        if (!at || (known && document.activeElement !== document.body)) return;
        if (!known) { clearTimeout(end); end = setTimeout(stop, SETTLED); }
        known = at;
        told(at);
      });
      const stop = () => { seen.disconnect(); clearTimeout(end); };
      end = setTimeout(stop, patience);
      seen.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["style", "class"] });
      return stop;
    },
    date(week) { return new Date(DAY_0 + week * WEEK); },
    day(week) {
      const day = aftermath.date(week);
      return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
    },
    month(number) { return MONTHS[number]; },
    isoDay(week) { return aftermath.date(week).toISOString().slice(0, 10); },
    // The week in which a year begins, for axes.
    newYear(year) { return (Date.UTC(year, 0, 1) - DAY_0) / WEEK; },
    number(value, digits) {
      if (value === null || value === undefined || Number.isNaN(value)) return "–";
      const size = Math.abs(value);
      if (size >= 1e5) return (value < 0 ? "−" : "") + (size >= 999500 ? `${(size / 1e6).toFixed(2)}m` : `${Math.round(size / 1e3)}k`);
      const shown = value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return shown.replace(/^-/, "−").replace(/^−(0([.]0+)?)$/, "$1");
    },
    brief(value) {
      const size = Math.abs(value), sign = value < 0 ? "−" : "";
      const trim = (number) => String(Number(number.toPrecision(3)));
      if (size >= 1e6) return `${sign}${trim(size / 1e6)}m`;
      if (size >= 1e4) return `${sign}${trim(size / 1e3)}k`;
      return `${sign}${size >= 100 ? Math.round(size).toLocaleString("en-GB") : trim(size)}`;
    },
    // Browsers lend the clipboard to pages of this machine only; others take the old way.
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch (refused) {
        const field = document.createElement("textarea");
        field.value = text;
        field.setAttribute("readonly", "");
        field.style.cssText = "position:fixed;opacity:0";
        document.body.appendChild(field);
        field.select();
        const done = document.execCommand("copy");
        field.remove();
        return done;
      }
    },
    // What this browser remembers; private windows keep nothing.
    kept(name) { try { return localStorage.getItem(`aftermath.${name}`) || ""; } catch (refused) { return ""; } },
    keep(name, value) { try { localStorage.setItem(`aftermath.${name}`, value); } catch (refused) { /* then not */ } },
    theme: {
      order: ["auto", "light", "dark"],
      chosen: "auto",
      get() { return aftermath.theme.chosen; },
      set(name) {
        aftermath.theme.chosen = name;
        aftermath.keep("theme", name);
        aftermath.theme.show();
      },
      show() {
        const { chosen } = aftermath.theme;
        root.dataset.theme = chosen === "auto" ? (night.matches ? "dark" : "light") : chosen;
      },
    },
    panel(open) { root.dataset.panel = open ? "open" : "closed"; },
  };
  aftermath.theme.set(aftermath.kept("theme") || "auto");
  night.addEventListener("change", aftermath.theme.show);
  aftermath.panel(window.innerWidth >= 900);
  window.aftermath = aftermath;

  // Solara loads this file only; the others follow in order, fresh with every page, since their names never change.
  for (const name of ["glossary", "paper", "strips", "save", "report"]) {
    const script = document.createElement("script");
    script.src = `${window.solara.rootPath}/static/assets/${name}.js?v=now`;
    script.async = false;
    document.head.append(script);
  }
})();
