// The report in a real browser: node --test with REPORT (the file), SHOTS (a folder for pictures) and CASES.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { openBrowser, openPage } from "./browser.mjs";

const REPORT = process.env.REPORT;
const SHOTS = process.env.SHOTS;
const CASES = JSON.parse(readFileSync(process.env.CASES, "utf8"));
const DESK = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };
const address = pathToFileURL(REPORT).href;

let browser;
before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await openBrowser();
});
after(async () => browser?.close());

async function shot(page, name, options = {}) {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), ...options });
}

// Scrolls the whole page sideways? Tables may scroll inside their box; the page itself may not.
async function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

for (const [name, viewport] of [["desk", DESK], ["phone", PHONE]]) {
  test(`opens without a network or an error, and draws every chart (${name})`, async () => {
    const { context, page, problems, requests } = await openPage(browser, address, viewport);
    const expected = await page.evaluate(() => JSON.parse(document.getElementById("report-data").textContent).charts.length);
    assert.ok(expected >= 10, `only ${expected} charts`);
    const drawn = await page.$$eval(".chart.drawn .live", (boxes) =>
      boxes.map((box) => ({ id: box.parentElement.id, paths: box.querySelectorAll("svg path").length, height: box.clientHeight })),
    );
    assert.equal(drawn.length, expected);
    for (const chart of drawn) {
      assert.ok(chart.paths > 3, `${chart.id} is empty`);
      assert.ok(chart.height >= 100, `${chart.id} has no height`);
    }
    assert.equal(await overflows(page), 0, "the page scrolls sideways");
    if (name === "desk") assert.equal(await page.$eval("nav ul", (menu) => menu.scrollWidth - menu.clientWidth), 0, "the end of the menu is hidden");
    assert.deepEqual(problems, []);
    assert.deepEqual(requests, [address]);
    await shot(page, `${name}-top`);
    await shot(page, `${name}-whole`, { fullPage: true });
    await context.close();
  });
}

test("the map has a hexagon for each of the 153 councils, recolours and names them", async () => {
  const { context, page, problems } = await openPage(browser, address, DESK);
  assert.equal(await page.locator("#hexmap g.hex polygon").count(), 153);
  const fills = () => page.$$eval("#hexmap g.hex polygon", (cells) => cells.map((cell) => cell.getAttribute("fill")).join());
  const first = await fills();
  assert.ok(new Set(first.split(",")).size >= 4, "the map has too few colours");
  const legend = await page.locator("#map-legend").innerText();
  await page.locator("#map-metric").selectOption("2");
  assert.notEqual(await fills(), first);
  assert.notEqual(await page.locator("#map-legend").innerText(), legend);
  await page.locator("#hexmap g.hex[data-code=E08000025] polygon").hover();
  assert.match(await page.locator("#map-hover").innerText(), /^Birmingham West Midlands\n.*\d/);
  await page.mouse.move(2, 2);
  await page.evaluate(() => document.querySelectorAll("#hexmap .picked").forEach((cell) => cell.classList.remove("picked")));
  await page.locator("#hexmap").focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await page.locator("#map-hover").innerText(), /^Barking and Dagenham London/);
  await page.locator("#map-names summary").click();
  assert.equal(await page.locator("#map-names li:visible").count(), 153);
  await page.locator("#map").scrollIntoViewIfNeeded();
  await page.evaluate(() => document.getElementById("map").scrollIntoView());
  await shot(page, "map");
  assert.deepEqual(problems, []);
  await context.close();
});

test("one click on a measure's name shows its definition", async () => {
  const { context, page } = await openPage(browser, address, DESK);
  const link = page.locator("#prices a.metric").first();
  const id = await link.getAttribute("data-metric");
  await link.click();
  const dialog = page.locator("#definition");
  assert.ok(await dialog.isVisible());
  const text = await dialog.innerText();
  const wanted = await page.evaluate((metric) => JSON.parse(document.getElementById("report-data").textContent).metrics.find((m) => m.id === metric), id);
  assert.ok(text.includes(wanted.definition));
  assert.ok(text.includes(id));
  await shot(page, "definition");
  await page.keyboard.press("Escape");
  assert.ok(!(await dialog.isVisible()));
  await context.close();
});

test("the parameter table can be searched and narrowed", async () => {
  const { context, page } = await openPage(browser, address, DESK);
  const rows = page.locator("#parameter-table tbody tr:visible");
  const all = await rows.count();
  assert.ok(all > 50);
  await page.locator("input[type=search][data-filters=parameter-table]").fill("instruments");
  const found = await rows.count();
  assert.ok(found > 0 && found < all);
  for (const text of await rows.allInnerTexts()) assert.match(text.toLowerCase(), /instruments/);
  await page.evaluate(() => document.getElementById("parameters").scrollIntoView());
  await shot(page, "parameters");
  await page.locator("input[type=search][data-filters=parameter-table]").fill("");
  await page.locator("input[data-tag=assumption]").check();
  const assumptions = await rows.count();
  assert.ok(assumptions > 0 && assumptions < all);
  assert.match(await page.locator("[data-counts=parameter-table]").innerText(), new RegExp(`^${assumptions} of ${all} shown$`));
  await context.close();
});

test("the table of councils sorts by money", async () => {
  const { context, page } = await openPage(browser, address, DESK);
  await page.locator("#money-table thead th").nth(3).locator("button").click();
  const spend = await page.$$eval("#money-table tbody tr", (rows) => rows.map((row) => Number(row.cells[3].dataset.sort)));
  assert.ok(spend.length >= 150);
  assert.deepEqual(spend, [...spend].sort((a, b) => b - a));
  await page.evaluate(() => document.getElementById("money").scrollIntoView());
  await shot(page, "money");
  await context.close();
});

test("any measure can be drawn over time and split", async () => {
  const { context, page, problems } = await openPage(browser, address, DESK);
  await page.locator("#any-metric").selectOption("fee_weekly_mean_stock");
  await page.locator("#any-column").selectOption("region");
  assert.ok((await page.locator("#any-chart svg path").count()) > 9);
  await page.evaluate(() => document.getElementById("any").scrollIntoView());
  await shot(page, "any");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a chart answers the pointer with a date and values", async () => {
  const { context, page } = await openPage(browser, address, DESK);
  const box = page.locator("#chart-fees .live");
  await box.scrollIntoViewIfNeeded();
  const area = await box.boundingBox();
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 3);
  await page.waitForFunction(() => /20\d\d/.test(document.querySelector("#chart-fees .live")?.innerText ?? "") && /£[\d,]+.a week/.test(document.querySelector("#chart-fees .live").innerText));
  await shot(page, "hover");
  await context.close();
});

test("the browser spells numbers as the program does", async () => {
  const { context, page } = await openPage(browser, address, DESK);
  const spelt = await page.evaluate(
    (cases) => cases.map((one) => [window.carepoolFormat.formatValue(one.value, one.unit), window.carepoolFormat.formatAxis(one.value, one.unit)]),
    CASES,
  );
  spelt.forEach(([text, axis], i) => {
    assert.equal(text.replaceAll("\u00a0", " "), CASES[i].text);
    assert.equal(axis.replaceAll("\u00a0", " "), CASES[i].axis);
  });
  assert.ok(await page.evaluate(() => window.hacked === undefined));
  await context.close();
});

test("on paper the plain drawings stand, the tools don't, and nothing is cut off", async () => {
  const { context, page } = await openPage(browser, address, DESK);
  await page.emulateMedia({ media: "print" });
  const seen = await page.evaluate(() => {
    const visible = (element) => element.getClientRects().length > 0;
    return {
      still: [...document.querySelectorAll(".chart .still")].filter(visible).length,
      live: [...document.querySelectorAll(".chart .live")].filter(visible).length,
      tools: [...document.querySelectorAll("nav, .tools, button.sort")].filter(visible).length,
      charts: document.querySelectorAll(".chart .still").length,
    };
  });
  assert.equal(seen.still, seen.charts);
  assert.equal(seen.live, 0);
  assert.equal(seen.tools, 0);
  await page.pdf({ path: join(SHOTS, "report.pdf"), preferCSSPageSize: true, printBackground: false });
  await context.close();
});

test("without scripts the page is whole: words, tables, drawings and map", async () => {
  const context = await browser.newContext({ viewport: DESK, javaScriptEnabled: false, offline: true });
  const page = await context.newPage();
  await page.goto(address);
  assert.ok((await page.locator(".chart .still svg").count()) >= 10);
  assert.equal(await page.locator("#hexmap polygon").count(), 153);
  assert.ok(await page.locator("#map-names li").first().isVisible());
  await shot(page, "plain", { fullPage: true });
  await context.close();
});
