// @ts-check
// What a letter brought: its link, pasted whole or in part, or its code.

/**
 * @param {string} typed
 * @returns {{token: string} | {code: string}}
 */
export function proofOf(typed) {
  const token = /[0-9a-f]{64}/i.exec(typed)?.[0];
  return token ? { token: token.toLowerCase() } : { code: typed };
}
