// @ts-check
/**
 * Pagefind's search, as its WebAssembly offers it: the same calls that its own pagefind.js makes (version 1.5), without the
 * 45 kB around them, and with one runtime for any number of shards, each of which would otherwise bring 72 kB of its own.
 */

const SIGNATURE = "pagefind_dcd";

/** @typedef {{p: string, s: number, l: {s: number, l: number}[], params?: {dl: number}, vms?: {fn: string, fw: number, mt: string[]}[],
 *   scores?: {w: string, params: {w_tf: number, lb: number}}[]}} Hit  A page that matches: its name, and what its score is made of. */
/** @typedef {{results: Hit[], search_keywords: string[], query_term_idfs?: {t: string, i: number}[]}} Answer */

/**
 * The bytes of one of Pagefind's files, unpacked and without its signature.
 * @param {string} url
 * @returns {Promise<Uint8Array>}
 */
export async function load(url) {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`);
  return unwrap(new Uint8Array(await response.arrayBuffer()), url);
}

/**
 * The bytes of one of Pagefind's files as they came, unpacked and without its signature. `url`: for the error that it is none.
 * @param {Uint8Array<ArrayBuffer>} packed @param {string} url
 * @returns {Promise<Uint8Array>}
 */
export async function unwrap(packed, url) {
  // A server may have unpacked the file on the way.
  const plain = packed[0] === 0x1f && packed[1] === 0x8b ? await unpack(packed) : packed;
  if (new TextDecoder().decode(plain.subarray(0, SIGNATURE.length)) !== SIGNATURE) throw new Error(`${url}: not Pagefind's`);
  return plain.subarray(SIGNATURE.length);
}

/** @param {Uint8Array<ArrayBuffer>} packed */
async function unpack(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The running WebAssembly. */
export class Runtime {
  /** @param {string} url @returns {Promise<Runtime>} */
  static async load(url) {
    const runtime = new Runtime();
    const imports = { "./pagefind_web_bg.js": { __wbindgen_init_externref_table: () => runtime.#fillTable() } };
    const { instance } = await WebAssembly.instantiate(/** @type {BufferSource} */ (await load(url)), imports);
    runtime.#wasm = instance.exports;
    runtime.#wasm.__wbindgen_start();
    return runtime;
  }

  /** @type {any} the exports; their types are known to Pagefind alone */
  #wasm;

  /** Opens an index by its list of pages and chunks. @param {Uint8Array} meta @returns {number} */
  open(meta) {
    const weights = { diacritic_similarity: 0, meta_weights: { title: 5, theme: 1, date: 0 } };
    const index = this.#pass(this.#wasm.init_pagefind, meta);
    // What a score is made of comes with each result only in this mode; `ranking.js` needs it.
    const verbose = this.#wasm.enter_playground_mode(index) >>> 0;
    return this.#call(this.#wasm.set_ranking_weights, verbose, JSON.stringify(weights));
  }

  /** Adds a chunk of words to an index. @param {number} index @param {Uint8Array} chunk @returns {number} */
  addChunk(index, chunk) {
    const at = this.#write(chunk);
    return this.#wasm.load_index_chunk(index, at, chunk.length) >>> 0;
  }

  /**
   * Searches what has been loaded of an index. `words` are without accents, `original` with them.
   * @param {number} index @param {string} words @param {string} original @param {boolean} exact
   * @returns {Answer}
   */
  search(index, words, original, exact) {
    const parts = [words, original, "{}", ""].flatMap((text) => {
      const bytes = new TextEncoder().encode(text);
      return [this.#write(bytes), bytes.length];
    });
    const [at, length] = this.#wasm.search(index, ...parts, exact, false);
    const text = new TextDecoder().decode(new Uint8Array(this.#wasm.memory.buffer).subarray(at >>> 0, (at >>> 0) + length));
    this.#wasm.__wbindgen_free(at, length, 1);
    return JSON.parse(text);
  }

  /** @param {Uint8Array} bytes */
  #write(bytes) {
    const at = this.#wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;
    new Uint8Array(this.#wasm.memory.buffer).set(bytes, at);
    return at;
  }

  /** @param {(at: number, length: number) => number} call @param {Uint8Array} bytes */
  #pass(call, bytes) {
    const index = call(this.#write(bytes), bytes.length) >>> 0;
    if (!index) throw new Error("the search index is of another version than the search page");
    return index;
  }

  /** @param {(index: number, at: number, length: number) => number} call @param {number} index @param {string} text */
  #call(call, index, text) {
    const bytes = new TextEncoder().encode(text);
    return call(index, this.#write(bytes), bytes.length) >>> 0;
  }

  #fillTable() {
    const table = this.#wasm.__wbindgen_externrefs;
    const offset = table.grow(4);
    table.set(0, undefined);
    [undefined, null, true, false].forEach((value, place) => table.set(offset + place, value));
  }
}

/**
 * Reads the part of CBOR that Pagefind writes: whole numbers, text, arrays.
 * @param {Uint8Array} data
 * @returns {any}
 */
export function decodeCbor(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const text = new TextDecoder();
  let at = 0;
  /** @returns {any} */
  function read() {
    const kind = data[at] >> 5;
    let value = data[at++] & 31;
    if (value === 24) value = data[at++];
    else if (value === 25) (value = view.getUint16(at)), (at += 2);
    else if (value === 26) (value = view.getUint32(at)), (at += 4);
    if (kind === 0) return value;
    if (kind === 1) return -1 - value;
    if (kind === 3) return text.decode(data.subarray(at, (at += value)));
    if (kind === 4) return Array.from({ length: value }, read);
    throw new Error(`CBOR of kind ${kind}`);
  }
  return read();
}
