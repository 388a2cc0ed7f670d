// @ts-check
/**
 * Joins what single shards answer to what one index of all would answer: which words count as found, and how much a hit
 * weighs. Pagefind ranks by BM25 with the word counts of one shard; here every hit is weighed anew with those of all.
 */

/** @typedef {import("./pagefind-wasm.js").Hit} Hit */
/** @typedef {{count: number, words: Set<string>}} Found  In how many pages of a shard a term was found, and as which words. */
/** @typedef {{pages: number, words: number, found: Map<string, Found>, hits: Hit[]}} ShardAnswer  `words`: of all its pages. */

const SATURATION = 1.4;
const LENGTH = 0.75;

/**
 * The hits of each shard with their weights, a shard's place in `answers` first; shards without all words give none.
 * @param {ShardAnswer[]} answers
 * @param {string[]} terms  stems, as Pagefind cut them
 * @param {boolean} exact  a phrase: every hit weighs the same
 * @returns {{shard: number, hit: Hit, score: number}[]}
 */
export function joinAnswers(answers, terms, exact) {
  const pages = sum(answers.map((answer) => answer.pages));
  const average = sum(answers.map((answer) => answer.words)) / Math.max(pages, 1);
  if (exact) return answers.flatMap(({ hits }, shard) => hits.map((hit) => ({ shard, hit, score: 1 })));
  const accepted = new Map(terms.map((term) => [term, acceptWords(answers, term)]));
  const counts = new Map(terms.map((term) => [term, sum(answers.map((answer) => countOf(answer, term, accepted.get(term))))]));
  const sought = terms.filter((term) => counts.get(term));
  const weigh = weigher(terms, counts, pages, average);
  return answers.flatMap((answer, shard) =>
    sought.length && sought.every((term) => countOf(answer, term, accepted.get(term)))
      ? answer.hits.map((hit) => ({ shard, hit, score: weigh(hit) }))
      : [],
  );
}

/**
 * Which words may stand for a term. Where no word begins with it, Pagefind takes the longest beginning of it that is a word:
 * in one index that is one decision, so a shard must not take "harb" for "harbour" when another has "harbour".
 * @param {ShardAnswer[]} answers @param {string} term
 * @returns {(word: string) => boolean}
 */
function acceptWords(answers, term) {
  const words = answers.flatMap((answer) => [...(answer.found.get(term)?.words ?? [])]);
  if (words.some((word) => word.startsWith(term))) return (word) => word.startsWith(term);
  const longest = Math.max(0, ...words.map((word) => word.length));
  return (word) => word.length === longest;
}

/** @param {ShardAnswer} answer @param {string} term @param {((word: string) => boolean) | undefined} accepts */
function countOf(answer, term, accepts) {
  const found = answer.found.get(term);
  return found && accepts && [...found.words].some(accepts) ? found.count : 0;
}

/**
 * The weight of a hit: BM25 for its text, and more where its title or theme has the words (as in pagefind_web/src/search.rs).
 * @param {string[]} terms @param {Map<string, number>} counts @param {number} pages @param {number} average
 * @returns {(hit: Hit) => number}
 */
function weigher(terms, counts, pages, average) {
  const rarity = new Map(terms.map((term) => [term, Math.log((pages + 1) / ((counts.get(term) ?? 0) + 0.5))]));
  const total = sum(terms.map((term) => rarity.get(term) ?? 0));
  /** @param {string} word */
  const rarityOf = (word) => rarity.get(terms.find((term) => word.startsWith(term) || term.startsWith(word)) ?? "") ?? 0;
  return (hit) => {
    const length = SATURATION * (1 - LENGTH + (LENGTH * (hit.params?.dl ?? average)) / average);
    const text = (hit.scores ?? []).map(({ w, params }) => {
      const frequency = params.w_tf * params.lb;
      return (rarityOf(w) * (SATURATION + 1) * frequency) / (length + frequency);
    });
    const fields = (hit.vms ?? []).map(({ fw, mt }) => {
      const matched = sum(mt.map(rarityOf));
      return total > 0 ? fw * matched * (matched / total) ** 2 : 0;
    });
    return sum(text) + sum(fields);
  };
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
