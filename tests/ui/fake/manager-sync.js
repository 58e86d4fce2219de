// @ts-check
// Sync as the manager sees it: what was refused or changed twice, and what is chosen.

/** @param {() => any} world @returns {Record<string, (input: any) => any>} */
export const syncOps = (world) => ({
  "sync.state": () => ({ place: "hub", is_connected: world().isConnected, pending: world().pending, last_contact_us: world().lastContact, refused: world().refused, trouble: world().trouble ?? null, noticed: world().noticed ?? [] }),
  "sync.retry": ({ id, choices }) => {
    const change = world().refused.find((/** @type {any} */ one) => one.id === id);
    const product = world().products.find((/** @type {any} */ one) => one.id === change?.target);
    for (const field of change?.clashes ?? []) if (product) product[field.name] = field[choices?.[field.name] ?? "mine"];
    return drop(world(), id);
  },
  "sync.discard": ({ id }) => drop(world(), id),
  "picture.room": () => ({ pictures: 1_204, bytes: 61_000_000, most_mb: 500 }),
  "picture.set_room": ({ most_mb }) => ({ pictures: 1_204, bytes: 61_000_000, most_mb }),
  "marketplace.get": () => ({ place: "hub", address: "", has_certificate: false, needs_restart: false }),
});

/** @param {any} world @param {string} id */
function drop(world, id) {
  world.refused.splice(world.refused.findIndex((/** @type {any} */ one) => one.id === id), 1);
  world.say("changed", { subjects: ["sync", "product"] });
  return {};
}
