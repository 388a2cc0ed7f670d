// @ts-check
/** The search page: what one types and chooses becomes a state, the state a URL, and the worker's answer a list. */

import { FACETS, isEmpty, readState, writeState } from "./search-state.js";

/** @typedef {import("./search-state.js").State} State */
/** @typedef {import("./search-state.js").Facet} Facet */
/** @typedef {import("./search-worker.js").Reply} Reply */
/** @typedef {import("./search-worker.js").Found} Found */

const STEP = 10;
const TYPING_MS = 150;
const SHOWN_VALUES = 50;
/** @type {Record<Facet, string>} */
const LABELS = { theme: "Theme", person: "Person", organisation: "Organisation", place: "Place", publisher: "Publisher" };

/** @template {keyof HTMLElementTagNameMap} K @param {K} name @param {Record<string, string>} [attributes] @param {(Node | string)[]} [children] */
function make(name, attributes = {}, children = []) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** @template {HTMLElement} T @param {ParentNode} parent @param {string} selector @returns {T} */
function one(parent, selector) {
  const element = parent.querySelector(selector);
  if (!element) throw new Error(`the search page lacks ${selector}`);
  return /** @type {T} */ (element);
}

/** @param {number} count @param {string} word */
const counted = (count, word) => `${count.toLocaleString(document.documentElement.lang)} ${word}${count === 1 ? "" : "s"}`;

/** A day or date-time for people: its day. @param {string} moment */
function dayText(moment) {
  const day = new Date(`${moment.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return moment;
  return day.toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
    ...{ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" },
  });
}

/** @param {import("./search-excerpt.js").Part[]} parts */
const marked = (parts) => parts.map((part) => (part.hit ? make("mark", {}, [part.text]) : part.text));

/** Questions to the worker, one answer each. */
class Searcher {
  /** @param {URL} folder */
  constructor(folder) {
    this.#folder = folder.href;
    this.#worker = new Worker(new URL("search-worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.error) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.reply);
    });
    this.#worker.addEventListener("error", (event) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message));
      this.#waiting.clear();
    });
  }

  #folder;
  #worker;
  #asked = 0;
  /** @type {Map<number, {resolve: (reply: Reply) => void, reject: (error: Error) => void}>} */
  #waiting = new Map();

  /** @param {{state: State, facets: string[], all: boolean, count: number}} request @returns {Promise<Reply>} */
  ask(request) {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, folder: this.#folder, request });
    });
  }
}

class SearchPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.form = /** @type {HTMLFormElement} */ (one(root, "form"));
    this.query = /** @type {HTMLInputElement} */ (one(root, "input[name=q]"));
    this.status = one(root, "[data-status]");
    this.list = one(root, "[data-results]");
    this.more = /** @type {HTMLButtonElement} */ (one(root, "[data-more]"));
    this.older = /** @type {HTMLButtonElement} */ (one(root, "[data-older]"));
    this.chips = one(root, "[data-chips]");
    this.site = new URL(root.dataset.root ?? "/", location.href);
    this.searcher = new Searcher(new URL(root.dataset.index ?? "/pagefind/", location.href));
    this.themes = new Map([...root.querySelectorAll("[data-theme-names] li")].map((item) => [
      /** @type {HTMLElement} */ (item).dataset.id ?? "", item.textContent ?? "",
    ]));
    this.state = readState(location.search, this.themes);
    this.facets = FACETS.map((name) => new FacetPanel(name, this));
    one(root, "[data-facet-list]").append(...this.facets.map((facet) => facet.element));
    this.#listen();
    this.#show();
    document.querySelector("[data-without-script]")?.remove();
    root.hidden = false;
    if (!this.state.q) this.query.focus({ preventScroll: true });
    this.run();
  }

  count = STEP;
  all = false;
  /** Counts the runs, so that a late answer never replaces a newer one. */
  #run = 0;
  /** The state as the reader last left it: what "back" goes back to. */
  #settled = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;

  #listen() {
    this.query.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.change({ q: this.query.value }, true), TYPING_MS);
    });
    this.query.addEventListener("change", () => (this.#settled = true));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(this.#typing);
      this.change({ q: this.query.value });
    });
    this.form.addEventListener("change", (event) => {
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (field.name === "sort") this.change({ sort: field.value === "date" ? "date" : "" });
      if (field.name === "from" || field.name === "to") this.change({ [field.name]: field.value });
    });
    this.more.addEventListener("click", () => this.#showMore());
    this.older.addEventListener("click", () => {
      this.all = true;
      this.run();
    });
    addEventListener("popstate", () => {
      this.state = readState(location.search, this.themes);
      this.#restart();
      this.#settled = true;
      this.#show();
      this.run();
    });
    this.root.addEventListener("keydown", (event) => this.#move(event));
  }

  /**
   * Takes a change of the state into the URL and the results. While one types, one entry of the history follows the typing.
   * @param {Partial<State>} change @param {boolean} [typing]
   */
  change(change, typing = false) {
    const state = { ...this.state, ...change };
    const url = location.pathname + writeState(state);
    if (url !== location.pathname + location.search) {
      if (typing && !this.#settled) history.replaceState(null, "", url);
      else history.pushState(null, "", url);
    }
    this.#settled = !typing;
    this.state = state;
    this.#restart();
    this.#show();
    this.run();
  }

  /** What a reader sees of a value. @param {Facet} name @param {string} value */
  shown(name, value) {
    return name === "theme" ? (this.themes.get(value) ?? value) : value;
  }

  /** @param {Facet} name @param {string} value @param {boolean} chosen */
  choose(name, value, chosen) {
    const others = this.state[name].filter((other) => other !== value);
    this.change({ [name]: chosen ? [...others, value] : others });
  }

  #restart() {
    this.count = STEP;
    this.all = false;
  }

  /** Puts the state into the fields. */
  #show() {
    if (document.activeElement !== this.query || this.query.value.trim() !== this.state.q.trim()) this.query.value = this.state.q;
    for (const name of /** @type {const} */ (["from", "to"])) {
      /** @type {HTMLInputElement} */ (one(this.form, `input[name=${name}]`)).value = this.state[name];
    }
    /** @type {HTMLInputElement} */ (one(this.form, `input[name=sort][value="${this.state.sort}"]`)).checked = true;
    const chosen = FACETS.flatMap((name) => this.state[name].map((value) => this.#chip(LABELS[name], this.shown(name, value), () => this.choose(name, value, false))));
    for (const name of /** @type {const} */ (["from", "to"])) {
      if (this.state[name]) chosen.push(this.#chip(name === "from" ? "From" : "To", dayText(this.state[name]), () => this.change({ [name]: "" })));
    }
    this.chips.replaceChildren(...chosen);
    this.chips.hidden = !chosen.length;
    one(this.root, "[data-chosen]").textContent = chosen.length ? `${chosen.length} chosen` : "";
    const title = this.state.q.trim();
    document.title = document.title.replace(/^(“.*” · )?/s, title ? `“${title}” · ` : "");
  }

  /** @param {string} label @param {string} value @param {() => void} remove */
  #chip(label, value, remove) {
    const button = make("button", { type: "button", "aria-label": `Remove the filter ${label}: ${value}` }, [`${label}: ${value} ×`]);
    button.addEventListener("click", () => {
      remove();
      this.query.focus({ preventScroll: true });
    });
    return make("li", {}, [button]);
  }

  async run() {
    const run = ++this.#run;
    const facets = this.facets.filter((facet) => facet.open).map((facet) => facet.name);
    if (isEmpty(this.state) && !facets.length) {
      this.#clear("");
      return;
    }
    this.list.setAttribute("aria-busy", "true");
    try {
      const reply = await this.searcher.ask({ state: this.state, facets, all: this.all, count: isEmpty(this.state) ? 0 : this.count });
      if (run !== this.#run) return;
      this.#render(reply);
    } catch (error) {
      if (run !== this.#run) return;
      this.#clear("The search index could not be loaded. Try again later, or look in the archive and the themes.");
      this.root.dataset.error = String(error);
    }
    this.list.removeAttribute("aria-busy");
  }

  /** @param {string} words */
  #clear(words) {
    this.list.replaceChildren();
    this.status.textContent = words;
    this.more.hidden = true;
    this.older.hidden = true;
    this.list.removeAttribute("aria-busy");
  }

  /** @param {Reply} reply */
  #render(reply) {
    for (const facet of this.facets) if (facet.open) facet.render(reply.counts[facet.name] ?? [], this.state[facet.name]);
    if (isEmpty(this.state)) return this.#clear("");
    const fresh = reply.results.map((found) => this.#item(found));
    const kept = this.list.querySelectorAll("a[href]");
    const same = kept.length > 0 && kept.length < fresh.length && [...this.list.children].every((item, place) => item.isEqualNode(fresh[place]));
    if (same) this.list.append(...fresh.slice(this.list.children.length));
    else this.list.replaceChildren(...fresh);
    this.more.hidden = reply.results.length >= reply.total;
    const partly = reply.searched < reply.briefings;
    this.older.hidden = !partly;
    if (partly) this.older.textContent = `Search the other ${counted(reply.briefings - reply.searched, "briefing")}, before ${dayText(reply.back)}`;
    const what = this.state.q.trim() ? ` for “${this.state.q.trim()}”` : "";
    const where = partly ? ` in the newest ${counted(reply.searched, "briefing")}` : "";
    this.status.textContent = reply.total
      ? `${counted(reply.total, "result")}${what}${where}`
      : `Nothing found${what}${where}. Try fewer or other words, or remove a filter.`;
  }

  /** @param {Found} found */
  #item(found) {
    const link = make("a", { href: new URL(found.url.replace(/^\//, ""), this.site).href }, marked(found.title));
    const byline = [found.publisher, found.date && dayText(found.date)].filter(Boolean).map((text) => make("span", {}, [text]));
    return make("li", {}, [
      make("article", { class: "card" }, [
        ...(found.theme ? [make("p", { class: "kicker" }, [this.shown("theme", found.theme)])] : []),
        make("h3", {}, [link]),
        make("p", { class: "summary" }, marked(found.excerpt)),
        make("p", { class: "byline" }, byline),
      ]),
    ]);
  }

  async #showMore() {
    const shown = this.list.children.length;
    this.count += STEP;
    await this.run();
    /** @type {HTMLElement | null | undefined} */ (this.list.children[shown]?.querySelector("a"))?.focus();
  }

  /** Arrows go from the field through the results and back; Escape returns to the field. @param {KeyboardEvent} event */
  #move(event) {
    const links = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("h3 a")]);
    const target = /** @type {HTMLElement} */ (event.target);
    const place = links.indexOf(target);
    if (target !== this.query && place < 0) return;
    if (event.key === "ArrowDown" && links[place + 1]) links[place + 1].focus();
    else if (event.key === "ArrowUp" && place >= 0) (links[place - 1] ?? this.query).focus();
    else if (event.key === "Escape" && place >= 0) this.query.focus();
    else return;
    event.preventDefault();
  }
}

/** One facet: its values are loaded when it is opened. */
class FacetPanel {
  /** @param {Facet} name @param {SearchPage} page */
  constructor(name, page) {
    this.name = name;
    this.#page = page;
    this.#chosen = make("small");
    this.#narrow = make("input", { type: "search", "aria-label": `Find a value of ${LABELS[name]}`, placeholder: "Find in this list", autocomplete: "off" });
    this.#list = make("ul");
    this.#hint = make("p", { class: "hint" });
    this.element = make("details", { class: "facet", "data-facet": name }, [
      make("summary", {}, [LABELS[name], " ", this.#chosen]),
      this.#narrow, this.#list, this.#hint,
    ]);
    this.element.addEventListener("toggle", () => this.open && page.run());
    this.#narrow.addEventListener("input", () => this.#draw());
    this.#narrow.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.#list.addEventListener("change", (event) => {
      const box = /** @type {HTMLInputElement} */ (event.target);
      page.choose(name, box.value, box.checked);
    });
  }

  #page;
  #chosen;
  #narrow;
  #list;
  #hint;
  /** @type {[string, number][]} */
  #values = [];

  get open() {
    return this.element.open;
  }

  /** @param {[string, number][]} values @param {string[]} chosen */
  render(values, chosen) {
    const missing = chosen.filter((value) => !values.some(([known]) => known === value));
    this.#values = [...values, ...missing.map((value) => /** @type {[string, number]} */ ([value, 0]))];
    this.#chosen.textContent = chosen.length ? `${chosen.length} chosen` : "";
    this.#draw();
  }

  #draw() {
    const chosen = new Set(this.#page.state[this.name]);
    const words = this.#narrow.value.trim().toLocaleLowerCase();
    const fitting = this.#values.filter(([value, count]) => chosen.has(value) || (count > 0 && this.#page.shown(this.name, value).toLocaleLowerCase().includes(words)));
    const ordered = [...fitting.filter(([value]) => chosen.has(value)), ...fitting.filter(([value]) => !chosen.has(value))];
    const focused = this.#list.contains(document.activeElement) ? /** @type {HTMLInputElement} */ (document.activeElement).value : null;
    this.#list.replaceChildren(...ordered.slice(0, SHOWN_VALUES).map(([value, count]) => this.#row(value, count, chosen.has(value))));
    this.#narrow.hidden = this.#values.length <= 12;
    const left = ordered.length - SHOWN_VALUES;
    this.#hint.textContent = left > 0 ? `and ${left.toLocaleString()} more: type to find them` : ordered.length ? "" : "None here";
    // A choice draws the list anew: whoever made it by keyboard stays where they were.
    const boxes = /** @type {HTMLInputElement[]} */ ([...this.#list.querySelectorAll("input")]);
    boxes.find((box) => box.value === focused)?.focus();
  }

  /** @param {string} value @param {number} count @param {boolean} chosen */
  #row(value, count, chosen) {
    const box = make("input", { type: "checkbox", name: this.name, value });
    box.checked = chosen;
    const total = make("span", {}, [count.toLocaleString()]);
    return make("li", {}, [make("label", {}, [box, " ", this.#page.shown(this.name, value), " ", total])]);
  }
}

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-search]"));
if (root) new SearchPage(root);
