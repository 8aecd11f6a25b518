// Every lesson, played from start to end in a browser by a trainer, with the votes of a class; each claim of its text is looked for in the
// numbers that the page shows. CLAIMS: after a step, series, which way B lies from A (">", "<", "="), and over what: "now" (the last month),
// "mean" (of the months since the fork) or "before" (B now against B before the step). England's numbers change with the model; the directions are what the lessons say.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { openBrowser } from "./browser.mjs";
import { DESK, PHONE, SOURCE, look, openLive, overflows, ready, serve, shot } from "./live.mjs";

const CLAIMS = {
  "fee-cap-trap": {
    2: [["fee_weekly_mean_starts", "<", "mean"], ["operating_margin", "<", "mean"]],
    3: [["today_places", "<", "now"], ["homes_opened", "<", "mean"], ["homes_closed", ">", "mean"], ["loss_making_share", ">", "now"]],
  },
  "spot-against-block": {
    2: [["void_spend", ">", "mean"], ["today_block_share", ">", "now"]],
    3: [["void_spend", ">", "mean"], ["operating_margin", ">", "mean"], ["fee_weekly_mean_starts", ">", "mean"]],
  },
  "why-pool": {
    2: [["block_void_share", "<", "mean"], ["block_cost_per_used_week", "<", "mean"]],
    3: [["block_void_share", "<", "mean"], ["block_cost_per_used_week", "<", "mean"], ["spend_total", "<", "mean"]],
  },
  "framework-exodus": {
    2: [["today_framework_share", "<", "now"], ["framework_exits", ">", "mean"]],
    3: [["today_framework_share", "<", "now"], ["fee_weekly_mean_starts", ">", "mean"]],
    4: [["today_framework_share", "<", "now"]],
  },
  "who-has-the-power": {
    2: [["fee_weekly_mean_starts", ">", "mean"], ["operating_margin", ">", "mean"], ["single_offer_share", ">", "mean"], ["choice_rate", "<", "mean"], ["today_children", ">", "now"]],
    3: [["fee_weekly_mean_starts", "<", "before"], ["single_offer_share", ">", "mean"]],
  },
  "half-an-rcc": {
    2: [["block_void_share", "<", "mean"], ["void_spend", "<", "mean"], ["spend_rcc_running", "=", "mean"]],
  },
};

const names = readdirSync(join(SOURCE, "scenarios/lessons"))
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.slice(0, -5));

let browser;
let server;
before(async () => {
  browser = await openBrowser();
  server = await serve({ name: "lessons", args: [] });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("there are at least six lessons, each with a page for the facilitator and with claims that are tried here", () => {
  const pages = readdirSync(join(SOURCE, "scenarios/lessons"));
  assert.ok(names.length >= 6);
  for (const name of names) {
    assert.ok(pages.includes(`${name}.md`), `${name} has no page for the facilitator`);
    assert.ok(CLAIMS[name], `nothing is claimed of ${name}`);
  }
});

function difference(page, series, over) {
  return page.evaluate(
    ([id, kind]) => {
      const { state } = window.carepoolLive;
      if (!state.series(id)) throw new Error(`there is no series ${id}`);
      const { a, b } = state;
      const from = state.parting.forkDay;
      return kind === "now" ? state.now(b, id) - state.now(a, id) : state.meanSince(b, id, from) - state.meanSince(a, id, from);
    },
    [series, over],
  );
}

async function vote(page) {
  const more = page.locator(".vote button[aria-label^='One more']");
  const answers = await more.count();
  for (let i = 0; i < answers; i += 1) for (let n = 0; n <= i; n += 1) await more.nth(i).click();
  await page.locator("#lesson-vote").click();
  await page.locator(".voted").waitFor();
}

for (const name of names) {
  test(`the lesson ${name} runs from start to end, and what it says shows`, { timeout: 900000 }, async () => {
    const { context, page, problems, strangers } = await openLive(browser, server.address, { path: "/?role=trainer" });
    await ready(page, 300000);
    await page.locator(".steer [data-tab=lesson]").click();
    if ((await look(page)).lesson) {
      await page.getByRole("button", { name: "Leave the lesson" }).click();
      await page.waitForFunction(() => !window.carepoolLive.state.welcome.lesson);
      await ready(page, 300000);
      await page.locator(".steer [data-tab=lesson]").click();
    }
    const known = await page.evaluate((lesson) => {
      const { welcome } = window.carepoolLive.state;
      const found = welcome.lessons.find((one) => one.name === lesson);
      const ids = new Set(welcome.series.map((series) => series.id));
      return found && { steps: found.steps.map((step) => ({ title: step.title, do: step.do, predict: step.predict, because: step.because, view: step.view })), unknown: [...found.debriefPlots, ...found.steps.flatMap((step) => step.plots)].filter((id) => !ids.has(id)) };
    }, name);
    assert.ok(known, `the server doesn't offer ${name}: ${server.lines.join("\n")}`);
    assert.deepEqual(known.unknown, [], "series that don't exist");
    const facilitator = await page.locator(`[data-lesson=${name}] .facilitator`).getAttribute("href");
    assert.equal(await (await fetch(server.address + facilitator)).text(), readFileSync(join(SOURCE, "scenarios/lessons", `${name}.md`), "utf8"));
    await page.locator(`[data-lesson=${name}] button`).click();
    await page.waitForFunction((lesson) => window.carepoolLive.state.welcome.lesson === lesson, name);
    await ready(page, 300000);
    assert.match(await page.locator(".lesson-panel").innerText(), /Afterwards you can say/i);
    await page.locator("#lesson-begin").click();

    for (const [i, step] of known.steps.entries()) {
      const at = i + 1;
      await page.locator(".step-title", { hasText: `${at}. ${step.title}` }).waitFor();
      if (step.predict) {
        if (step.do.length > 0) {
          assert.ok(await page.locator("#lesson-do").isDisabled(), "the lever can be pulled before the prediction");
          await vote(page);
        }
      }
      const claims = CLAIMS[name][at] ?? [];
      const earlier = {};
      for (const [series, , over] of claims) if (over === "before") earlier[series] = await page.evaluate((id) => window.carepoolLive.state.now(window.carepoolLive.state.b, id), series);
      if (step.do.length > 0) {
        await page.locator("#lesson-do").click();
        await page.waitForFunction((n) => window.carepoolLive.state.interventions.some((one) => new RegExp(`Step ${n} of \\d+: done$`).test(one.text)), at, { timeout: 300000 });
      }
      await page.locator(".look-for").waitFor();
      for (const [series, sign, over] of claims) {
        const found = over === "before" ? (await page.evaluate((id) => window.carepoolLive.state.now(window.carepoolLive.state.b, id), series)) - earlier[series] : await difference(page, series, over);
        console.log(`${name} step ${at}: ${series} ${over === "before" ? "B, change" : `B − A (${over})`} = ${found}`);
        assert.ok(sign === ">" ? found > 0 : sign === "<" ? found < 0 : Math.abs(found) < 1e-3, `${name}, step ${at}: ${series} of B is not ${sign} A: ${found}`);
      }
      if (step.because) {
        await page.locator("#lesson-why").click();
        await page.locator(".because").waitFor();
      }
      if (step.view) assert.ok(await page.locator(`.${step.view}-view`).isVisible(), `${step.view} doesn't open`);
      await page.waitForTimeout(300);
      await shot(page, `lesson-${name}-${at}`);
      await page.locator("#lesson-next").click();
    }
    await page.locator(".step-title", { hasText: "Debrief" }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".debrief-charts canvas").length >= 3);
    await shot(page, `lesson-${name}-debrief`);

    // The class's phones, and a reload, find the same step and the votes.
    const phone = await openLive(browser, server.address, { viewport: PHONE, path: "/?role=observer", touch: true });
    await ready(phone.page);
    await phone.page.locator(".step-title", { hasText: "Debrief" }).waitFor();
    assert.equal(await overflows(phone.page), 0);
    await phone.context.close();
    await page.reload({ waitUntil: "load" });
    await page.locator(".step-title", { hasText: "Debrief" }).waitFor();
    assert.match(await page.locator(".predictions").innerText(), /\d/);
    assert.equal(await overflows(page), 0);
    assert.deepEqual(problems, []);
    assert.deepEqual(strangers, []);
    await context.close();
  });
}

// A class in front of a projector: the text of the longest step can be reached, and the do-it button is on the screen.
test("the steps fit a projector", async () => {
  const { context, page } = await openLive(browser, server.address, { viewport: DESK, path: "/?role=trainer" });
  await ready(page, 120000);
  const panel = await page.locator(".lesson-panel").boundingBox();
  assert.ok(panel.y + panel.height <= DESK.height + 1);
  await context.close();
});
