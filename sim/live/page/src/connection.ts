// The one WebSocket: says hello, keeps commands until they are answered, and comes back by itself after a break.
// A command that was sent when the connection broke is sent again with its old number; the server knows whether it did it.

import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";

import {
  ClientFrameSchema,
  LiveRefusal_Reason as Reason,
  LiveRole,
  ServerFrameSchema,
  type LiveAck,
  type LiveAnswer,
  type LiveCommandSchema,
  type LiveQuestionSchema,
  type LiveRefusal,
  type ServerFrame,
} from "./gen/carepool/live_pb";

export type CommandBody = NonNullable<MessageInitShape<typeof LiveCommandSchema>["what"]>;
export type QuestionBody = NonNullable<MessageInitShape<typeof LiveQuestionSchema>["what"]>;

export class Refused extends Error {
  constructor(readonly refusal: LiveRefusal) {
    super([refusal.text, refusal.allowed, refusal.suggestion].filter(Boolean).join(" "));
  }
}

export interface Hello {
  role: LiveRole;
  code: string;
  room: string;
  newRoom: boolean;
  name: string;
}

export type LinkState =
  | { kind: "connecting" }
  | { kind: "open" }
  | { kind: "lost"; again: number; text: string } // when the next attempt is made, milliseconds of the clock
  | { kind: "refused"; text: string; reason: Reason }
  | { kind: "ended"; text: string };

interface Waiting {
  body: CommandBody;
  arm: string;
  done: (ack: LiveAck | undefined) => void;
  failed: (error: Error) => void;
}

const LONGEST_WAIT = 8000;

export class Connection {
  private socket: WebSocket | undefined;
  private waiting = new Map<bigint, Waiting>();
  private questions = new Map<number, (answer: LiveAnswer) => void>();
  private nextSeq = 1n;
  private nextQuestion = 1;
  private attempt = 0;
  private timer = 0;
  private welcomed = false;
  private farewell = ""; // what the server said when it stopped
  state: LinkState = { kind: "connecting" };

  constructor(
    private hello: Hello,
    private readonly received: (frame: ServerFrame) => void,
    private readonly changed: (state: LinkState) => void,
  ) {}

  start(hello?: Hello): void {
    if (hello) {
      this.hello = hello;
      this.forget();
    }
    this.attempt = 0;
    this.open();
  }

  get code(): string {
    return this.hello.code;
  }

  retryNow(): void {
    this.open();
  }

  // Breaks the connection as a network would; for tests.
  breakOff(): void {
    this.socket?.close();
  }

  command(body: CommandBody, arm = ""): Promise<LiveAck | undefined> {
    return new Promise((done, failed) => {
      const seq = this.nextSeq;
      this.nextSeq += 1n;
      this.waiting.set(seq, { body, arm, done, failed });
      if (this.welcomed) this.transmit(seq);
    });
  }

  ask(body: QuestionBody): Promise<LiveAnswer> {
    return new Promise((done) => {
      const id = this.nextQuestion;
      this.nextQuestion += 1;
      this.questions.set(id, done);
      this.write({ case: "question", value: { id, what: body } });
    });
  }

  private key(): string {
    return `carepool-resume:${location.pathname}${location.search}`;
  }

  private forget(): void {
    sessionStorage.removeItem(this.key());
  }

  private set(state: LinkState): void {
    this.state = state;
    this.changed(state);
  }

  private open(): void {
    window.clearTimeout(this.timer);
    this.socket?.close();
    this.welcomed = false;
    this.set({ kind: "connecting" });
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.addEventListener("open", () => this.sayHello());
    socket.addEventListener("message", (event) => {
      if (socket === this.socket) this.take(new Uint8Array(event.data as ArrayBuffer));
    });
    socket.addEventListener("close", () => {
      if (socket === this.socket) this.lost();
    });
  }

  private sayHello(): void {
    const resume = sessionStorage.getItem(this.key()) ?? "";
    this.write({ case: "hello", value: { protocol: 1, ...this.hello, resume } });
  }

  private lost(): void {
    this.welcomed = false;
    if (this.state.kind === "refused" || this.state.kind === "ended") return;
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.attempt);
    this.attempt += 1;
    this.set({ kind: "lost", again: Date.now() + wait, text: this.farewell });
    this.timer = window.setTimeout(() => this.open(), wait);
  }

  private write(what: NonNullable<MessageInitShape<typeof ClientFrameSchema>["what"]>): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(toBinary(ClientFrameSchema, create(ClientFrameSchema, { what })));
  }

  private transmit(seq: bigint): void {
    const entry = this.waiting.get(seq);
    if (entry) this.write({ case: "command", value: { seq, arm: entry.arm, what: entry.body } });
  }

  private take(bytes: Uint8Array): void {
    const frame = fromBinary(ServerFrameSchema, bytes);
    const what = frame.what;
    if (what.case === "welcome") {
      sessionStorage.setItem(this.key(), what.value.resume);
      this.attempt = 0;
      this.farewell = "";
      if (!this.welcomed) this.settle(what.value.nextSeq);
      this.set({ kind: "open" });
    } else if (what.case === "ack") {
      this.waiting.get(what.value.seq)?.done(what.value);
      this.waiting.delete(what.value.seq);
    } else if (what.case === "refusal") {
      this.refused(what.value);
    } else if (what.case === "answer") {
      this.questions.get(what.value.id)?.(what.value);
      this.questions.delete(what.value.id);
    } else if (what.case === "ended" && what.value.comesBack) {
      this.farewell = what.value.text;
    } else if (what.case === "ended") {
      this.forget();
      this.set({ kind: "ended", text: what.value.text });
    }
    this.received(frame);
  }

  // After a hello: what the server already has is done; the rest is sent again, in order.
  private settle(nextSeq: bigint): void {
    this.welcomed = true;
    const kept = [...this.waiting.entries()].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const known = kept.filter(([seq]) => seq < nextSeq);
    const rest = kept.filter(([seq]) => seq >= nextSeq);
    for (const [seq, entry] of known) {
      this.waiting.delete(seq);
      entry.done(undefined);
    }
    this.waiting.clear();
    this.nextSeq = nextSeq;
    for (const [, entry] of rest) {
      this.waiting.set(this.nextSeq, entry);
      this.transmit(this.nextSeq);
      this.nextSeq += 1n;
    }
  }

  private refused(refusal: LiveRefusal): void {
    const hello = !this.welcomed;
    if (refusal.reason === Reason.OUT_OF_ORDER || refusal.reason === Reason.MALFORMED) {
      if (refusal.nextSeq > 0n) this.nextSeq = refusal.nextSeq;
    }
    const entry = this.waiting.get(refusal.seq);
    this.waiting.delete(refusal.seq);
    entry?.failed(new Refused(refusal));
    if (!hello) return;
    this.forget();
    this.set({ kind: "refused", text: new Refused(refusal).message, reason: refusal.reason });
  }
}

export { Reason };
