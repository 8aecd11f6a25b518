// Many observers without a browser: plain sockets that say hello, take every frame and count them. For what a class of phones does to a server.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";

// ClientFrame{hello{protocol: 1, role: ROLE_OBSERVER}}, as proto/carepool/live.proto numbers it.
const HELLO = Buffer.from([0x0a, 0x04, 0x08, 0x01, 0x10, 0x02]);

function masked(payload) {
  const mask = randomBytes(4);
  const body = Buffer.from(payload.map((byte, i) => byte ^ mask[i % 4]));
  return Buffer.concat([Buffer.from([0x82, 0x80 | payload.length]), mask, body]);
}

class Watcher {
  frames = 0; // messages of the server that are frames: field 2 of ServerFrame
  ended = false;

  constructor(port) {
    this.rest = Buffer.alloc(0);
    this.open = false;
    this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.socket.on("connect", () =>
      this.socket.write(
        `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
      ),
    );
    this.socket.on("data", (piece) => this.take(piece));
    this.socket.on("error", () => (this.ended = true));
    this.socket.on("close", () => (this.ended = true));
  }

  take(piece) {
    this.rest = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    if (!this.open) {
      const end = this.rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      if (!/ 101 /.test(this.rest.subarray(0, end).toString())) throw new Error(this.rest.toString());
      this.rest = this.rest.subarray(end + 4);
      this.open = true;
      this.socket.write(masked(HELLO));
    }
    while (this.rest.length >= 2) {
      let size = this.rest[1] & 127;
      let head = 2;
      if (size === 126) {
        if (this.rest.length < 4) return;
        size = this.rest.readUInt16BE(2);
        head = 4;
      } else if (size === 127) {
        if (this.rest.length < 10) return;
        size = Number(this.rest.readBigUInt64BE(2));
        head = 10;
      }
      if (this.rest.length < head + size) return;
      if ((this.rest[0] & 15) === 2 && this.rest[head] >> 3 === 2) this.frames += 1;
      this.rest = this.rest.subarray(head + size);
    }
  }
}

// Resolves when each has its first frame.
export async function watch(port, count) {
  const all = Array.from({ length: count }, () => new Watcher(port));
  while (!all.every((one) => one.frames > 0)) {
    if (all.some((one) => one.ended)) throw new Error("a watcher was shown out");
    await new Promise((later) => setTimeout(later, 20));
  }
  return { all, leave: () => all.forEach((one) => one.socket.destroy()) };
}
