// @ts-check
/** Several small files in one (`briefgen/site/search_bundle.py`), of which one is asked for by range. */

/** How many texts of pages are in a pack, the last one of a shard perhaps less. */
export const PACK = 20;
/** Heads of packs of words are about 300 bytes long. */
const HEAD_GUESS = 384;

/** A file of which parts are asked for. */
class Ranges {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  /** @type {Uint8Array<ArrayBuffer> | undefined} the whole, where the server knows no ranges */
  #whole;

  /** The bytes from start to end, or to the end of the file. @param {number} start @param {number} end */
  async read(start, end) {
    if (!this.#whole) {
      const response = await fetch(this.url, { headers: { Range: `bytes=${start}-${end - 1}` } });
      if (!response.ok) throw new Error(`${this.url}: ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.status === 206) return bytes;
      this.#whole = bytes;
    }
    return this.#whole.subarray(start, end);
  }
}

/** Texts of pages: the pack begins with where each ends, four bytes each. */
export class Pack {
  /** @param {string} url @param {number} count  how many files are in it */
  constructor(url, count) {
    this.url = url;
    this.#file = new Ranges(url);
    this.#count = count;
  }

  #file;
  #count;
  /** @type {Promise<number[]> | undefined} */
  #ends;

  /** The bytes of one of the files. @param {number} place */
  async read(place) {
    this.#ends ??= this.#readEnds();
    const ends = await this.#ends;
    return this.#file.read(place ? ends[place - 1] : 4 * this.#count, ends[place]);
  }

  async #readEnds() {
    const head = await this.#file.read(0, 4 * this.#count);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    return Array.from({ length: this.#count }, (_, place) => view.getUint32(4 * place));
  }
}

/** @typedef {{begins: string[], ends: number[], start: number}} Head  `start`: where the first chunk begins. */

/** Chunks of words in order: the head says with what the first word of each begins. */
export class WordPack {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
    this.#file = new Ranges(url);
  }

  #file;
  /** @type {Promise<Head> | undefined} */
  #head;

  /** With what the chunks begin. @returns {Promise<string[]>} */
  async begins() {
    this.#head ??= this.#readHead();
    return (await this.#head).begins;
  }

  /** The bytes of a chunk. @param {number} place */
  async read(place) {
    this.#head ??= this.#readHead();
    const { ends, start } = await this.#head;
    return this.#file.read(start + (place ? ends[place - 1] : 0), start + ends[place]);
  }

  /** @returns {Promise<Head>} */
  async #readHead() {
    let bytes = await this.#file.read(0, HEAD_GUESS);
    const start = 4 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
    if (start > bytes.length) bytes = await this.#file.read(0, start);
    /** @type {[string, number][]} */
    const rows = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)));
    return { begins: rows.map(([begin]) => begin), ends: rows.map(([, end]) => end), start };
  }
}

/**
 * The places, in a row of things that are in order, that may hold words beginning with a term, or a shorter form of it.
 * @param {string[]} begins  with what the first word of each begins @param {string} term
 */
export function placesOf(begins, term) {
  const after = begins.findIndex((begin) => begin > term);
  const own = after < 0 ? begins.length - 1 : Math.max(after - 1, 0);
  const places = begins.length ? [own] : [];
  // A beginning of one or two letters would load a good part of the index.
  if (term.length > 2) for (let next = own + 1; begins[next]?.startsWith(term); next++) places.push(next);
  return places;
}
