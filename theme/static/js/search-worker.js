// @ts-check
/**
 * Searches the shards of the index, off the page's thread. It loads the newest first, and only as much as a first answer may
 * cost; what a filter needs, when one is opened. Every answer says how far back it reaches.
 */

import { FACETS } from "./search-state.js";
import { Runtime, decodeCbor, load, unwrap } from "./pagefind-wasm.js";
import { joinAnswers } from "./search-ranking.js";
import { makeExcerpt } from "./search-excerpt.js";
import { CHUNK_PACK, PACK, Pack } from "./search-pack.js";

/** @typedef {import("./search-state.js").State} State */
/** @typedef {{shard: Shard, page: number, score: number, places: {s: number, l: number}[]}} Result  `page`: its place in date order. */
/** @typedef {{id: string, from: string, to: string, count: number}} Row  A line of shards.json. */
/** @typedef {import("./search-excerpt.js").Part} Part */
/** @typedef {{url: string, title: Part[], theme: string, date: string, publisher: string, excerpt: Part[]}} Found */
/** @typedef {{total: number, results: Found[], counts: Record<string, [string, number][]>, searched: number, briefings: number, back: string}} Reply */

/** What a first answer may load of the index, in bytes; the runtime and the first results come on top. */
const BUDGET = 56_000;
const ALL_MUST_MATCH = new Set(["person", "organisation", "place"]);

/** One shard: what is loaded of it. */
class Shard {
  /** @param {URL} folder @param {Row} row */
  constructor(folder, row) {
    this.row = row;
    this.folder = folder;
  }

  /** @type {Promise<void> | undefined} */
  #opened;
  /** @type {Promise<number>[]} how many bytes each chunk was */
  #chunks = [];
  /** @type {Map<string, Promise<Map<string, number[]>>>} */
  #filters = new Map();
  /** @type {Pack[]} */
  #packs = [];
  /** @type {Pack[]} */
  #chunkPacks = [];
  #index = 0;
  /** @type {[string, string, string][]} first and last word of each chunk, and its length */
  #table = [];
  /** @type {Set<string>} */
  #filterNames = new Set();
  /** @type {number[]} place in date order of each page number */
  #ranks = [];
  words = 0;

  /** @param {Runtime} runtime */
  open(runtime) {
    this.#opened ??= this.#load("pagefind.0.pf_meta").then((meta) => {
      const [, pages, chunks, filters] = decodeCbor(meta);
      this.#index = runtime.open(meta);
      this.#table = chunks;
      this.#filterNames = new Set(filters.map((/** @type {[string, string]} */ [name]) => name));
      this.#ranks = pages.map((/** @type {[string, number]} */ [name]) => Number(name));
      this.words = pages.reduce((/** @type {number} */ total, /** @type {[string, number]} */ [, words]) => total + words, 0);
    });
    return this.#opened;
  }

  /**
   * Loads the chunks that hold words beginning with a term, and the one before, where a shorter form may stand.
   * @param {Runtime} runtime @param {string} term
   * @returns {Promise<number>} about how many bytes that were
   */
  async loadWords(runtime, term) {
    const after = this.#table.findIndex(([first]) => first > term);
    const own = after < 0 ? this.#table.length - 1 : Math.max(after - 1, 0);
    const wanted = own < 0 ? [] : [own];
    // A beginning of one or two letters would load a good part of the index.
    if (term.length > 2) for (let next = own + 1; this.#table[next]?.[0].startsWith(term); next++) wanted.push(next);
    const sizes = await Promise.all(wanted.map((number) => (this.#chunks[number] ??= this.#loadChunk(runtime, number))));
    return sizes.reduce((total, size) => total + size, 0);
  }

  /** @param {Runtime} runtime @param {number} number */
  async #loadChunk(runtime, number) {
    const place = Math.floor(number / CHUNK_PACK);
    const pack = (this.#chunkPacks[place] ??= this.#openChunkPack(place));
    const bytes = await pack.read(number % CHUNK_PACK);
    this.#index = runtime.addChunk(this.#index, await unwrap(bytes, pack.url));
    return bytes.length;
  }

  /** @param {number} place */
  #openChunkPack(place) {
    let end = 0;
    const ends = this.#table.slice(place * CHUNK_PACK, (place + 1) * CHUNK_PACK).map(([, , length]) => (end += Number(length)));
    return new Pack(new URL(`index/${place}.pf_pack`, this.folder).href, ends.length, ends);
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

  /** About how many bytes a search loads of the lists of pages and chunks. */
  get listSize() {
    return 3.4 * this.row.count + this.chunkSize;
  }

  /** About how many bytes a chunk of words is (`search._chunk_words`). */
  get chunkSize() {
    return 115 * Math.sqrt(this.row.count);
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
   * The newest of these shards that the budget allows. The first two tell how common the words are.
   * @param {Shard[]} shards @param {string} query
   */
  async afford(shards, query) {
    const terms = [...new Set(normalise(query).words.split(" "))];
    /** @param {(shard: Shard) => number} wordsSize */
    const within = (wordsSize) => {
      let cost = 0;
      return shards.filter((shard, place) => (cost += shard.listSize + wordsSize(shard)) <= BUDGET || place === 0);
    };
    const expected = (/** @type {Shard} */ shard) => shard.chunkSize * terms.length;
    const chosen = within(expected);
    if (chosen.length < 3 || !terms[0]) return chosen;
    const [first, second] = chosen;
    await this.open([first, second]);
    const runtime = await this.runtime;
    const sizes = await Promise.all([first, second].flatMap((shard) => terms.map((term) => shard.loadWords(runtime, term))));
    const size = sizes.reduce((total, size) => total + size, 0);
    // A common word grows with the shard, while a chunk of rare ones grows with its root.
    const common = size > 1.6 * (expected(first) + expected(second));
    const each = common ? size / (first.row.count + second.row.count) : 0;
    return within((shard) => Math.max(expected(shard), each * shard.row.count));
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

  /** @param {Shard[]} shards @param {string} query @returns {Promise<Result[]>} */
  async #find(shards, query) {
    const { words, original, exact } = normalise(query);
    if (!words) {
      return shards.flatMap((shard) =>
        Array.from({ length: shard.row.count }, (_, page) => ({ shard, page: shard.row.count - 1 - page, score: 0, places: [] })),
      );
    }
    await this.open(shards);
    const runtime = await this.runtime;
    // Before any chunk is loaded, a search finds nothing, but tells the stems of its words.
    const terms = shards.length ? shards[0].search(runtime, words, original, false).search_keywords : [];
    await Promise.all(shards.flatMap((shard) => [...terms, ...words.split(" ")].map((term) => shard.loadWords(runtime, term))));
    const answers = shards.map((shard) => answerOf(shard, runtime, terms, words, original, exact));
    return joinAnswers(answers, terms, exact).map(({ shard, hit, score }) => ({
      shard: shards[shard],
      page: Number(hit.p),
      score,
      places: hit.l,
    }));
  }
}

/**
 * @param {Shard} shard @param {Runtime} runtime @param {string[]} terms
 * @param {string} words @param {string} original @param {boolean} exact
 * @returns {import("./search-ranking.js").ShardAnswer}
 */
function answerOf(shard, runtime, terms, words, original, exact) {
  const hits = shard.search(runtime, words, original, exact).results;
  const found = new Map(
    terms.map((term, place) => {
      const own = terms.length === 1 && !exact ? hits : shard.search(runtime, words.split(" ")[place], original.split(" ")[place], false).results;
      return [term, { count: own.length, words: new Set(own.flatMap((hit) => (hit.scores ?? []).map((score) => score.w))) }];
    }),
  );
  return { pages: shard.row.count, words: shard.words, found, hits };
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
