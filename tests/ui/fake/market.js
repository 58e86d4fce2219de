// A marketplace in memory: enough of every operation for the windows to be looked at and clicked through.

import { readGoods } from "./goods.js";
import { openManager } from "./manager.js";
import { openPeople } from "./people.js";
import { refuse } from "./refuse.js";
import { openShelf } from "./shelf.js";
import { openTill } from "./till.js";

const SLOW_MS = 25;

export async function openMarket(emit) {
  const asked = new URLSearchParams(location.search);
  const market = {
    as: asked.get("as") ?? "buyer",
    window: location.pathname.includes("manager") ? "manager" : "storefront",
    goods: asked.get("as") === "fresh" ? [] : await readGoods(),
    prefs: { theme: "system", font_scale: 100 },
    seat: null,
    emit,
    changed: (...subjects) => setTimeout(() => emit("changed", { subjects }), 5),
  };
  const ops = { ...openPeople(market), ...openShelf(market), ...openTill(market), ...openManager(market) };
  return {
    async call(op, input) {
      await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      const run = ops[op];
      if (!run) refuse("broken", `Nobody has taught the make-believe marketplace ${op}.`);
      return run(input);
    },
  };
}
