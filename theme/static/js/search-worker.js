// @ts-check
/**
 * Searches the shards of the index, off the page's thread. It loads the newest first, and only as much as a first answer may
 * cost; what a filter needs, when one is opened. Every answer says how far back it reaches.
 */

import { FACETS } from "./search-state.js";
import { Runtime, decodeCbor, load, unwrap } from "./pagefind-wasm.js";
import { joinAnswers } from "./search-ranking.js";
import { makeExcerpt } from "./search-excerpt.js";
import { PACK, Pack, WordPack, placesOf } from "./search-pack.js";

/** @typedef {import("./search-state.js").State} State */
/** @typedef {{shard: Shard, page: number, score: number, places: {s: number, l: number}[]}} Result  `page`: its place in date order. */
/** @typedef {{id: string, from: string, to: string, count: number, words: number, packs: string}} Row  A line of shards.json. */
/** @typedef {{size: number, found: boolean}} Probe  How many bytes of words were loaded, and whether a term is among them. */
/** @typedef {import("./search-excerpt.js").Part} Part */
/** @typedef {{url: string, title: Part[], theme: string, date: string, publisher: string, excerpt: Part[]}} Found */
/** @typedef {{total: number, results: Found[], counts: Record<string, [string, number][]>, searched: number, briefings: number, back: string}} Reply */

/** What a first answer may load of the index, in bytes; the runtime and the first results come on top. */
const BUDGET = 70_000;
/** About how many bytes the head of a pack of words is. */
const HEAD = 384;
const ALL_MUST_MATCH = new Set(["person", "organisation", "place"]);

/** @typedef {{size: number, words: string[]}} Chunk */

/** One shard: what is loaded of it. */
class Shard {
  /** @param {URL} folder @param {Row} row */
  constructor(folder, row) {
    this.row = row;
    this.folder = folder;
    const begins = row.packs ? row.packs.split(" ") : [];
    this.#begins = begins;
    this.#wordPacks = begins.map((_, place) => new WordPack(new URL(`index/${place}.pf_pack`, folder).href));
  }

  /** @type {Promise<void> | undefined} */
  #opened;
  #begins;
  #wordPacks;
  /** @type {Map<string, Promise<Chunk>>} */
  #chunks = new Map();
  /** @type {Uint8Array[]} chunks that wait until the index is open */
  #waiting = [];
  /** @type {Map<string, Promise<Map<string, number[]>>>} */
  #filters = new Map();
  /** @type {Pack[]} */
  #packs = [];
  #index = 0;
  /** @type {Set<string>} */
  #filterNames = new Set();
  /** @type {number[]} place in date order of each page number */
  #ranks = [];

  /** @param {Runtime} runtime */
  async open(runtime) {
    this.#opened ??= this.#load("pagefind.0.pf_meta").then((meta) => {
      const [, pages, , filters] = decodeCbor(meta);
      this.#index = runtime.open(meta);
      this.#filterNames = new Set(filters.map((/** @type {[string, string]} */ [name]) => name));
      this.#ranks = pages.map((/** @type {[string, number]} */ [name]) => Number(name));
    });
    await this.#opened;
    for (const chunk of this.#waiting.splice(0)) this.#index = runtime.addChunk(this.#index, chunk);
  }

  /**
   * Loads the words that begin with one of the terms, and shorter forms of them. The shard may be closed still: the list of its
   * pages is worth loading only where a word was found.
   * @param {string[]} terms
   * @returns {Promise<Probe>}
   */
  async probe(terms) {
    const probes = await Promise.all(terms.map((term) => this.#probe(term)));
    return { size: probes.reduce((total, probe) => total + probe.size, 0), found: probes.some((probe) => probe.found) };
  }

  /** @param {string} term @returns {Promise<Probe>} */
  async #probe(term) {
    const packs = placesOf(this.#begins, term);
    const chunks = (await Promise.all(packs.map((pack) => this.#chunksOf(pack, term)))).flat();
    const found = chunks.some(({ words }) => words.some((word) => word.startsWith(term) || term.startsWith(word)));
    return { size: chunks.reduce((total, chunk) => total + chunk.size, 0), found };
  }

  /** @param {number} pack @param {string} term */
  async #chunksOf(pack, term) {
    const places = placesOf(await this.#wordPacks[pack].begins(), term);
    return Promise.all(places.map((place) => this.#loadChunk(pack, place)));
  }

  /** @param {number} pack @param {number} place @returns {Promise<Chunk>} */
  #loadChunk(pack, place) {
    const key = `${pack} ${place}`;
    const loaded = this.#chunks.get(key) ?? this.#readChunk(this.#wordPacks[pack], place);
    this.#chunks.set(key, loaded);
    return loaded;
  }

  /** @param {WordPack} pack @param {number} place @returns {Promise<Chunk>} */
  async #readChunk(pack, place) {
    const packed = await pack.read(place);
    const chunk = await unwrap(packed, pack.url);
    this.#waiting.push(chunk);
    const [words] = decodeCbor(chunk);
    return { size: packed.length, words: words.map((/** @type {[string]} */ [word]) => word) };
  }

  /** @param {Runtime} runtime @param {string} words @param {string} original @param {boolean} exact */
  search(runtime, words, original, exact) {
    return runtime.search(this.#index, words, original, exact);
  }

  /** The pages of each value of a filter, by their place in date order. @param {string} name */
  filter(name) {
    /** @type {Promise<Map<string, number[]>>} */
    const loaded =
      this.#filters.get(name) ?? (this.#filterNames.has(name) ? this.#loadFilter(name) : Promise.resolve(new Map()));
    this.#filters.set(name, loaded);
    return loaded;
  }

  /** @param {string} name @returns {Promise<Map<string, number[]>>} */
  async #loadFilter(name) {
    const [, values] = decodeCbor(await this.#load(`filter/${name}.pf_filter`));
    return new Map(values.map((/** @type {[string, number[]]} */ [value, pages]) => [value, pages.map((page) => this.#ranks[page])]));
  }

  /** What is shown of a page. @param {number} page */
  async fragment(page) {
    const number = Math.floor(page / PACK);
    const count = Math.min(PACK, this.row.count - number * PACK);
    const pack = (this.#packs[number] ??= new Pack(new URL(`fragment/${number}.pf_pack`, this.folder).href, count));
    return JSON.parse(new TextDecoder().decode(await unwrap(await pack.read(page % PACK), pack.url)));
  }

  /** @param {string} path */
  #load(path) {
    return load(new URL(path, this.folder).href);
  }

  /** About how many bytes the list of its pages is. */
  get listSize() {
    return 3.4 * this.row.count + 250;
  }
}

/** All shards. */
class Index {
  /** @param {URL} folder */
  static async load(folder) {
    const response = await fetch(new URL("shards.json", folder), { cache: "no-cache" });
    if (!response.ok) throw new Error(`shards.json: ${response.status}`);
    const { shards } = await response.json();
    return new Index(folder, shards);
  }

  /** @param {URL} folder @param {Row[]} rows */
  constructor(folder, rows) {
    this.#folder = folder;
    this.shards = rows.map((row) => new Shard(new URL(`${row.id}/`, folder), row));
    this.briefings = rows.reduce((total, row) => total + row.count, 0);
  }

  #folder;
  /** @type {Promise<Runtime> | undefined} */
  #runtime;
  /** @type {{key: string, results: Promise<Result[]>} | undefined} what was found last: paging and filters don't search again */
  #last;

  get runtime() {
    this.#runtime ??= Runtime.load(new URL("runtime.pagefind", this.#folder).href);
    return this.#runtime;
  }

  /** The shards that have days in the range. @param {State} state */
  inRange({ from, to }) {
    return this.shards.filter(({ row }) => !(from && (!row.to || row.to < from)) && !(to && (!row.from || row.from > to)));
  }

  /**
   * The newest of these shards that the budget allows.
   * @param {Shard[]} shards @param {string} query
   */
  async afford(shards, query) {
    const terms = termsOf(normalise(query).words);
    if (!terms.length) return shards;
    /** @type {number[]} what each of the newest shards cost */
    const costs = [];
    let cost = 0;
    // In waves: what the newest cost tells how many more there may be. A common word costs ten times what a rare one does.
    const affordable = () => Math.min(2 * costs.length, Math.floor(((BUDGET - cost) * costs.length) / cost));
    for (let wave = 2; wave > 0 && costs.length < shards.length; wave = affordable()) {
      const next = shards.slice(costs.length, costs.length + wave);
      const probes = await Promise.all(next.map((shard) => shard.probe(terms)));
      costs.push(...next.map((shard, place) => terms.length * HEAD + probes[place].size + (probes[place].found ? shard.listSize : 0)));
      cost = costs.reduce((total, one) => total + one, 0);
    }
    return shards.slice(0, costs.length);
  }

  /** @param {Shard[]} shards */
  async open(shards) {
    const runtime = await this.runtime;
    await Promise.all(shards.map((shard) => shard.open(runtime)));
  }

  /**
   * All pages of these shards that match, the best or the newest first, before any filter.
   * @param {Shard[]} shards @param {string} query
   */
  find(shards, query) {
    const key = JSON.stringify([query, shards.map((shard) => shard.row.id)]);
    if (this.#last?.key !== key) this.#last = { key, results: this.#find(shards, query) };
    return this.#last.results;
  }

  /**
   * The stems of the words, as Pagefind cuts them: any open index tells them.
   * @param {Shard[]} shards @param {Runtime} runtime @param {string} words @param {string} original
   * @returns {Promise<string[]>}
   */
  async #stems(shards, runtime, words, original) {
    if (!shards.length) return [];
    await shards[0].open(runtime);
    return shards[0].search(runtime, words, original, false).search_keywords;
  }

  /** @param {Shard[]} shards @param {string} query @returns {Promise<Result[]>} */
  async #find(shards, query) {
    const { words, original, exact } = normalise(query);
    if (!words) {
      return shards.flatMap((shard) =>
        Array.from({ length: shard.row.count }, (_, page) => ({ shard, page: shard.row.count - 1 - page, score: 0, places: [] })),
      );
    }
    const runtime = await this.runtime;
    const terms = await this.#stems(shards, runtime, words, original);
    const sought = [...new Set([...terms, ...termsOf(words)])];
    const probes = await Promise.all(shards.map((shard) => shard.probe(sought)));
    await this.open(shards.filter((_, place) => probes[place].found));
    const answers = shards.map((shard, place) => answerOf(shard, probes[place], runtime, terms, words, original, exact));
    return joinAnswers(answers, terms, exact).map(({ shard, hit, score }) => ({
      shard: shards[shard],
      page: Number(hit.p),
      score,
      places: hit.l,
    }));
  }
}

/**
 * @param {Shard} shard @param {Probe} probe @param {Runtime} runtime @param {string[]} terms
 * @param {string} words @param {string} original @param {boolean} exact
 * @returns {import("./search-ranking.js").ShardAnswer}
 */
function answerOf(shard, probe, runtime, terms, words, original, exact) {
  const { count: pages, words: length } = shard.row;
  if (!probe.found) return { pages, words: length, found: new Map(), hits: [] };
  const hits = shard.search(runtime, words, original, exact).results;
  const found = new Map(
    terms.map((term, place) => {
      const own = terms.length === 1 && !exact ? hits : shard.search(runtime, words.split(" ")[place], original.split(" ")[place], false).results;
      return [term, { count: own.length, words: new Set(own.flatMap((hit) => (hit.scores ?? []).map((score) => score.w))) }];
    }),
  );
  return { pages, words: length, found, hits };
}

/** @param {string} words */
function termsOf(words) {
  return [...new Set(words.split(" "))].filter(Boolean);
}

/**
 * A query as Pagefind's own script prepares it: small letters, no punctuation, and no accents in `words`.
 * @param {string} query
 */
function normalise(query) {
  const exact = /^\s*["“„«].+["”“»]\s*$/.test(query);
  const original = query
    .toLocaleLowerCase()
    .replace(/[\p{Pd}\p{Pe}\p{Pf}\p{Pi}\p{Po}\p{Ps}]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
  return { exact, original, words: original.normalize("NFD").replace(/\p{M}/gu, "") };
}

/**
 * Which results a filter lets through, by shard and page.
 * @param {Shard[]} shards @param {string} name @param {string[]} values @param {boolean} all
 * @returns {Promise<(result: Result) => boolean>}
 */
async function admit(shards, name, values, all) {
  const admitted = new Map();
  for (const shard of shards) {
    const pages = await shard.filter(name);
    const sets = values.map((value) => new Set(pages.get(value) ?? []));
    admitted.set(shard, (/** @type {number} */ page) => (all ? sets.every((set) => set.has(page)) : sets.some((set) => set.has(page))));
  }
  return (result) => admitted.get(result.shard)?.(result.page) ?? false;
}

/**
 * Which results lie in the range of days; only shards that lie partly in it load their days.
 * @param {Shard[]} shards @param {State} state
 * @returns {Promise<(result: Result) => boolean>}
 */
async function admitDays(shards, { from, to }) {
  const admitted = new Map();
  for (const shard of shards) {
    const { row } = shard;
    if ((!from || from <= row.from) && (!to || row.to <= to)) continue;
    const days = [...(await shard.filter("day"))].filter(([day]) => (!from || from <= day) && (!to || day <= to));
    admitted.set(shard, new Set(days.flatMap(([, pages]) => pages)));
  }
  return (result) => admitted.get(result.shard)?.has(result.page) ?? true;
}

/**
 * Results and counts. A facet of which several may be chosen side by side (theme, publisher) counts as if nothing were
 * chosen in it, the others (names) what another choice would leave.
 * @param {Index} index
 * @param {{state: State, facets: string[], all: boolean, count: number}} request
 * @returns {Promise<Reply>}
 */
async function answer(index, { state, facets, all, count }) {
  const filtered = facets.length > 0 || FACETS.some((name) => state[name].length);
  const inRange = index.inRange(state);
  let shards = all || filtered ? inRange : await index.afford(inRange, state.q);
  let selection = await select(index, shards, state);
  // A reader who finds little wants to know of the older ones, too.
  while (selection.results.length < count && shards.length < inRange.length) {
    shards = inRange.slice(0, shards.length * 2);
    selection = await select(index, shards, state);
  }
  /** @type {Record<string, [string, number][]>} */
  const counts = {};
  if (facets.length) await index.open(shards);
  for (const name of facets) counts[name] = await countValues(shards, name, selection.without(ALL_MUST_MATCH.has(name) ? "" : name));
  return {
    total: selection.results.length,
    results: await Promise.all(order(selection.results, shards, state.sort).slice(0, count).map(describe)),
    counts,
    searched: shards.reduce((total, shard) => total + shard.row.count, 0),
    briefings: inRange.reduce((total, shard) => total + shard.row.count, 0),
    back: shards.at(-1)?.row.from ?? "",
  };
}

/**
 * What of these shards matches the words, the days and the filters; `without` leaves one filter out.
 * @param {Index} index @param {Shard[]} shards @param {State} state
 */
async function select(index, shards, state) {
  const found = await index.find(shards, state.q);
  const chosen = FACETS.filter((name) => state[name].length);
  if (chosen.length || state.from || state.to) await index.open(shards);
  const inDays = await admitDays(shards, state);
  const dated = found.filter(inDays);
  /** @type {Map<string, (result: Result) => boolean>} */
  const admits = new Map();
  for (const name of chosen) admits.set(name, await admit(shards, name, state[name], ALL_MUST_MATCH.has(name)));
  /** @param {string} name */
  const without = (name) => {
    const others = [...admits].filter(([other]) => other !== name).map(([, admitted]) => admitted);
    return dated.filter((result) => others.every((admitted) => admitted(result)));
  };
  return { results: without(""), without };
}

/** The best or the newest first; among equals the newest. @param {Result[]} results @param {Shard[]} shards @param {string} sort */
function order(results, shards, sort) {
  const places = new Map(shards.map((shard, place) => [shard, place]));
  /** @param {Result} a @param {Result} b */
  const newest = (a, b) => (places.get(a.shard) ?? 0) - (places.get(b.shard) ?? 0) || b.page - a.page;
  return results.sort(sort === "date" ? newest : (a, b) => b.score - a.score || newest(a, b));
}

/**
 * How many results each value of a facet has, over all shards; the most frequent first.
 * @param {Shard[]} shards @param {string} name @param {Result[]} results
 * @returns {Promise<[string, number][]>}
 */
async function countValues(shards, name, results) {
  const pages = new Map(shards.map((shard) => [shard, new Set()]));
  await Promise.all(shards.map((shard) => shard.filter(name)));
  for (const result of results) pages.get(result.shard)?.add(result.page);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const shard of shards) {
    const present = pages.get(shard);
    for (const [value, ranks] of await shard.filter(name)) {
      counts.set(value, (counts.get(value) ?? 0) + ranks.filter((rank) => present?.has(rank)).length);
    }
  }
  return [...counts].sort(([a, many], [b, few]) => few - many || a.localeCompare(b));
}

/** What a page shows of a result. @param {Result} result @returns {Promise<Found>} */
async function describe({ shard, page, places }) {
  const { url, content, meta, filters } = await shard.fragment(page);
  return {
    url,
    theme: meta.theme ?? "",
    date: meta.date ?? "",
    publisher: filters.publisher?.[0] ?? "",
    ...makeExcerpt(meta.title ?? url, content, places),
  };
}

/** @type {Promise<Index> | undefined} */
let index;

addEventListener("message", async (event) => {
  const { id, folder, request } = event.data;
  try {
    index ??= Index.load(new URL(folder));
    postMessage({ id, reply: await answer(await index, request) });
  } catch (error) {
    index = undefined;
    postMessage({ id, error: String(error) });
  }
});
