// @ts-check
// What the keys do on a row of a list.

/** How far a key goes, in rows. @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity };

/** @param {HTMLElement[]} all @param {HTMLElement} row @param {number} by */
function move(all, row, by) {
  const at = Math.max(0, Math.min(all.length - 1, all.indexOf(row) + by));
  all[at]?.focus();
  all[at]?.scrollIntoView({ block: "nearest" });
}

/**
 * Answers a key pressed on a row; keys that mean nothing here are left to others.
 * @param {KeyboardEvent} event
 * @param {{rows: HTMLElement[], pick: (id: string) => void, toggle?: (id: string) => void, chooseAll?: () => void}} list
 */
export function pressOnRow(event, { rows, pick, toggle, chooseAll }) {
  const row = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("tr[data-id]"));
  if (!row || event.altKey) return;
  const id = row.dataset.id ?? "";
  const key = event.ctrlKey ? `Ctrl+${event.key}` : event.key;
  /** @type {Record<string, (() => void) | undefined>} */
  const acts = { Enter: () => pick(id), " ": toggle && (() => toggle(id)), "Ctrl+a": chooseAll };
  const step = STEPS[key];
  const act = step ? () => move(rows, row, step) : acts[key];
  if (!act) return;
  event.preventDefault();
  act();
}
