// What the browser tests share: one Chromium, people who sign in, and what must hold of every page.
import { createRequire } from 'node:module';
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';

const { ADDRESS, CHROMIUM, MODULES, PASSWORD, SHOTS } = process.env;
const require = createRequire(path.join(MODULES, 'package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core'), 'utf8');

export const password = PASSWORD;
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 640 }; // WCAG 1.4.10

// Cases run one after the other: a later one of a file goes on from what an earlier one did. Prints as TAP does.
const cases = [];
export const test = (name, run) => cases.push({ name, run });

export async function main() {
  const browser = await chromium.launch({ executablePath: CHROMIUM.startsWith('/') ? CHROMIUM : which(CHROMIUM), args: ['--no-sandbox'] });
  let failed = 0;
  for (const [i, { name, run }] of cases.entries()) {
    try {
      await run(browser);
      console.log(`ok ${i + 1} - ${name}`);
    } catch (error) {
      failed++;
      console.log(`not ok ${i + 1} - ${name}\n${String(error.stack ?? error).replace(/^/gm, '# ')}`);
    }
  }
  await browser.close();
  process.exitCode = failed ? 1 : 0;
}

function which(name) {
  for (const folder of process.env.PATH.split(':'))
    if (fs.existsSync(path.join(folder, name))) return path.join(folder, name);
  throw new Error(`${name}: no such browser`);
}

// A person with a browser of his own. What the console says, and what a page's policy refuses, is an error of the page.
export class Person {
  static async arrive(browser, user, { lang = 'zh', script = true } = {}) {
    const context = await browser.newContext({
      baseURL: ADDRESS, viewport: WIDE, javaScriptEnabled: script, locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    });
    context.setDefaultTimeout(15000);
    const person = new Person();
    Object.assign(person, { user, lang, context, page: await context.newPage(), said: [] });
    person.page.on('console', (line) => person.said.push(`${line.type()}: ${line.text()}`));
    person.page.on('pageerror', (error) => person.said.push(`error: ${error}`));
    await person.page.goto(`/language?to=${lang}&next=/login`);
    return person;
  }

  // By the keyboard alone: the name has the focus when the page opens.
  async signIn() {
    await this.page.locator('#user:focus').waitFor();
    await this.page.keyboard.type(this.user);
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.type(password);
    await this.page.keyboard.press('Enter');
    await this.page.waitForURL((url) => url.pathname !== '/login');
    return this;
  }

  async goto(to) {
    const response = await this.page.goto(to);
    assert.ok(response.status() < 400, `${to}: ${response.status()}`);
  }

  // By what a person reads: the words of a link, a button, a label.
  say(zh, en) {
    return this.lang === 'zh' ? zh : en;
  }
  button(zh, en) {
    return this.page.getByRole('button', { name: this.say(zh, en), exact: true });
  }
  link(zh, en) {
    return this.page.getByRole('link', { name: this.say(zh, en), exact: true });
  }
  field(id) {
    return this.page.locator(`[id="f-${id}"]`);
  }
  text() {
    return this.page.locator('main').innerText();
  }

  async shot(name) {
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true });
  }

  // What must hold of each page, wherever it is met: all that does not, a line each.
  async wrong() {
    const where = this.page.url().slice(ADDRESS.length);
    const told = [...(await this.axe()), ...(await this.overflow()), ...this.said.splice(0).map((line) => `console: ${line}`)];
    return told.map((line) => `${where}: ${line}`);
  }
  async check() {
    assert.deepEqual(await this.wrong(), []);
  }

  async axe() {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    return violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id}: ${n.html.slice(0, 200)} ${n.failureSummary.replace(/\s+/g, ' ')}`));
  }

  // At the width of a telephone a table of few columns may scroll in its own region; the page may not, and a cell of a wide table stands in sight.
  async overflow() {
    await this.page.setViewportSize(NARROW);
    const over = await this.page.evaluate(() => {
      const width = document.documentElement.clientWidth, ends = (e) => Math.round(e.getBoundingClientRect().right);
      const hidden = [...document.querySelectorAll('.many tbody *')].filter((e) => ends(e) > width)
        .slice(0, 5).map((e) => `out of sight at ${ends(e)} of ${width} px: ${e.outerHTML.slice(0, 160)}`);
      if (hidden.length) return hidden;
      if (document.documentElement.scrollWidth <= width) return [];
      return [...document.querySelectorAll('body *')].filter((e) => ends(e) > width && !e.parentElement.closest('.scroll'))
        .slice(0, 5).map((e) => `ends at ${ends(e)} of ${width} px: ${e.outerHTML.slice(0, 160)}`);
    });
    await this.page.setViewportSize(WIDE);
    return over;
  }

  async leave() {
    await this.context.close();
  }
}

export { assert };
