(() => {
  "use strict";
  const form = document.querySelector(".filter"), list = document.querySelector(".list"), none = document.querySelector(".none");
  const found = form.querySelector("output"), fields = ["q", "section", "year", "executor", "state", "sort"];
  const words = JSON.parse(list.dataset.words), language = document.documentElement.lang;
  const executors = [...form.executor.options].slice(1).map((option) => option.value);
  const badness = ["overdue", "not_reached", "at_risk", "no_data", "on_track", "not_due", "done", "cancelled"];
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const plain = (text) => text.toLowerCase().replaceAll("ё", "е").replace(/\s+/g, " ").trim();

  // What a deadline is called: its year or its day, and the day to which it was extended; the year that counts is the last.
  const labelOf = (each) => (each.querySelector("a") ?? each).firstChild.data.trim();

  const lines = [...list.children], measures = [];
  let section = "";
  for (const node of lines) {
    section = node.dataset.section || section;
    if (node.tagName !== "ARTICLE") continue;
    const { s: state, x = "", p = "", n: due = "9999" } = node.dataset;
    measures.push({
      node, section, state, due, place: measures.length, percent: p ? Number(p) : Infinity,
      executors: x.split(" ").filter(Boolean).map((place) => executors[place]),
      deadlines: [...node.querySelectorAll(":scope > .years > li")].map((each) => [labelOf(each).match(/\d{4}/g).at(-1), each.className]),
    });
  }
  const known = new Map(measures.map((one) => [one.node, one]));
  const titleOf = (one) => (one.title ??= one.node.querySelector(".title").textContent);
  const textOf = (one) => (one.text ??= plain(
    [...one.node.querySelectorAll(":scope > .key, :scope > .title, :scope > .who, :scope > .why")].map((part) => part.textContent).join(" "),
  ));
  const orders = {
    state: (a, b) => badness.indexOf(a.state) - badness.indexOf(b.state),
    percent: (a, b) => (a.percent < b.percent ? -1 : Number(a.percent > b.percent)),
    due: (a, b) => (a.due < b.due ? -1 : Number(a.due > b.due)),
    title: (a, b) => compare(titleOf(a), titleOf(b)),
  };

  // A year and a state of deadlines ask for one deadline that fits both.
  const fits = (one, view) => {
    const ofDeadline = view.state.startsWith("deadline-") ? view.state.slice(9) : "";
    return (!view.section || one.section === view.section)
      && (!view.executor || one.executors.includes(view.executor))
      && (!view.state || ofDeadline || one.state === view.state)
      && (!(view.year || ofDeadline) || one.deadlines.some(([year, state]) => (!view.year || year === view.year) && (!ofDeadline || state === ofDeadline)))
      && view.wanted.every((word) => textOf(one).includes(word));
  };

  let sorted = "";
  const arrange = (order) => {
    if (order === sorted) return;
    sorted = order;
    const parts = document.createDocumentFragment();
    parts.append(...(order ? measures.toSorted((a, b) => orders[order](a, b) || a.place - b.place).map((one) => one.node) : lines));
    list.replaceChildren(parts);
  };

  // Thousands that come back at once would keep the reader waiting: the first come now, the others follow by the batch.
  const batch = 250;
  let waiting = [];
  const follow = () => {
    for (const node of waiting.splice(0, batch)) node.hidden = false;
    if (waiting.length) setTimeout(follow);
  };

  const apply = () => {
    const view = Object.fromEntries(fields.map((name) => [name, form[name].value]));
    view.wanted = plain(view.q).split(" ").filter(Boolean);
    arrange(view.sort);
    const fitting = new Set();
    waiting = [];
    for (const node of list.children) {
      const one = known.get(node);
      if (!one) continue;
      const hidden = !fits(one, view);
      if (!hidden) fitting.add(node);
      if (node.hidden === hidden) continue;
      if (hidden || fitting.size <= batch) node.hidden = hidden;
      else waiting.push(node);
    }
    if (waiting.length) setTimeout(follow);
    // From the end: a heading stands where something is shown below it, down to the next of its rank.
    const below = { H3: false, H4: false };
    let inner = false;
    for (const node of lines.toReversed()) {
      if (node.tagName === "ARTICLE") {
        if (fitting.has(node)) below.H3 = below.H4 = inner = true;
        continue;
      }
      const isInner = node.classList.contains("inner");
      node.hidden = Boolean(view.sort) || !(isInner ? inner : below[node.tagName]);
      inner = false;
      if (!isInner) below.H4 = false;
      if (node.tagName === "H3") below.H3 = false;
    }
    none.hidden = fitting.size > 0;
    found.textContent = found.dataset.of.replace("{n}", fitting.size).replace("{all}", measures.length);
    return view;
  };

  const write = () => {
    const view = apply(), kept = new URLSearchParams();
    for (const name of fields) if (view[name]) kept.set(name, view[name]);
    history.replaceState(null, "", String(kept) ? `#${kept}` : "#measures");
  };

  const read = () => {
    const address = location.hash.slice(1);
    if (address.includes("=")) {
      const kept = new URLSearchParams(address);
      for (const name of fields) {
        form[name].value = kept.get(name) ?? "";
        if (form[name].selectedIndex === -1) form[name].value = "";  // a view of an older page may name what is gone
      }
      apply();
      document.getElementById("measures").scrollIntoView();
      return;
    }
    const target = document.querySelector(":target");
    if (target?.tagName === "ARTICLE" && target.hidden) {
      form.reset();
      apply();
      target.hidden = false;
      target.scrollIntoView();
    }
  };

  const draw = (figure) => {
    const article = figure.closest("article"), values = figure.dataset.values.split(",");
    const name = article.querySelectorAll(".goals .text")[figure.dataset.number - 1].textContent;
    const points = [...article.querySelectorAll(":scope > .years > li")].map((each, place) => [labelOf(each), values[place], each.className]);
    const target = Number(figure.dataset.target ?? 0), wide = 44, tall = 70;
    const most = Math.max(target, ...points.map(([, value]) => Number(value))) || 1;
    const shape = (name, attributes, text = "") => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.textContent = text;
      return made;
    };
    const number = new Intl.NumberFormat(language);
    const told = points.map(([year, value, state]) => `${year}: ${value ? number.format(value) : "—"} (${words[state][1]})`);
    const svg = shape("svg", {
      viewBox: `0 0 ${points.length * wide} ${tall + 48}`, width: points.length * wide, role: "img", "aria-label": `${name}. ${told.join("; ")}.`,
    });
    points.forEach(([year, value, state], place) => {
      const height = Math.max(0, Number(value) / most) * tall, left = place * wide, middle = left + wide / 2;
      svg.append(
        shape("rect", { class: state, x: left + 8, width: wide - 16, y: tall + 16 - height, height }),
        shape("text", { x: middle, y: tall + 10 - height }, value ? number.format(value) : ""),
        shape("text", { x: middle, y: tall + 28 }, words[state][0]),
        shape("text", { x: middle, y: tall + 42 }, year.slice(0, 10)),
      );
    });
    const line = tall + 16 - (target / most) * tall;
    if (target) svg.append(shape("path", { class: "aim", d: `M0 ${line}h${points.length * wide}` }));
    figure.append(svg);
    figure.hidden = false;
  };
  list.addEventListener("toggle", (event) => {
    for (const figure of event.target.querySelectorAll(".strip[hidden]")) draw(figure);
  }, true);

  form.addEventListener("input", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(write));
  addEventListener("hashchange", read);
  form.hidden = false;
  apply();
  read();
  setTimeout(() => measures.forEach(textOf));  // the first letter of a search is not to wait for it
})();
