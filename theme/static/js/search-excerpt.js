// @ts-check
/** The stretch of a text where most of the words sought stand together, cut into what was sought and what was not. */

const WORDS = 30;
/** A few words before the first hit say what it belongs to. */
const BEFORE = 6;

/** @typedef {{text: string, hit: boolean}} Part */
/** @typedef {{s: number, l: number}} Place  A hit: its weight, and the number of its word. */

/**
 * The parts of a title and of an excerpt of what follows it; hits are marked by the page, never as markup.
 * @param {string} title @param {string} content  begins with the title, unless the site theme says otherwise
 * @param {Place[]} places
 * @returns {{title: Part[], excerpt: Part[]}}
 */
export function makeExcerpt(title, content, places) {
  // Pagefind puts a zero-width space between the words of languages that write none.
  const separator = content.includes("\u200b") ? "\u200b" : " ";
  const words = separator === " " ? content.split(/\s+/) : content.split(separator);
  const heading = content.startsWith(title) ? countWords(title, words, separator) : 0;
  const start = heading + findDensest(words.length - heading, places.map(({ s, l }) => ({ s, l: l - heading })));
  const hits = new Set(places.map((place) => place.l));
  const excerpt = cut(words, start, start + WORDS, hits, separator);
  if (start > heading) excerpt.unshift({ text: "… ", hit: false });
  if (start + WORDS < words.length) excerpt.push({ text: " …", hit: false });
  const shown = heading ? cut(words, 0, heading, hits, separator) : [{ text: title, hit: false }];
  // Pagefind ends a heading with a full stop of its own.
  const last = shown[shown.length - 1];
  if (!title.endsWith(".")) last.text = last.text.replace(/\.$/, "");
  return { title: shown, excerpt };
}

/** How many of the first words are the title's. @param {string} title @param {string[]} words @param {string} separator */
function countWords(title, words, separator) {
  let text = "";
  return words.findIndex((word, place) => (text += (place ? separator : "") + word).length >= title.length) + 1;
}

/** @param {string[]} words @param {number} start @param {number} end @param {Set<number>} hits @param {string} separator @returns {Part[]} */
function cut(words, start, end, hits, separator) {
  /** @type {Part[]} */
  const parts = [{ text: "", hit: false }];
  words.slice(start, end).forEach((word, place) => {
    const glue = place && separator === " " ? " " : "";
    if (hits.has(start + place)) parts.push({ text: glue, hit: false }, { text: word, hit: true }, { text: "", hit: false });
    else parts[parts.length - 1].text += glue + word;
  });
  return parts.filter((part) => part.text);
}

/** The first word of the window whose hits weigh most. @param {number} length @param {Place[]} places */
function findDensest(length, places) {
  let best = 0;
  let most = 0;
  for (const { l: first } of places) {
    if (first < 0) continue;
    const weight = places.filter(({ l }) => l >= first && l < first + WORDS).reduce((total, { s }) => total + s, 0);
    if (weight > most) [best, most] = [first, weight];
  }
  return best < WORDS / 2 ? 0 : Math.max(0, Math.min(best - BEFORE, length - WORDS));
}
