// England on the live page: 153 councils, a year while a trainer and a phone watch.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";

import { openBrowser } from "./browser.mjs";
import { DESK, PHONE, look, openLive, overflows, ready, serve, shot, view } from "./live.mjs";
import { watch } from "./watchers.mjs";

let browser;
let server;
before(async () => {
  browser = await openBrowser();
  server = await serve({ name: "england", args: ["--set", "years=20"] });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("England lives a year while two pages watch: all 153 councils, lines, map, flows and groups move", { timeout: 300000 }, async () => {
  const { context, page, problems, strangers } = await openLive(browser, server.address, { viewport: DESK });
  const phone = await openLive(browser, server.address, { viewport: PHONE, path: "/?role=observer", touch: true });
  await page.locator(".solving").waitFor({ timeout: 15000 }).catch(() => undefined);
  await ready(page, 180000);
  await ready(phone.page, 180000);
  const begun = Date.now();
  await page.locator("#speed").selectOption("91");
  await page.locator("#play").click();
  // Frames arrive while the year is lived.
  const days = new Set();
  const lived = () => page.evaluate(() => window.carepoolLive.state.a.day - window.carepoolLive.state.welcome.firstDay);
  while ((await lived()) < 365) {
    days.add((await look(page)).a.day);
    await page.waitForTimeout(60);
    assert.ok(Date.now() - begun < 240000, "a year takes more than four minutes");
  }
  await page.locator("#play").click();
  await page.waitForFunction(() => !window.carepoolLive.state.frame.playing);
  assert.ok(days.size >= 8, `the page saw ${days.size} days of the year`);
  console.log(`England: a year in ${(Date.now() - begun) / 1000} s of clock at a quarter a second, ${days.size} days seen`);
  await view(page, "map");
  assert.equal(await page.locator(".map-view .hex polygon").count(), 153);
  assert.ok((await page.locator(".flow").count()) >= 60);
  await page.locator("#map-measure").selectOption({ index: 7 });
  await page.waitForTimeout(200);
  await shot(page, "england-map");
  await view(page, "providers");
  assert.ok((await look(page)).a.providers > 500);
  await shot(page, "england-providers");
  await view(page, "lines");
  await shot(page, "england-lines");
  await view(page, "pound");
  await shot(page, "england-pound");
  const day = (await look(page)).a.day;
  await phone.page.waitForFunction((wanted) => window.carepoolLive.state.a.day === wanted, day);
  await view(phone.page, "map");
  await shot(phone.page, "england-phone-map");
  assert.equal(await overflows(phone.page), 0);
  assert.equal(await overflows(page), 0);
  assert.deepEqual(problems, []);
  assert.deepEqual(strangers, []);
  assert.deepEqual(phone.problems, []);
  await phone.context.close();
  await context.close();
});

// Seconds of processor of each thread of a program.
function threads(pid) {
  const out = {};
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8").split(") ")[1].split(" ");
    out[thread] = (Number(fields[11]) + Number(fields[12])) / 100;
  }
  return out;
}

test("sixty watch, one of them a page: five frames a second for each, while England goes on", { timeout: 300000 }, async () => {
  const { context, page, problems } = await openLive(browser, server.address, { viewport: DESK, path: "/?role=trainer" });
  await ready(page, 180000);
  await page.locator("#reset").click();
  await page.getByRole("button", { name: /Same luck again/ }).click();
  await page.waitForFunction(() => window.carepoolLive.state.a?.day === window.carepoolLive.state.welcome.firstDay);
  const phone = await openLive(browser, server.address, { viewport: PHONE, path: "/?role=observer", touch: true });
  await ready(phone.page);
  const { all, leave } = await watch(server.port, 59);
  await page.waitForFunction(() => window.carepoolLive.state.frame.watchers === 60);
  // The trainer's own page leaves: sixty watch, as on the day when nobody stands at the desk.
  await page.locator("#speed").selectOption("0");
  await phone.page.evaluate(() => {
    const { state } = window.carepoolLive;
    const take = state.takeFrame.bind(state);
    window.framesSeen = 0;
    window.framesWhole = 0;
    state.takeFrame = (frame) => {
      window.framesSeen += 1;
      const arm = frame.arms[0];
      if (arm.day >= state.welcome.firstDay && arm.today.length === state.welcome.series.length) window.framesWhole += 1;
      return take(frame);
    };
  });
  await page.locator("#play").click();
  await page.waitForFunction(() => window.carepoolLive.state.frame.playing);
  const first = (await look(phone.page)).a.day;
  await context.close();
  for (const one of all) one.frames = 0;
  await phone.page.evaluate(() => (window.framesSeen = window.framesWhole = 0));
  const before = threads(server.pid);
  const began = Date.now();
  const state = () => phone.page.evaluate(() => ({ day: window.carepoolLive.state.a.day, playing: window.carepoolLive.state.frame.playing, seen: window.framesSeen, whole: window.framesWhole }));
  let now = await state();
  while (Date.now() - began < 20000 && now.playing) {
    await new Promise((later) => setTimeout(later, 250));
    now = await state();
  }
  const seconds = (Date.now() - began) / 1000;
  const after = threads(server.pid);
  const market = Math.max(...Object.keys(after).map((one) => after[one] - (before[one] ?? 0)));
  const slowest = Math.min(...all.map((one) => one.frames));
  const years = (now.day - first) / 365.25;
  console.log(`60 watch: ${(slowest / seconds).toFixed(1)} frames a second for the slowest socket, ${(now.seen / seconds).toFixed(1)} for the page; ${(years / seconds).toFixed(2)} years a second by the clock, ${(years / market).toFixed(2)} of the market's core`);
  assert.equal(now.whole, now.seen, "a frame without its day or its series");
  assert.ok(all.every((one) => !one.ended));
  // Where other programs hold the processors the market's thread gets less than a core, and so do its frames; what counts is what it was given.
  const share = Math.min(1, market / seconds);
  assert.ok(slowest / seconds >= 5 * share, `the slowest socket got ${slowest} frames in ${seconds} s`);
  assert.ok(now.seen / seconds >= 5 * share, `the page got ${now.seen} frames in ${seconds} s`);
  leave();
  assert.deepEqual(problems, []);
  assert.deepEqual(phone.problems, []);
  await phone.context.close();
});
