// Serves ui/ as the program does, with the same policy, and puts a make-believe marketplace behind the door.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { drawing } from "./drawing.mjs";

const UI = fileURLToPath(new URL("../../ui/", import.meta.url));
const BENCH = fileURLToPath(new URL("./", import.meta.url));
const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".json": "application/json" };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

async function answer(path) {
  if (path.startsWith("/pictures/")) return { kind: ".svg", body: drawing(path.split("/")[2]) };
  const inside = path.startsWith("/bench/") ? join(BENCH, normalize(path.slice(7))) : join(UI, normalize(path));
  const body = await readFile(inside);
  const kind = extname(inside);
  if (kind !== ".html") return { kind, body };
  return { kind, body: body.toString().replace("<head>", '<head><script src="/bench/stub.js"></script>') };
}

/** @param {number} port 0 for any free one; answers the address */
export function serve(port = 0) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://ui");
    if (pathname === "/favicon.ico") return response.writeHead(204).end();
    try {
      const { kind, body } = await answer(decodeURIComponent(pathname));
      response.writeHead(200, { "content-type": KINDS[kind] ?? "application/octet-stream", "content-security-policy": POLICY, "cache-control": "no-store" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve({ address: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await serve(Number(process.env.PORT ?? 5050));
  console.log(`${address}/storefront.html  ${address}/manager.html`);
}
