// @ts-check
// A newer request makes the older one's answer worthless.

/**
 * Runs one question at a time: `await latest(() => call(…))` answers undefined when a newer one has been asked since.
 */
export function latestOnly() {
  let asked = 0;
  /**
   * @template T
   * @param {() => Promise<T>} ask
   * @returns {Promise<T | undefined>}
   */
  return async (ask) => {
    const mine = ++asked;
    try {
      const answer = await ask();
      return mine === asked ? answer : undefined;
    } catch (error) {
      if (mine === asked) throw error;
      return undefined;
    }
  };
}

/**
 * Waits until nobody has called for `ms` milliseconds.
 * @template {any[]} A
 * @param {(...args: A) => unknown} act
 * @param {number} ms
 */
export function settled(act, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (/** @type {A} */ ...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => void act(...args), ms);
  };
}
