// @ts-check
/** What is sought, and how it stands in the URL: /search/?q=…&theme=…&person=…&from=…&to=…&sort=date. Pure functions. */

export const FACETS = /** @type {const} */ (["theme", "person", "organisation", "place", "publisher"]);

/** @typedef {typeof FACETS[number]} Facet */
/** @typedef {Record<Facet, string[]> & {q: string, from: string, to: string, sort: "" | "date"}} State */

/**
 * The state that a URL's query names. Themes stand in both by id; a name is taken for its id, and what is neither as it is.
 * @param {string} search @param {Map<string, string>} themes  names by id
 * @returns {State}
 */
export function readState(search, themes) {
  const query = new URLSearchParams(search);
  const ids = new Map([...themes].map(([id, name]) => [name, id]));
  /** @param {string} name */
  const day = (name) => (/^\d{4}-\d\d-\d\d$/.test(query.get(name) ?? "") ? (query.get(name) ?? "") : "");
  /** @param {Facet} name */
  const values = (name) => [...new Set(query.getAll(name).filter(Boolean))];
  return {
    q: query.get("q") ?? "",
    theme: values("theme").map((theme) => (themes.has(theme) ? theme : (ids.get(theme) ?? theme))),
    person: values("person"),
    organisation: values("organisation"),
    place: values("place"),
    publisher: values("publisher"),
    from: day("from"),
    to: day("to"),
    sort: query.get("sort") === "date" ? "date" : "",
  };
}

/**
 * The query part of a state's URL, "" for an empty state.
 * @param {State} state
 */
export function writeState(state) {
  const query = new URLSearchParams();
  if (state.q.trim()) query.set("q", state.q.trim());
  for (const name of FACETS) for (const value of state[name]) query.append(name, value);
  for (const name of /** @type {const} */ (["from", "to", "sort"])) if (state[name]) query.set(name, state[name]);
  return query.size ? `?${query}` : "";
}

/** True where nothing is sought. @param {State} state */
export function isEmpty(state) {
  return !state.q.trim() && !state.from && !state.to && FACETS.every((name) => !state[name].length);
}
