// @ts-check
/** Several small files in one (`briefgen/site/search_bundle.py`), of which one is asked for by range. */

/** How many texts of pages are in a pack, the last one of a shard perhaps less. */
export const PACK = 20;
/** How many chunks of words are in a pack. */
export const CHUNK_PACK = 10;

export class Pack {
  /**
   * @param {string} url @param {number} count  how many files are in it
   * @param {number[]} [ends]  where each ends; else the pack begins with that, four bytes each
   */
  constructor(url, count, ends) {
    this.url = url;
    this.#count = count;
    this.#head = ends ? 0 : 4 * count;
    this.#ends = ends && Promise.resolve(ends);
  }

  #count;
  #head;
  /** @type {Promise<number[]> | undefined} */
  #ends;
  /** @type {Uint8Array<ArrayBuffer> | undefined} the whole, where the server knows no ranges */
  #whole;

  /** The bytes of one of the files. @param {number} place */
  async read(place) {
    this.#ends ??= this.#readEnds();
    const ends = await this.#ends;
    return this.#readBytes(place ? ends[place - 1] : this.#head, ends[place]);
  }

  async #readEnds() {
    const head = await this.#readBytes(0, this.#head);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    return Array.from({ length: this.#count }, (_, place) => view.getUint32(4 * place));
  }

  /** @param {number} start @param {number} end */
  async #readBytes(start, end) {
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
