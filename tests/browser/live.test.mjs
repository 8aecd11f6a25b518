// The live page against a real server, feature by feature: node --test with CAREPOOL, SOURCE (the tree), WORK and SHOTS (folders).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import jsQR from "jsqr";
import { PNG } from "pngjs";

import { openBrowser } from "./browser.mjs";
import { nearest } from "./colours.mjs";
import { CAREPOOL, PHONE, SMALL, SOURCE, WORK, look, openLive, overflows, ready, serve, shot, stepBy, stopAll, view, waitPaused } from "./live.mjs";

let browser;
let server;
before(async () => {
  browser = await openBrowser();
  server = await serve({ name: "live" });
});
after(async () => {
  await browser?.close();
  await stopAll();
});

// A page of the trainer on a market that stands on its first day.
async function fresh(options = {}) {
  const opened = await openLive(browser, server.address, options);
  await ready(opened.page);
  if ((await look(opened.page)).a.day !== (await look(opened.page)).firstDay || (await look(opened.page)).b || (await look(opened.page)).interventions.some((one) => one.who === "trainer")) {
    await reset(opened.page);
  }
  return opened;
}

async function reset(page) {
  await page.locator("#reset").click();
  await page.getByRole("button", { name: /Same luck again/ }).click();
  await page.waitForFunction(() => {
    const { state } = window.carepoolLive;
    return state.a && state.a.day === state.welcome.firstDay && !state.b;
  });
}

async function end({ context, page, problems, strangers }) {
  assert.equal(await overflows(page), 0, "the page scrolls sideways");
  assert.deepEqual(problems, []);
  assert.deepEqual(strangers, []);
  await context.close();
}

function steer(page, name) {
  return page.locator(`.steer [data-tab=${name}]`).click();
}

test("opens on its first day, paused, with seed, numbers and drawn lines, and asks nobody else for anything", async () => {
  const opened = await fresh();
  const { page } = opened;
  const seen = await look(page);
  assert.equal(seen.role, 1);
  assert.equal(seen.playing, false);
  assert.equal(seen.a.day, seen.firstDay);
  assert.equal(await page.locator("#seed").innerText(), "Seed 1");
  assert.match(await page.locator("#clock").innerText(), /^1 April 2025$/);
  assert.equal(await page.locator(".tile").count(), 6);
  await stepBy(page, "month");
  for (const text of await page.locator(".tile .value.arm-a").allInnerTexts()) assert.match(text, /\d/);
  const canvases = await page.$$eval(".line-chart canvas", (all) => all.map((one) => one.width * one.height));
  assert.equal(canvases.length, 6);
  assert.ok(canvases.every((size) => size > 10000), "a chart has no size");
  assert.match(await page.locator(".luck").innerText(), /One run is one luck, not a forecast/);
  await shot(page, "desk-first");
  await end(opened);
});

test("steps a day, a month and a year, plays, pauses, changes speed and starts again", async () => {
  const opened = await fresh();
  const { page } = opened;
  await page.locator("#step-day").click();
  await page.waitForFunction(() => document.getElementById("clock").textContent === "2 April 2025");
  await page.locator("#step-month").click();
  await page.waitForFunction(() => document.getElementById("clock").textContent === "1 May 2025");
  await page.locator("#step-year").click();
  await page.waitForFunction(() => document.getElementById("clock").textContent === "1 April 2026");
  await page.locator("#speed").selectOption("30");
  await page.locator("#play").click();
  await page.waitForFunction(() => window.carepoolLive.state.frame.playing);
  await page.waitForFunction(() => window.carepoolLive.state.a.day > window.carepoolLive.state.welcome.firstDay + 375);
  assert.match(await page.locator("#run-status").innerText(), /^Playing/);
  await page.locator("#play").click();
  await page.waitForFunction(() => !window.carepoolLive.state.frame.playing);
  const stood = (await look(page)).a.day;
  await page.waitForTimeout(600);
  assert.equal((await look(page)).a.day, stood, "paused, yet days pass");
  await shot(page, "desk-played");
  await page.locator("#reset").click();
  await page.locator("#resetting input[type=number]").fill("7");
  await page.getByRole("button", { name: "Start with this seed" }).click();
  await page.waitForFunction(() => String(window.carepoolLive.state.welcome.seed) === "7" && window.carepoolLive.state.a);
  assert.equal(await page.locator("#seed").innerText(), "Seed 7");
  await page.locator("#reset").click();
  await page.locator("#resetting input[type=number]").fill("1");
  await page.getByRole("button", { name: "Start with this seed" }).click();
  await page.waitForFunction(() => String(window.carepoolLive.state.welcome.seed) === "1" && window.carepoolLive.state.a);
  await end(opened);
});

test("works from the keyboard: space, arrows, views, tabs, help; focus shows; everything has a name", async () => {
  const opened = await fresh();
  const { page } = opened;
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.getElementById("clock").textContent === "2 April 2025");
  await page.keyboard.press("Shift+ArrowRight");
  await page.waitForFunction(() => document.getElementById("clock").textContent === "1 May 2025");
  await page.locator("#speed").selectOption("7");
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press(" ");
  await page.waitForFunction(() => window.carepoolLive.state.frame.playing);
  await page.keyboard.press(" ");
  await page.waitForFunction(() => !window.carepoolLive.state.frame.playing);
  await page.keyboard.press("2");
  assert.ok(await page.locator(".map-view").isVisible());
  await page.keyboard.press("1");
  await page.locator("main [data-tab=lines]").focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.locator(".map-view").isVisible(), "arrows don't move between tabs");
  await page.keyboard.press("ArrowLeft");
  // A button under the focus keeps the space bar to itself.
  await page.locator("#keep").focus();
  const ring = await page.locator("#keep").evaluate((button) => getComputedStyle(button).outlineStyle);
  assert.equal(ring, "solid", "focus doesn't show");
  await page.keyboard.press(" ");
  assert.ok(await page.locator("#keeping").isVisible());
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("?");
  assert.ok(await page.locator("#keys").isVisible());
  await shot(page, "desk-keys");
  await page.keyboard.press("Escape");
  await steer(page, "levers");
  const nameless = await page.$$eval("button, input, select, textarea, [role=img], svg.hexmap", (all) =>
    all
      .filter((one) => one.getClientRects().length > 0)
      .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length || one.closest("label")))
      .map((one) => one.outerHTML.slice(0, 120)),
  );
  assert.deepEqual(nameless, []);
  // Tab goes on and on without getting stuck.
  await page.evaluate(() => document.activeElement?.blur());
  const stops = new Set();
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press("Tab");
    stops.add(await page.evaluate(() => [...document.querySelectorAll("*")].indexOf(document.activeElement)));
  }
  assert.ok(stops.size >= 38, `Tab stops at ${stops.size} places of 40`);
  await end(opened);
});

test("a lever has its unit, range, help and source from the schema; moving it is marked on the lines; a wrong value is refused with a reason", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await steer(page, "levers");
  const all = await page.evaluate(() => window.carepoolLive.state.levers.length);
  assert.ok(all > 80, `only ${all} levers`);
  await page.locator(".levers-panel input[type=search]").fill("bargaining");
  const lever = page.locator(".lever[data-path='prices.bargaining']:visible").first();
  assert.match(await lever.innerText(), /Seller's bargaining strength/);
  assert.match(await lever.innerText(), /assumption/);
  assert.match(await lever.locator(".unit").innerText(), /%/);
  const box = lever.locator("input[type=number]");
  assert.equal(await box.inputValue(), "50");
  await box.fill("70");
  await box.press("Enter");
  await page.waitForFunction(() => window.carepoolLive.state.levers.find((one) => one.path === "prices.bargaining").value === "0.7");
  await page.waitForFunction(() => window.carepoolLive.state.interventions.some((one) => one.path === "prices.bargaining"));
  await shot(page, "desk-lever");
  await box.fill("170");
  await box.press("Enter");
  await page.locator(".saying.bad").waitFor();
  // In the unit of the box, at the foot and under the lever.
  for (const where of [page.locator(".saying"), lever.locator(".refusal")]) assert.match(await where.innerText(), /170 % is out of range; allowed 0 % to 100 %$/);
  await page.waitForFunction(() => document.querySelector(".lever[data-path='prices.bargaining'] input[type=number]").value === "70" || document.activeElement?.type === "number");
  // The slider moves by keys.
  await lever.locator("input[type=range]").focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => Number(window.carepoolLive.state.levers.find((one) => one.path === "prices.bargaining").value) < 0.7);
  // More: the definition with the source.
  await lever.getByRole("button", { name: "more" }).click();
  assert.match(await page.locator("#definition").innerText(), /Where the number comes from: assumption/);
  await page.waitForFunction(() => /70|0\.7/.test(document.querySelector("#definition ul")?.textContent ?? ""));
  await shot(page, "desk-lever-definition");
  await page.keyboard.press("Escape");
  // What builds the world can be seen, not moved.
  await page.locator(".levers-panel input[type=search]").fill("only this region");
  const fixed = page.locator(".lever.fixed:visible").first();
  assert.ok(await fixed.locator("input").first().isDisabled());
  assert.ok((await fixed.locator(".why-not").innerText()).length > 5);
  await steer(page, "history");
  assert.match(await page.locator(".done").innerText(), /bargaining/i);
  await stepBy(page, "month");
  await page.waitForFunction(() => {
    const charts = [...document.querySelectorAll(".lines-view .line-chart")];
    return charts.length === 6 && charts.every((one) => Number(one.dataset.marks) >= 2); // the box, the slider
  });
  await shot(page, "desk-marked");
  await end(opened);
});

test("a policy begins with one click, has levers of its own, and can be switched off", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await steer(page, "policies");
  const offered = await page.locator("[data-policy]").count();
  assert.ok(offered >= 10, `only ${offered} policies`);
  await page.locator("[data-policy=fee-cap] button.primary").click();
  await page.waitForFunction(() => window.carepoolLive.state.instruments.some((one) => one.name === "fee_cap"));
  await stepBy(page, "month");
  await page.waitForFunction(() => window.carepoolLive.state.instruments.some((one) => one.name === "fee_cap" && one.inForce));
  const card = page.locator("[data-instrument=fee_cap]");
  await card.locator("summary").click();
  assert.ok((await card.locator(".lever:visible").count()) >= 5);
  await shot(page, "desk-policy");
  const level = card.locator("[data-path='instruments[fee_cap].level_by_need.standard'] input[type=number]");
  await level.fill("3000");
  await level.press("Enter");
  await page.waitForFunction(() => window.carepoolLive.state.levers.find((one) => one.path === "instruments[fee_cap].level_by_need.standard")?.value === "3000");
  await page.locator("[data-instrument=fee_cap] .policy-head button:not(.defined)").click();
  await stepBy(page, "day");
  await page.waitForFunction(() => window.carepoolLive.state.instruments.some((one) => one.name === "fee_cap" && !one.inForce));
  await page.locator(".own summary").click();
  await page.locator(".own textarea").fill("{name: shock, kind: demand_shock, factr: 1.1}");
  await page.locator(".own button").click();
  await page.locator(".saying.bad").waitFor();
  assert.match(await page.locator(".saying").innerText(), /factor/, "no hint at the right name");
  await page.locator(".own textarea").fill("{name: shock, kind: demand_shock, factor: 1.1}");
  await page.locator(".own button").click();
  await page.waitForFunction(() => window.carepoolLive.state.instruments.some((one) => one.name === "shock"));
  await end(opened);
});

test("the map has a hexagon for each council, recolours, draws children's flows and names councils by key", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await view(page, "map");
  const councils = await page.evaluate(() => window.carepoolLive.state.welcome.councils.length);
  assert.equal(await page.locator(".map-holder:visible .hex polygon").count(), councils);
  const fills = () => page.$$eval(".map-view .hex polygon", (cells) => cells.map((cell) => cell.getAttribute("fill")).join());
  const first = await fills();
  assert.ok(new Set(first.split(",")).size >= 4, "too few colours");
  await page.locator("#map-measure").selectOption({ index: 6 });
  await page.waitForFunction((was) => [...document.querySelectorAll(".map-view .hex polygon")].map((cell) => cell.getAttribute("fill")).join() !== was, first);
  assert.ok((await page.locator(".flow").count()) > 5, "no flows");
  await page.locator(".map-view .hexmap").focus();
  await page.keyboard.press("ArrowRight");
  const about = await page.locator(".map-about").innerText();
  assert.match(about, /County Durham|Darlington/);
  assert.match(about, /children in homes elsewhere/);
  await page.getByLabel("Flows of children between councils").selectOption("-1");
  await page.waitForFunction(() => document.querySelectorAll(".flow.out, .flow.in").length > 0 && document.querySelectorAll(".flow.any").length === 0);
  await shot(page, "desk-map");
  await end(opened);
});

test("provider groups show as bubbles, with who came and went", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "year");
  await view(page, "providers");
  await page.locator(".providers-view canvas").waitFor();
  const groups = (await look(page)).a.providers;
  assert.ok(groups > 20);
  assert.match(await page.locator(".counts").innerText(), new RegExp(`${groups}\\s+groups of homes`));
  assert.ok((await page.locator(".events li").count()) > 0, "a year without an opening or a closing");
  const painted = await page.locator(".providers-view canvas").evaluate((canvas) => {
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let coloured = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 40) coloured += 1;
    return coloured;
  });
  assert.ok(painted > 2000, `only ${painted} coloured points`);
  await shot(page, "desk-providers");
  await end(opened);
});

test("each pound is split into parts that make a hundred pence", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await view(page, "pound");
  await page.locator(".pound-view tbody tr").nth(7).waitFor();
  const now = await page.$$eval(".pound-view tbody tr", (rows) => rows.map((row) => parseFloat(row.cells[2].textContent.replace("−", "-"))));
  assert.ok(now.length >= 8);
  assert.ok(Math.abs(now.reduce((a, b) => a + b, 0) - 100) < 1, `they make ${now.reduce((a, b) => a + b, 0)}`);
  assert.ok((await page.locator(".pound-view svg path").count()) > 10);
  await shot(page, "desk-pound");
  await end(opened);
});

test("colours stay apart for eyes that don't see all of them", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await view(page, "pound");
  await page.locator(".pound-view .swatch").nth(7).waitFor();
  const pound = await page.$$eval(".pound-view .swatch", (all) => all.map((one) => getComputedStyle(one).backgroundColor));
  await view(page, "map");
  const map = await page.$$eval(".map-view .legend [style*=background], .map-view .swatch", (all) => [...new Set(all.map((one) => getComputedStyle(one).backgroundColor))]);
  const arms = await page.evaluate(() => ["--a", "--b"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()));
  assert.equal(new Set(pound).size, 8);
  assert.ok(map.length >= 5, `the map's key has ${map.length} colours`);
  for (const [what, colours] of [["each pound", pound], ["the map", map], ["both futures", arms]])
    for (const { sight, distance, pair } of nearest(colours)) assert.ok(distance > 8, `${what}: ${pair} are ${distance.toFixed(1)} apart for ${sight}`);
  await end(opened);
});

test("one click from a number leads to its definition, wherever it stands", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  for (const place of [".tile .defined", ".line-chart figcaption .defined"]) {
    const button = page.locator(place).nth(1);
    const id = await button.getAttribute("data-define");
    await button.click();
    const wanted = await page.evaluate((metric) => (window.carepoolLive.state.welcome.metrics.find((one) => one.id === metric) ?? window.carepoolLive.state.series(metric)).definition, id);
    const text = await page.locator("#definition").innerText();
    assert.ok(text.includes(wanted.slice(0, 60)), `${id}: ${text}`);
    assert.ok(text.includes(id));
    await shot(page, "desk-definition");
    await page.keyboard.press("Escape");
  }
  await view(page, "numbers");
  await page.locator(".numbers-view input[type=search]").fill("sufficient");
  const rows = page.locator(".numbers-view tbody tr:visible");
  assert.ok((await rows.count()) >= 2);
  await rows.first().locator(".defined").click();
  assert.ok(await page.locator("#definition").isVisible());
  await page.keyboard.press("Escape");
  await shot(page, "desk-numbers");
  await page.locator("#luck-button").click();
  assert.match(await page.locator("#luck").innerText(), /another seed/i);
  await end(opened);
});

test("a fork stays equal to the bit until something is changed; then the day of parting shows and the difference lives", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await page.locator("#fork").click();
  await page.locator(".compare-view table").waitFor();
  await stepBy(page, "month");
  await page.waitForFunction(() => /still the same, to the last bit/.test(document.querySelector(".compare-view .lead").textContent));
  let seen = await look(page);
  assert.equal(seen.a.hash, seen.b.hash);
  assert.equal(seen.a.day, seen.b.day);
  await page.locator(".arm-pick[data-arm=B]").click();
  await page.waitForFunction(() => window.carepoolLive.state.frame.selectedArm === "B");
  await steer(page, "policies");
  await page.locator("[data-policy=demand-shock] button.primary").click();
  await page.waitForFunction(() => window.carepoolLive.state.instruments.some((one) => one.name === "demand_shock"));
  await stepBy(page, "year");
  await page.waitForFunction(() => window.carepoolLive.state.parting?.partedDay !== undefined);
  seen = await look(page);
  assert.notEqual(seen.a.hash, seen.b.hash);
  assert.equal(seen.a.day, seen.b.day, "the futures are not on one day");
  assert.ok(seen.parting.partedDay >= seen.parting.forkDay);
  assert.match(await page.locator(".compare-view .lead").innerText(), /They parted on \d+ \w+ 2025/);
  const children = await page.evaluate(() => [window.carepoolLive.state.now(window.carepoolLive.state.a, "today_children"), window.carepoolLive.state.now(window.carepoolLive.state.b, "today_children")]);
  assert.ok(children[1] > children[0], "more enter, yet there are not more");
  assert.match(await page.locator("[data-row=today_children], [data-row=sufficiency_rate_20mi]").first().innerText(), /points|children|no difference/);
  assert.equal(await page.locator(".twin .hexmap").count(), 2);
  await shot(page, "desk-compare");
  await page.locator(".twins").scrollIntoViewIfNeeded();
  await shot(page, "desk-compare-maps");
  await view(page, "lines");
  await page.waitForFunction(() => document.querySelectorAll(".lines-view canvas").length === 6);
  await shot(page, "desk-forked-lines");
  await view(page, "map");
  await page.getByLabel("Which future the map shows").selectOption("difference");
  await shot(page, "desk-difference-map");
  await view(page, "pound");
  assert.equal(await page.locator(".pound-view thead th").count(), 5);
  await shot(page, "desk-forked-pound");
  await page.locator("#drop-arm").click();
  await page.waitForFunction(() => !window.carepoolLive.state.b);
  await end(opened);
});

test("panels follow the future in hand and say which it is; another may be looked at until the next change of hands", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await page.locator("#fork").click();
  await page.waitForFunction(() => window.carepoolLive.state.b);
  const take = async (arm) => {
    await page.locator(`.arm-pick[data-arm=${arm}]`).click();
    await page.waitForFunction((wanted) => window.carepoolLive.state.frame.selectedArm === wanted && window.carepoolLive.state.leversArm === wanted, arm);
  };
  const shows = async (name, label, arm) => {
    await view(page, name);
    const choice = page.locator(`.${name}-view .arm-shown`);
    await page.waitForFunction(([of, wanted]) => document.querySelector(`.${of}-view .arm-shown select`).value === wanted, [name, arm]);
    assert.equal(await page.getByLabel(label).inputValue(), arm);
    return choice.locator(".in-hand").innerText();
  };
  for (const arm of ["B", "A", "B"]) {
    await take(arm);
    assert.equal(await shows("providers", "Which future is shown", arm), "in hand");
    assert.match(await page.locator(".providers-view .chart-box").getAttribute("aria-label"), new RegExp(`in future ${arm}$`));
    assert.equal(await shows("map", "Which future the map shows", arm), "in hand");
    await steer(page, "policies");
    await page.getByRole("heading", { name: `In future ${arm} now` }).waitFor();
    await steer(page, "levers");
    await page.getByText(`These levers move future ${arm}.`).waitFor();
  }
  await view(page, "providers");
  await shot(page, "desk-providers-b");
  await page.getByLabel("Which future is shown").selectOption("A");
  assert.equal(await shows("providers", "Which future is shown", "A"), "future B is in hand");
  await stepBy(page, "month");
  assert.equal(await shows("providers", "Which future is shown", "A"), "future B is in hand", "a look at the other future ended by itself");
  await take("A");
  await take("B");
  assert.equal(await shows("providers", "Which future is shown", "B"), "in hand");
  await page.locator("#drop-arm").click();
  await page.waitForFunction(() => !window.carepoolLive.state.b);
  assert.ok(await page.locator(".providers-view .arm-shown").isHidden());
  await end(opened);
});

test("what the page says covers nothing that it shows", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await steer(page, "levers");
  await page.locator(".levers-panel input[type=search]").fill("bargaining");
  const box = page.locator(".lever[data-path='prices.bargaining']:visible input[type=number]").first();
  for (const name of ["lines", "map", "providers", "pound", "numbers"]) {
    await view(page, name);
    await box.fill("170");
    await box.press("Enter");
    await page.locator(".saying.bad.on").waitFor();
    const covered = await page.evaluate(() => {
      const said = document.querySelector(".saying").getBoundingClientRect();
      const shown = [...document.querySelectorAll(".bar, .steer, .stage, .tiles, .tabs")].filter((one) => one.offsetParent !== null);
      const under = shown.filter((one) => {
        const at = one.getBoundingClientRect();
        return at.left < said.right && said.left < at.right && at.top < said.bottom - 0.5 && said.top < at.bottom - 0.5;
      });
      return { under: under.map((one) => one.className), whole: said.top >= 0 && said.bottom <= innerHeight + 0.5 && said.height > 20 };
    });
    assert.deepEqual(covered.under, [], name);
    assert.ok(covered.whole, "what is said is cut off");
    await shot(page, `desk-said-${name}`);
    await page.evaluate(() => document.querySelector(".saying").classList.remove("on"));
  }
  await end(opened);
});

test("a session can be kept: the scenario runs on the command line, the recording verifies, the link names the version", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "month");
  await steer(page, "policies");
  await page.locator("[data-policy=demand-shock] button.primary").click();
  await page.waitForFunction(() => window.carepoolLive.state.instruments.some((one) => one.name === "demand_shock"));
  await stepBy(page, "month");
  await stepBy(page, "month");
  await page.waitForFunction(() => window.carepoolLive.state.a.hashDay === window.carepoolLive.state.a.day);
  const hash = BigInt((await look(page)).a.hash).toString(16).padStart(16, "0");
  await page.locator("#keep").click();
  const version = await page.evaluate(() => window.carepoolLive.state.welcome.modelVersion);
  assert.ok((await page.locator("[data-link=session]").innerText()).includes(`model=${encodeURIComponent(version)}`));
  const save = async (kind, file) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-download=${kind}]`).first().click()]);
    await download.saveAs(join(WORK, file));
    return join(WORK, file);
  };
  const yaml = await save("scenario", "kept.yaml");
  const tar = await save("recording", "kept.tar");
  await page.locator("#keeping").getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForFunction(() => /Saved: /.test(document.getElementById("keeping").innerText));
  await shot(page, "desk-keep");
  await page.keyboard.press("Escape");
  const folder = join(WORK, "kept-run");
  execFileSync(CAREPOOL, ["run", yaml, "--out", folder, "--force", "--quiet"], { cwd: SOURCE });
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  assert.ok(JSON.stringify(manifest).includes(hash), `the run ends elsewhere than ${hash}`);
  execFileSync("tar", ["-xf", tar, "-C", WORK]);
  const inside = execFileSync("tar", ["-tf", tar], { encoding: "utf8" }).split("\n")[0].split("/")[0];
  execFileSync(CAREPOOL, ["verify", join(WORK, inside)], { cwd: SOURCE });
  // A link made by another version says so.
  const other = await openLive(browser, server.address, { path: "/?role=trainer&model=9.9.9" });
  await ready(other.page);
  assert.match(await other.page.locator(".version-note").innerText(), /made with model 9\.9\.9/);
  await end(other);
  await end(opened);
});

test("a reload comes back to the same session, the same day and the same lines", async () => {
  const opened = await fresh();
  const { page } = opened;
  await stepBy(page, "year");
  const before = await look(page);
  await page.reload({ waitUntil: "load" });
  await ready(page);
  const now = await look(page);
  assert.equal(now.session, before.session);
  assert.equal(now.a.day, before.a.day);
  assert.equal(now.a.points, before.a.points, "history is lost");
  assert.equal(now.role, 1);
  await page.locator("#step-day").click();
  await waitPaused(page, before.a.day);
  await end(opened);
});

test("an observer sees what the room sees, without a lever, on a phone", async () => {
  const opened = await fresh();
  const { page } = opened;
  const room = await page.evaluate(() => window.carepoolLive.state.welcome.room);
  await page.locator("#join").click();
  const url = await page.locator("#joining .join-url").innerText();
  await shot(page, "desk-join");
  await page.keyboard.press("Escape");
  const watching = await openLive(browser, server.address, { viewport: PHONE, path: url.slice(server.address.length), touch: true });
  const phone = watching.page;
  await ready(phone);
  assert.equal((await look(phone)).role, 2);
  assert.equal(await phone.evaluate(() => window.carepoolLive.state.welcome.room), room);
  for (const selector of ["#play", "#fork", "#reset", ".steer [data-tab=levers]", ".steer [data-tab=policies]"]) assert.ok(!(await phone.locator(selector).isVisible()), `an observer sees ${selector}`);
  assert.equal(await phone.locator(".lever:visible").count(), 0);
  await page.waitForFunction(() => window.carepoolLive.state.frame.watchers >= 1);
  await stepBy(page, "month");
  const day = (await look(page)).a.day;
  await phone.waitForFunction((wanted) => window.carepoolLive.state.a.day === wanted, day);
  assert.equal(await phone.locator("#clock").innerText(), await page.locator("#clock").innerText());
  await phone.keyboard.press(" ");
  await phone.waitForTimeout(300);
  assert.equal((await look(page)).playing, false, "an observer's space bar plays");
  // Even by hand, a command is refused.
  const refused = await phone.evaluate(async () => (await window.carepoolLive.command({ case: "play", value: {} })) === false);
  assert.ok(refused);
  assert.match(await phone.locator(".saying").innerText(), /observer|trainer|watch/i);
  assert.equal(await overflows(phone), 0);
  await shot(phone, "phone-lines");
  for (const name of ["map", "providers", "pound", "compare", "numbers"]) {
    await view(phone, name);
    assert.equal(await overflows(phone), 0, `${name} scrolls sideways`);
    await shot(phone, `phone-${name}`);
  }
  await phone.locator("main [data-tab=lines]").click();
  await shot(phone, "phone-whole", { fullPage: true });
  await phone.locator(".tile .defined").first().click();
  await shot(phone, "phone-definition");
  watching.problems.length = 0;
  await watching.context.close();
  await end(opened);
});

test("the trainer's page fits a phone, too", async () => {
  const opened = await fresh({ viewport: PHONE, touch: true });
  const { page } = opened;
  await page.locator("#step-month").click();
  await shot(page, "phone-trainer", { fullPage: true });
  await end(opened);
});

test("a lost connection shows, is tried again and comes back; a killed server that starts again has every acknowledged command", async () => {
  const own = await serve({ name: "killed" });
  const opened = await openLive(browser, own.address);
  const { page, problems } = opened;
  await ready(page);
  await stepBy(page, "month");
  const before = await look(page);
  await page.evaluate(() => window.carepoolLive.link.breakOff());
  await page.waitForFunction(() => window.carepoolLive.link.state.kind === "open" && window.carepoolLive.state.a);
  assert.equal((await look(page)).session, before.session);
  await steer(page, "policies");
  await page.locator("[data-policy=demand-shock] button.primary").click();
  await page.waitForFunction(() => window.carepoolLive.state.instruments.some((one) => one.name === "demand_shock"));
  await own.kill();
  await page.locator(".banner").waitFor();
  assert.match(await page.locator(".banner").innerText(), /Connection lost\. Trying again/);
  await shot(page, "desk-lost");
  const again = await serve({ name: "killed", port: own.port, keep: true });
  const pressed = await page.getByRole("button", { name: "Try now" }).click({ timeout: 20000 }).then(() => true, () => false);
  if (!pressed) assert.equal(await page.evaluate(() => window.carepoolLive.link.state.kind), "open", "the button cannot be pressed, and the page has not come back by itself");
  await page.waitForFunction(() => window.carepoolLive.link.state.kind === "open" && window.carepoolLive.state.frame?.startShare === 1); // the days are lived again
  await page.locator(".banner").waitFor({ state: "hidden" });
  const kept = page.waitForFunction(() => window.carepoolLive.state.instruments.some((one) => one.name === "demand_shock"), undefined, { timeout: 30000 });
  assert.ok(await kept.then(() => true, () => false), "an acknowledged command is lost");
  const now = await look(page);
  assert.equal(now.session, before.session);
  assert.equal(now.playing, false);
  await stepBy(page, "month");
  problems.length = 0; // the browser itself reports the refused connections
  await opened.context.close();
  await again.stop();
});

test("a server that stops says so; pages wait for it and go on by themselves, each in its own room and role", async () => {
  const own = await serve({ name: "stopped" });
  const trainer = await openLive(browser, own.address);
  await ready(trainer.page);
  const room = await trainer.page.evaluate(() => window.carepoolLive.state.welcome.room);
  const phone = await openLive(browser, own.address, { viewport: PHONE, path: `/?role=observer&room=${room}`, touch: true });
  await ready(phone.page);
  await stepBy(trainer.page, "month");
  const before = await look(trainer.page);
  await own.stop();
  for (const { page } of [trainer, phone]) {
    await page.locator(".banner").waitFor();
    assert.match(await page.locator(".banner").innerText(), /the server stops\. Trying again/);
  }
  const again = await serve({ name: "stopped", port: own.port, keep: true });
  for (const { page } of [trainer, phone]) {
    await page.waitForFunction(() => window.carepoolLive.link.state.kind === "open" && window.carepoolLive.state.frame?.startShare === 1);
    assert.equal(await page.evaluate(() => window.carepoolLive.state.welcome.room), room);
  }
  const now = await look(trainer.page);
  assert.equal(now.session, before.session);
  assert.equal(now.a.day, before.a.day);
  assert.equal(now.a.hash, before.a.hash);
  assert.equal((await look(phone.page)).role, 2);
  await trainer.context.close();
  await phone.context.close();
  await again.stop();
});

test("off loopback a code is asked for; a wrong one is refused with a reason, the right one lets an observer in", async () => {
  const own = await serve({ name: "codes", bind: "0.0.0.0" });
  const address = `http://127.0.0.1:${own.port}`;
  await own.line(/observers' code/);
  const printed = own.lines.join("\n");
  const opened = await openLive(browser, address, { viewport: PHONE, path: "/?role=observer", touch: true });
  const { page } = opened;
  await page.locator(".gate").waitFor();
  await shot(page, "phone-gate");
  await page.locator("#join-code").fill("NOSUCH");
  await page.locator("#join-observer").click();
  await page.locator(".gate .refusal").waitFor();
  assert.match(await page.locator(".gate .refusal").innerText(), /code/i);
  const codes = [...printed.matchAll(/code[s:= ]+([A-Z0-9-]{4,})/gi)].map((match) => match[1]);
  assert.ok(codes.length >= 1, `no code is printed:\n${printed}`);
  let joined = false;
  for (const code of codes) {
    await page.locator("#join-code").fill(code);
    await page.locator("#join-observer").click();
    joined = await page.waitForFunction(() => window.carepoolLive.link.state.kind === "open", undefined, { timeout: 2500 }).then(() => true, () => false);
    if (joined) break;
  }
  assert.ok(joined, `no printed code lets in:\n${printed}`);
  await ready(page);
  assert.equal((await look(page)).role, 2);
  await opened.context.close();
  await own.stop();
});

// What a phone's camera would make of what stands on the screen.
async function scan(page) {
  const seen = PNG.sync.read(await page.locator("#joining .qr").screenshot());
  return jsQR(new Uint8ClampedArray(seen.data), seen.width, seen.height)?.data;
}

test("the trainer's page shows a QR code, made on the spot; what a camera reads there lets a phone in", async () => {
  const own = await serve({ name: "scanned", bind: "0.0.0.0", args: [...SMALL, "--host-name", "class.example"] });
  const trainers = (await own.line(/trainer's code (\S+),/))[1];
  // Named as a computer on a network is, whatever networks this machine has.
  const named = await openBrowser(["--host-resolver-rules=MAP class.example 127.0.0.1"]);
  const address = `http://class.example:${own.port}`;
  const opened = await openLive(named, address, { path: `/?role=trainer&code=${trainers}` });
  const { page } = opened;
  await ready(page);
  await page.locator("#join").click();
  const url = await page.locator("#joining .join-url").innerText();
  assert.ok(url.startsWith(`${address}/?room=`), url);
  assert.equal(await scan(page), url);
  await shot(page, "desk-join-code");
  const phone = await openLive(named, address, { viewport: PHONE, path: url.slice(address.length), touch: true });
  await ready(phone.page);
  assert.equal((await look(phone.page)).role, 2);
  await page.waitForFunction(() => window.carepoolLive.state.frame.watchers === 1);
  await end(phone);
  await end(opened);
  await named.close();
  // A trainer who opened it by this computer's own name is shown the addresses that others can reach.
  const local = `http://127.0.0.1:${own.port}`;
  const here = await openLive(browser, local, { path: `/?role=trainer&code=${trainers}` });
  await ready(here.page);
  await here.page.locator("#join").click();
  const others = Object.values(networkInterfaces()).flat().filter((one) => one.family === "IPv4" && !one.internal).map((one) => `http://${one.address}:${own.port}`);
  if (others.length === 0) {
    assert.match(await here.page.locator("#joining").innerText(), /on this computer/);
    assert.equal(await here.page.locator("#joining .qr").count(), 0);
  } else {
    const read = await scan(here.page);
    assert.ok(others.includes(new URL(read).origin), `${read} is none of ${others}`);
    assert.equal(await here.page.locator("#join-origin option").count(), others.length > 1 ? others.length : 0);
  }
  await end(here);
  await own.stop();
});

test("two rooms live side by side and don't disturb each other", async () => {
  const opened = await fresh();
  const { page } = opened;
  const first = await page.evaluate(() => window.carepoolLive.state.welcome.room);
  const other = await openLive(browser, server.address);
  await ready(other.page);
  await other.page.locator("#rooms-button").click();
  await other.page.locator("#rooms input").fill("Second class");
  await other.page.getByRole("button", { name: "Open a further room" }).click();
  await other.page.waitForFunction((was) => window.carepoolLive.state.welcome.room !== was && window.carepoolLive.state.a, first);
  await stepBy(other.page, "month");
  assert.equal((await look(page)).a.day, (await look(page)).firstDay, "the other room moved this one");
  assert.match(await other.page.locator(".room-title").innerText(), /Second class/);
  await end(other);
  await end(opened);
});

test("text from files and people is shown as text", async () => {
  const opened = await fresh();
  const { page } = opened;
  await steer(page, "history");
  await page.locator(".history-panel input").fill("<img src=x onerror='window.hacked=1'>");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.carepoolLive.state.interventions.some((one) => one.text.includes("<img")));
  await page.waitForTimeout(200);
  assert.ok(await page.evaluate(() => window.hacked === undefined));
  assert.match(await page.locator(".done").innerText(), /<img/);
  await end(opened);
});
