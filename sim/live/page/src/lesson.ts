// The lesson runner: text, a prediction before the lever is pulled, one button that does the step, what to look for, why, and a debrief.
// Where the class stands is kept as remarks in the session itself ("Step 2 of 5: done"), so that a reload, a restart of the server and every
// observer's phone find the same step.

import type { App, Part, ViewName } from "./app";
import { fill, h } from "./dom";
import { LiveSpan, type LiveLesson, type LiveLessonStep } from "./gen/carepool/live_pb";
import { LineChart } from "./lines";

const SPANS: Record<string, LiveSpan> = { day: LiveSpan.SPAN_DAY, month: LiveSpan.SPAN_MONTH, year: LiveSpan.SPAN_YEAR };
const STEP = /(?:^|: )Step (\d+) of (\d+): (.*)$/s;
const VOTES = /^The class predicts: (.*)$/s;

interface Progress {
  step: number; // 1, 2, …; steps + 1: the debrief; 0: not begun
  done: Set<number>;
  why: Set<number>;
  votes: Map<number, string>;
}

function progressOf(texts: string[]): Progress {
  const progress: Progress = { step: 0, done: new Set(), why: new Set(), votes: new Map() };
  for (const text of texts) {
    const match = STEP.exec(text);
    if (!match) continue;
    const step = Number(match[1]);
    const rest = match[3] ?? "";
    const votes = VOTES.exec(rest);
    if (rest === "done") progress.done.add(step);
    else if (rest === "why") progress.why.add(step);
    else if (votes) progress.votes.set(step, votes[1] ?? "");
    else progress.step = step;
  }
  return progress;
}

export class LessonPanel implements Part {
  readonly element = h("div", { class: "panel lesson-panel" });
  private shape = "";
  private running = "";
  private shownStep = -1;
  private debriefCharts: LineChart[] = [];

  constructor(
    private readonly app: App,
    private readonly smooth: () => number,
  ) {}

  reset(): void {
    this.shape = "";
    this.shownStep = -1;
    this.debriefCharts = [];
  }

  update(): void {
    const { state } = this.app;
    const lesson = state.lesson();
    const progress = progressOf(state.interventions.map((one) => one.text));
    const shape = JSON.stringify([state.welcome?.session, lesson?.name, progress.step, [...progress.done], [...progress.why], [...progress.votes], this.running, state.solving, this.app.isTrainer()]);
    if (shape !== this.shape) {
      this.shape = shape;
      if (lesson) this.showLesson(lesson, progress);
      else this.showList();
    }
    for (const chart of this.debriefCharts) chart.update(this.smooth());
  }

  private showList(): void {
    const lessons = this.app.state.welcome?.lessons ?? [];
    const cards = lessons.map((lesson) =>
      h(
        "div",
        { class: "policy", "data-lesson": lesson.name },
        h("div", { class: "policy-head" }, h("strong", {}, lesson.title), this.app.isTrainer() ? h("button", { type: "button", class: "primary", disabled: this.app.state.solving, onclick: () => this.begin(lesson) }, "Begin") : null),
        h("p", { class: "lever-help" }, lesson.summary),
        h("p", { class: "small" }, `About ${lesson.minutes ?? 45} minutes, ${lesson.steps.length} steps. `, this.app.isTrainer() ? this.facilitatorsPage(lesson) : null),
      ),
    );
    fill(
      this.element,
      h("p", { class: "lead" }, this.app.isTrainer() ? "A lesson starts the room again with its own market and leads through it step by step." : "No lesson is under way. The trainer steers; you see what the room sees."),
      ...cards,
    );
  }

  // In a tab of its own: it has the answers, and the class sees this one.
  private facilitatorsPage(lesson: LiveLesson): HTMLElement | null {
    if (!lesson.facilitator) return null;
    const { code } = this.app.link;
    return h("a", { href: `/lessons/${encodeURIComponent(lesson.name ?? "")}${code ? `?code=${encodeURIComponent(code)}` : ""}`, target: "_blank", rel: "noopener", class: "small facilitator" }, "Facilitator’s page");
  }

  private async begin(lesson: LiveLesson): Promise<void> {
    if (!window.confirm(`Begin “${lesson.title}”? The room starts again; what was done so far stays in its log.`)) return;
    await this.app.command({ case: "lesson", value: { name: lesson.name } });
  }

  private mark(step: number, of: number, text: string): Promise<unknown> {
    return this.app.command({ case: "mark", value: { text: `Step ${step} of ${of}: ${text}` } });
  }

  private go(lesson: LiveLesson, step: number): void {
    const title = lesson.steps[step - 1]?.title ?? "Debrief";
    void this.mark(step, lesson.steps.length, title);
  }

  private showLesson(lesson: LiveLesson, progress: Progress): void {
    const trainer = this.app.isTrainer();
    const count = lesson.steps.length;
    const head = h("div", { class: "lesson-head" }, h("h2", {}, lesson.title), trainer ? this.facilitatorsPage(lesson) : null, trainer ? h("button", { type: "button", class: "quiet", onclick: () => this.leave() }, "Leave the lesson") : null);
    const step = progress.step;
    if (step === 0) {
      fill(
        this.element,
        head,
        h("p", { class: "lead" }, lesson.summary),
        lesson.aims.length > 0 ? h("h3", {}, "Afterwards you can say") : null,
        h("ul", {}, ...lesson.aims.map((aim) => h("li", {}, aim))),
        trainer ? h("button", { type: "button", class: "primary big-button", id: "lesson-begin", disabled: this.app.state.solving, onclick: () => this.go(lesson, 1) }, "Begin with step 1") : h("p", {}, "The trainer begins."),
      );
      return;
    }
    const one = lesson.steps[step - 1];
    if (one) this.showStep(lesson, one, step, progress, head);
    else this.showDebrief(lesson, progress, head);
    if (this.shownStep !== step) {
      this.shownStep = step;
      if (one) this.open(one, progress.done.has(step));
    }
    fill(this.element, ...this.element.childNodes, h("p", { class: "small" }, step > count ? "Debrief" : `Step ${step} of ${count}`));
  }

  // Before a step is done its lines may show; its own view opens with what there is to look for.
  private open(step: LiveLessonStep, done: boolean): void {
    if (step.plots.length > 0) this.app.showLines(step.plots);
    if (step.view && (done || step.do.length === 0)) this.app.show(step.view as ViewName);
  }

  private showStep(lesson: LiveLesson, step: LiveLessonStep, at: number, progress: Progress, head: HTMLElement): void {
    const trainer = this.app.isTrainer();
    const count = lesson.steps.length;
    const done = progress.done.has(at) || step.do.length === 0;
    const asked = Boolean(step.predict) && step.answers.length > 0;
    const voted = progress.votes.get(at);
    const key = `${lesson.name}/${at}`;
    const doing = this.running === key;
    const parts: (HTMLElement | null)[] = [head, h("h3", { class: "step-title" }, `${at}. ${step.title}`), ...paragraphs(step.text)];
    if (step.predict) parts.push(this.prediction(step, at, count, voted, trainer && !done));
    if (trainer && step.do.length > 0 && !progress.done.has(at)) {
      const blocked = asked && voted === undefined;
      parts.push(
        h("button", { type: "button", class: "primary big-button", id: "lesson-do", disabled: doing || blocked || this.app.state.solving, onclick: () => void this.perform(step, at, count, key) }, doing ? "Doing it…" : "Do it"),
        blocked ? h("p", { class: "small" }, "First note what the class predicts.") : null,
        h("details", {}, h("summary", {}, "What the button does"), h("ol", { class: "small" }, ...step.do.map((one) => h("li", {}, h("code", {}, one))))),
      );
    }
    if (done && step.lookFor) parts.push(h("div", { class: "look-for" }, h("h4", {}, "Look for"), ...paragraphs(step.lookFor)));
    if (done && step.because) {
      if (progress.why.has(at)) parts.push(h("div", { class: "because" }, h("h4", {}, "Why, in this model"), ...paragraphs(step.because)));
      else if (trainer) parts.push(h("button", { type: "button", id: "lesson-why", onclick: () => void this.mark(at, count, "why") }, "Show why"));
    }
    if (trainer) {
      parts.push(
        h(
          "div",
          { class: "lesson-nav" },
          at > 1 ? h("button", { type: "button", onclick: () => this.go(lesson, at - 1) }, "← Back") : null,
          h("button", { type: "button", class: done ? "primary" : "", id: "lesson-next", disabled: doing, onclick: () => this.go(lesson, at + 1) }, at === count ? "Debrief →" : "Next →"),
        ),
      );
    }
    fill(this.element, ...parts);
  }

  private prediction(step: LiveLessonStep, at: number, count: number, voted: string | undefined, open: boolean): HTMLElement {
    const box = h("div", { class: "predict" }, h("h4", {}, "Predict"), h("p", { class: "predict-question" }, step.predict ?? ""));
    if (voted !== undefined) box.append(h("p", { class: "voted" }, `The class predicts: ${voted}`));
    if (step.answers.length === 0) return box;
    if (!open) {
      if (voted === undefined) box.append(h("ul", {}, ...step.answers.map((answer) => h("li", {}, answer))));
      return box;
    }
    const inputs = step.answers.map((answer) => ({ answer, input: h("input", { type: "number", min: 0, max: 999, value: 0, "aria-label": `Votes for: ${answer}` }) }));
    const add = (input: HTMLInputElement, by: number): void => {
      input.value = String(Math.max(0, Number(input.value) + by));
    };
    box.append(
      ...inputs.map(({ answer, input }) =>
        h("div", { class: "vote" }, h("span", {}, answer), h("button", { type: "button", "aria-label": `One less for: ${answer}`, onclick: () => add(input, -1) }, "−"), input, h("button", { type: "button", "aria-label": `One more for: ${answer}`, onclick: () => add(input, 1) }, "+")),
      ),
      h("button", { type: "button", id: "lesson-vote", onclick: () => void this.mark(at, count, `The class predicts: ${inputs.map(({ answer, input }) => `${answer}: ${input.value}`).join(" · ")}`) }, voted === undefined ? "Note the votes" : "Note them anew"),
    );
    return box;
  }

  private showDebrief(lesson: LiveLesson, progress: Progress, head: HTMLElement): void {
    this.debriefCharts = lesson.debriefPlots.flatMap((id) => {
      const series = this.app.state.series(id);
      return series ? [new LineChart(this.app, series)] : [];
    });
    const rows = lesson.steps.flatMap((step, i) => {
      const voted = progress.votes.get(i + 1);
      return step.predict ? [h("li", {}, h("b", {}, step.predict), ` ${voted ?? "no vote was noted"}`)] : [];
    });
    fill(
      this.element,
      head,
      h("h3", { class: "step-title" }, "Debrief"),
      ...paragraphs(lesson.debrief),
      rows.length > 0 ? h("h4", {}, "What the class predicted") : null,
      h("ul", { class: "predictions" }, ...rows),
      h("div", { class: "chart-grid debrief-charts", "data-count": "1" }, ...this.debriefCharts.map((chart) => chart.element)),
      this.app.isTrainer() ? h("div", { class: "lesson-nav" }, h("button", { type: "button", onclick: () => this.go(lesson, lesson.steps.length) }, "← Back"), h("button", { type: "button", onclick: () => this.leave() }, "End the lesson")) : null,
    );
    if (this.shownStep !== lesson.steps.length + 1 && lesson.debriefPlots.length > 0) this.app.showLines(lesson.debriefPlots);
  }

  private leave(): void {
    if (window.confirm("Leave the lesson? The room starts again with its usual market.")) void this.app.command({ case: "lesson", value: { name: "" } });
  }

  // One after the other; a span of time is waited for before the next command is sent.
  private async perform(step: LiveLessonStep, at: number, count: number, key: string): Promise<void> {
    this.running = key;
    this.app.changed();
    let fine = true;
    for (const line of step.do) {
      fine = await this.performOne(line);
      if (!fine) break;
    }
    if (fine) await this.mark(at, count, "done");
    this.running = "";
    if (fine) this.open(step, true);
    this.app.changed();
  }

  private async performOne(line: string): Promise<boolean> {
    const [verb = "", ...words] = line.trim().split(/\s+/);
    const rest = line.trim().slice(verb.length).trim();
    const arm = this.app.state.frame?.selectedArm ?? "";
    const span = SPANS[verb.replace(/s$/, "")];
    if (span !== undefined) return this.live(span, Number(words[0] ?? 1));
    const cut = rest.indexOf("=");
    if (verb === "set") return (await this.app.command({ case: "set", value: { path: rest.slice(0, cut).trim(), value: rest.slice(cut + 1).trim() } }, arm)) !== false;
    if (verb === "policy") return (await this.app.command({ case: "addPolicy", value: { name: rest } }, arm)) !== false;
    if (verb === "instrument") return (await this.app.command({ case: "addInstrument", value: { yaml: rest } }, arm)) !== false;
    if (verb === "on" || verb === "off") return (await this.app.command({ case: "switch", value: { name: rest, on: verb === "on" } }, arm)) !== false;
    if (verb === "fork") return (await this.app.command({ case: "fork", value: {} })) !== false && (await this.until(() => this.app.state.forked));
    if (verb === "arm") return (await this.app.command({ case: "selectArm", value: { arm: rest } })) !== false && (await this.until(() => this.app.state.frame?.selectedArm === rest));
    if (verb === "play") return (await this.app.command({ case: "play", value: {} })) !== false;
    if (verb === "pause") return (await this.app.command({ case: "pause", value: {} })) !== false;
    this.app.say(`This lesson asks for “${line}”, which the page doesn’t know.`, true);
    return false;
  }

  private async live(span: LiveSpan, n: number): Promise<boolean> {
    const before = this.app.state.selected?.day ?? 0;
    const speed = await this.app.command({ case: "speed", value: { daysPerSecond: 0 } });
    if (speed === false || (await this.app.command({ case: "step", value: { span, count: n } })) === false) return false;
    return this.until(() => {
      const { state } = this.app;
      return state.frame !== undefined && !state.frame.playing && ((state.selected?.day ?? 0) > before || state.selected?.done === true);
    });
  }

  private until(reached: () => boolean): Promise<boolean> {
    return new Promise((done) => {
      const look = (): void => {
        if (reached()) done(true);
        else if (this.app.state.frame?.trouble) done(false);
        else window.setTimeout(look, 40);
      };
      look();
    });
  }
}

function paragraphs(text: string | undefined): HTMLElement[] {
  return (text ?? "")
    .split(/\n\s*\n/)
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .map((part) => h("p", {}, part));
}
