// @ts-check
/** The stretch of a text where most of the words sought stand together, cut into what was sought and what was not. */

const WORDS = 30;

/** @typedef {{text: string, hit: boolean}} Part */

/**
 * The parts of an excerpt; hits are marked by the page, never as markup.
 * @param {string} content
 * @param {{s: number, l: number}[]} places  of hits: the word's number, and its weight
 * @returns {Part[]}
 */
export function makeExcerpt(content, places) {
  // Pagefind puts a zero-width space between the words of languages that write none.
  const separator = content.includes("\u200b") ? "\u200b" : " ";
  const words = separator === " " ? content.split(/\s+/) : content.split(separator);
  const start = findDensest(words.length, places);
  const hits = new Set(places.map((place) => place.l));
  const parts = start > 0 ? [{ text: "… ", hit: false }] : [];
  words.slice(start, start + WORDS).forEach((word, place) => {
    const hit = hits.has(start + place);
    const last = parts.at(-1);
    const glue = place === 0 || separator !== " " ? "" : " ";
    if (hit) {
      if (glue) add(parts, glue, false, last);
      parts.push({ text: word, hit: true });
    } else add(parts, glue + word, false, last);
  });
  if (start + WORDS < words.length) add(parts, " …", false, parts.at(-1));
  return parts;
}

/** @param {Part[]} parts @param {string} text @param {boolean} hit @param {Part | undefined} last */
function add(parts, text, hit, last) {
  if (last && last.hit === hit) last.text += text;
  else parts.push({ text, hit });
}

/** The first word of the window whose hits weigh most. @param {number} length @param {{s: number, l: number}[]} places */
function findDensest(length, places) {
  let best = 0;
  let most = 0;
  for (const { l: first } of places) {
    const weight = places.filter(({ l }) => l >= first && l < first + WORDS).reduce((total, { s }) => total + s, 0);
    if (weight > most) [best, most] = [first, weight];
  }
  if (best < WORDS / 2) return 0;
  // A few words before the first hit say what it belongs to.
  return Math.max(0, Math.min(best - 6, length - WORDS));
}
