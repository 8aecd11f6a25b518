// England on the live page: 153 councils, a year while a trainer and a phone watch.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./browser.mjs";
import { DESK, PHONE, look, openLive, overflows, ready, serve, shot, view } from "./live.mjs";

let browser;
let server;
before(async () => {
  browser = await openBrowser();
  server = await serve({ name: "england", args: ["--set", "years=3"] });
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
