// @ts-check
/** What makes a working page better on every page: panels that stand open where there is room, "/" that leads to search. */

const WIDE = "(min-width: 64rem)";

/** Opens the panels beside a briefing where they have a column of their own. */
function openPanels() {
  const wide = matchMedia(WIDE).matches;
  for (const panel of document.querySelectorAll("details[data-panel]")) panel.toggleAttribute("open", wide);
}

/**
 * "/" goes to the search field, unless one is writing already.
 * @param {KeyboardEvent} event
 */
function focusSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("input, textarea, select, [contenteditable]")) return;
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-search-form] input[name=q]"));
  if (!field || !field.checkVisibility()) return;
  event.preventDefault();
  field.focus();
  field.select();
}

openPanels();
matchMedia(WIDE).addEventListener("change", openPanels);
document.addEventListener("keydown", focusSearch);
