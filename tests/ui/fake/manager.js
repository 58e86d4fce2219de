// The operations only the manager window asks for.

export function openManager(_market) {
  return {};
}
