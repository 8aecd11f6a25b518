// The pages of `carepool compare` and `carepool analyse` in a real browser: node --test with COMPARISON, ANALYSIS and MANY (files) and SHOTS.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { openBrowser, openPage } from "./browser.mjs";

const SHOTS = process.env.SHOTS;
const PAGES = { comparison: pathToFileURL(process.env.COMPARISON).href, analysis: pathToFileURL(process.env.ANALYSIS).href, "analysis-many": pathToFileURL(process.env.MANY).href };
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

let browser;
before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await openBrowser();
});
after(async () => browser?.close());

for (const [page_name, address] of Object.entries(PAGES))
  for (const [name, viewport] of [["desk", DESK], ["phone", PHONE]])
    test(`the page of the ${page_name} opens without a network or an error and does not scroll sideways (${name})`, async () => {
      const { context, page, problems, requests } = await openPage(browser, address, viewport);
      const charts = await page.evaluate(() => JSON.parse(document.getElementById("report-data").textContent).charts.length);
      assert.equal(await page.locator(".chart.drawn .live svg").count(), charts);
      if (page_name === "comparison") assert.ok(charts >= 8, `only ${charts} charts`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
      assert.deepEqual(problems, []);
      assert.deepEqual(requests, [address]);
      for (const target of await page.$$eval("nav a", (links) => links.map((link) => link.getAttribute("href")))) assert.equal(await page.locator(target).count(), 1, target);
      await page.screenshot({ path: join(SHOTS, `${page_name}-${name}-top.png`) });
      await page.screenshot({ path: join(SHOTS, `${page_name}-${name}-whole.png`), fullPage: true });
      await context.close();
    });

for (const name of ["analysis", "analysis-many"])
  test(`no label of a drawing lies over another or is cut off (${name})`, async () => {
    const { context, page } = await openPage(browser, PAGES[name], DESK);
    const found = await page.evaluate(() => {
      const faults = [];
      let labels = 0;
      for (const drawing of document.querySelectorAll("svg.drawing")) {
        const all = drawing.getBoundingClientRect();
        const of = drawing.getAttribute("aria-label");
        const texts = [...drawing.querySelectorAll("text")].map((e) => ({ words: e.firstChild.textContent, box: e.getBoundingClientRect() }));
        labels += texts.length;
        for (const [i, { words, box }] of texts.entries()) {
          if (box.left < all.left - 1 || box.right > all.right + 1) faults.push(`${of}: '${words}' is cut off`);
          for (const other of texts.slice(0, i))
            if (box.left < other.box.right && other.box.left < box.right && box.top + 2 < other.box.bottom && other.box.top + 2 < box.bottom) faults.push(`${of}: '${words}' over '${other.words}'`);
        }
      }
      return { faults, labels };
    });
    assert.ok(found.labels > 30, `only ${found.labels} labels`);
    assert.deepEqual(found.faults, []);
    await page.locator("#responses").screenshot({ path: join(SHOTS, `${name}-responses.png`) });
    await page.locator("#sensitivity").screenshot({ path: join(SHOTS, `${name}-sensitivity.png`) });
    await context.close();
  });

test("every finding of a comparison says how sure it is", async () => {
  const { context, page } = await openPage(browser, PAGES.comparison, DESK);
  const findings = await page.locator("#answer ul.answer li").allInnerTexts();
  assert.ok(findings.length >= 6);
  for (const text of findings.filter((t) => /^(Prices|Profits|Sufficiency|Crisis|Money|Value)\./.test(t)))
    assert.match(text, /95 % interval|cannot be told apart|the same in every pair/, text);
  await context.close();
});

test("a differing band may lie on both sides of nought", async () => {
  const { context, page } = await openPage(browser, PAGES.comparison, DESK);
  const specs = await page.evaluate(() => JSON.parse(document.getElementById("report-data").textContent).charts.filter((c) => c.id.startsWith("difference-")));
  assert.ok(specs.length >= 4);
  assert.ok(specs.some((spec) => spec.axis[0] < 0 && spec.axis[1] > 0));
  await page.evaluate(() => document.getElementById("over-time").scrollIntoView());
  await page.screenshot({ path: join(SHOTS, "comparison-over-time.png") });
  await page.evaluate(() => document.getElementById("councils").scrollIntoView());
  await page.screenshot({ path: join(SHOTS, "comparison-councils.png") });
  await context.close();
});

test("one click on a measure shows its definition, and the table of measures can be searched", async () => {
  const { context, page } = await openPage(browser, PAGES.comparison, DESK);
  await page.locator("#differences a.metric").first().click();
  assert.ok(await page.locator("#definition").isVisible());
  await page.keyboard.press("Escape");
  const rows = page.locator("#all-table tbody tr:visible");
  const all = await rows.count();
  await page.locator("input[data-filters=all-table]").fill("crisis");
  const found = await rows.count();
  assert.ok(found > 0 && found < all);
  await context.close();
});
