// A real `carepool serve` on a free port, and pages that talk to it and to nobody else. Used by live*.test.mjs.
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const CAREPOOL = process.env.CAREPOOL;
export const SOURCE = process.env.SOURCE;
export const SHOTS = process.env.SHOTS;
export const WORK = process.env.WORK;
export const DESK = { width: 1280, height: 720 };
export const PHONE = { width: 390, height: 844 };

mkdirSync(SHOTS, { recursive: true });
mkdirSync(WORK, { recursive: true });

// Twelve councils, a short pre-history, four years: England in little, ready within a second.
export const SMALL = ["--set", "world.only_region=North East", "--set", "start_state.prehistory_days=120", "--set", "years=4"];

export function scenario(name = "england") {
  return join(SOURCE, "scenarios", `${name}.yaml`);
}

// Every server that was started and has not ended: a test that fails leaves its own running, and the file would wait for it.
const running = new Set();
export function stopAll() {
  return Promise.all([...running].map((one) => one.stop()));
}

// Starts the server; resolves when it has printed its address. `stop` asks it to end, `kill` does not ask.
export async function serve({ name, args = SMALL, file = scenario(), port = 0, keep = false, bind }) {
  const dir = join(WORK, name);
  if (!keep) rmSync(dir, { recursive: true, force: true });
  const child = spawn(CAREPOOL, ["serve", file, ...args, "--port", String(port), "--sessions", dir, ...(bind ? ["--bind", bind] : [])], { stdio: ["ignore", "pipe", "pipe"] });
  const lines = [];
  const ended = new Promise((done) => child.on("exit", (code, signal) => done(signal ?? code)));
  const address = await new Promise((found, failed) => {
    const read = (line) => {
      lines.push(line);
      const match = /http:\/\/[^\s/]+/.exec(line);
      if (match) found(match[0]);
    };
    createInterface({ input: child.stdout }).on("line", read);
    createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
    child.on("exit", (code) => failed(new Error(`carepool serve ended with ${code}:\n${lines.join("\n")}`)));
  });
  // A line that is printed, now or later.
  const line = async (wanted) => {
    for (;;) {
      const found = lines.map((one) => wanted.exec(one)).find(Boolean);
      if (found) return found;
      await new Promise((later) => setTimeout(later, 20));
    }
  };
  const server = {
    address,
    lines,
    line,
    dir,
    pid: child.pid,
    port: Number(new URL(address).port),
    stop: () => (child.kill("SIGTERM"), ended),
    kill: () => (child.kill("SIGKILL"), ended),
  };
  running.add(server);
  void ended.then(() => running.delete(server));
  return server;
}

// A page of its own context. Whatever it asks of anybody but the server is refused and noted; so is whatever its console complains of.
export async function openLive(browser, address, { viewport = DESK, path = "/", touch = false } = {}) {
  const context = await browser.newContext({ viewport, deviceScaleFactor: 1, hasTouch: touch, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(120000); // a busy machine is no fault of the page
  const problems = [];
  const strangers = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => void dialog.accept());
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(address) || url.startsWith("data:") || url.startsWith("blob:")) return route.continue();
    strangers.push(url);
    return route.abort();
  });
  await page.goto(address + path, { waitUntil: "load" });
  return { context, page, problems, strangers };
}

// The market stands on a day and waits.
export async function ready(page, timeout = 60000) {
  await page.waitForFunction(() => (window.carepoolLive?.state.frame?.arms.length ?? 0) > 0, undefined, { timeout });
}

// What the page knows, as plain values.
export function look(page) {
  return page.evaluate(() => {
    const { state, link } = window.carepoolLive;
    const arm = (one) => one && { day: one.day, hash: String(one.hash), hashDay: one.hashDay, done: one.done, points: one.days.length, providers: one.providers.size, flows: one.flows.size };
    return {
      link: link.state.kind,
      session: state.welcome?.session,
      role: state.welcome?.role,
      seed: String(state.welcome?.seed),
      lesson: state.welcome?.lesson,
      firstDay: state.welcome?.firstDay,
      lastDay: state.welcome?.lastDay,
      playing: state.frame?.playing,
      selected: state.frame?.selectedArm,
      trouble: state.frame?.trouble,
      a: arm(state.a),
      b: arm(state.b),
      parting: state.parting && { forkDay: state.parting.forkDay, partedDay: state.parting.partedDay },
      interventions: state.interventions.map((one) => ({ day: one.day, text: one.text, arm: one.arm, who: one.who })),
      instruments: state.instruments.map((one) => ({ name: one.name, inForce: one.inForce })),
    };
  });
}

export async function waitPaused(page, beyond, timeout = 120000) {
  await page.waitForFunction(
    (day) => {
      const { state } = window.carepoolLive;
      return state.frame && !state.frame.playing && (state.selected?.day ?? 0) > day;
    },
    beyond,
    { timeout },
  );
}

export async function stepBy(page, span) {
  const { a } = await look(page);
  await page.locator(`#step-${span}`).click();
  await waitPaused(page, a.day);
}

// Opens a view of the page and waits until it has been drawn.
export async function view(page, name) {
  await page.locator(`main [data-tab=${name}]`).click();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

export async function shot(page, name, options = {}) {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), ...options });
}

// Scrolls the whole page sideways? Parts may scroll inside their box; the page itself may not.
export async function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
