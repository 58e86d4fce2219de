/** Ends an operation as the marketplace does. */
export function refuse(code, message, fields = {}) {
  throw { code, message, fields };
}
