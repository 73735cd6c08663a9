import type { IncomingMessage, Server } from "node:http";
import { destroyOnError } from "./destroy-on-error.js";
import type { OnUpgrade } from "./upgrades.js";

export function isWebSocketUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.trim().toLowerCase() === "websocket";
}

/**
 * From version 25, Node parses the body of a request that offers another protocol, so that the connection cannot restart. But
 * it can pass the request on like any other.
 */
const passesOn = Number(process.versions.node.split(".")[0]) >= 25;

/** Options of `createServer`; not in the types of Node 20. */
export const upgradeOptions: object = passesOn ? { shouldUpgradeCallback: isWebSocketUpgrade } : {};

/** Whether Node loses what has arrived after a request that it passes on: the next request might begin in the middle. */
export function losesInputAfter(request: IncomingMessage): boolean {
  return passesOn && request.headers.upgrade !== undefined && !isWebSocketUpgrade(request);
}

/** Headers that offer another protocol; RFC 7540 section 3.2 and RFC 9110 section 7.8. */
const upgradeHeaders = new Set(["upgrade", "http2-settings"]);

/**
 * Serves requests that offer a protocol other than WebSocket over HTTP/1.1, as RFC 9110 section 7.8 requires: `curl --http2`
 * and Java's HttpClient offer h2c. Before version 25, Node treats such a request as the last of its connection, so the
 * connection restarts with the same request minus the offer.
 */
export function declineOtherUpgrades(server: Server, onUpgrade: OnUpgrade): void {
  onUpgrade((request, _stream, body) => {
    if (isWebSocketUpgrade(request)) return;
    const { socket } = request;
    socket.off("error", destroyOnError);
    socket.unshift(Buffer.concat([Buffer.from(headWithoutUpgrade(request), "latin1"), body]));
    server.emit("connection", socket);
  });
}

function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (upgradeHeaders.has(name.toLowerCase())) continue;
    lines.push(`${name}: ${name.toLowerCase() === "connection" ? connectionOptions(value) : value}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function connectionOptions(value: string): string {
  const options = value.split(",").map((option) => option.trim());
  return options.filter((option) => !upgradeHeaders.has(option.toLowerCase())).join(", ");
}
