// Stands where Tauri stands: `core.invoke("call", {op, input})` is answered by fake/market.js.
(() => {
  const heard = new Map();
  const emit = (event, payload) => {
    for (const each of heard.get(event) ?? []) each({ payload });
  };
  const market = import("/bench/fake/market.js").then((module) => module.openMarket(emit));
  const copied = (value) => JSON.parse(JSON.stringify(value ?? {}));
  window.__TAURI__ = {
    core: {
      invoke: async (_command, { op, input }) => copied(await (await market).call(op, copied(input))),
      convertFileSrc: (hash) => `/pictures/${hash}`,
    },
    event: {
      listen: async (event, hear) => {
        const all = heard.get(event) ?? new Set();
        heard.set(event, all.add(hear));
        return () => all.delete(hear);
      },
      emit: async (event, payload) => emit(event, payload),
    },
  };
})();
