// Every page that a link leads to, as each role sees it, in both languages: no violation that axe-core knows of, no sideways scrolling at 320 px,
// nothing on the console. Of pages that differ by a number, a code or a key alone, one is looked at; of the forms in Chinese, each.
import { Person, assert, main, test } from './lib.mjs';

// Pages that must have been met; a kind of page that somebody before has looked at is not looked at again.
const LEAST = { zh: { 'zhi.dan': 60, 'xc.01': 4, 'guan.li': 12, 'fu.he': 3 }, en: { 'zhi.dan': 40, 'xc.01': 4, 'guan.li': 3, 'fu.he': 3 } };
const SHOWN = ['/', '/new/deal.record', '/new/journal.post', '/early', '/limits', '/pools', '/proposals', '/uploads', '/uploads/new', '/verify', '/records/1/5'];

function kindOf(url, lang) {
  const [, first, ...rest] = url.pathname.split('/');
  if (first === '' || first === 'proposals') return null; // shown by role: everybody's
  if (first === 'new' && lang === 'zh') return url.pathname;
  if (['statements', 'funds'].includes(first)) return url.pathname;
  return [first, ...rest.map(() => '*'), ...['show', 'kind'].map((name) => url.searchParams.get(name))].join('/');
}

// What is no page: files, and what a GET does.
const isPage = (url) => !/^\/(api|static|language)\b|\.txt$|\/(answer|precheck)$|^\/uploads\/templates\//.test(url.pathname) && !url.searchParams.has('format');

async function look(person, seen) {
  const waiting = ['/'], own = new Set(waiting), wrong = [];
  for (const to of waiting) {
    await person.goto(to);
    wrong.push(...(await person.wrong()));
    if (SHOWN.includes(to)) await person.shot(`${person.user}-${person.lang}-${to.slice(1).replace(/\W/g, '-') || 'home'}`);
    for (const href of await person.page.$$eval('a[href]', (links) => links.map((a) => a.href))) {
      const url = new URL(href), kind = kindOf(url, person.lang), path = url.pathname + url.search;
      if (url.origin !== new URL(person.page.url()).origin || !isPage(url) || seen.has(kind) || own.has(path)) continue;
      if (kind) seen.add(kind);
      own.add(path);
      waiting.push(path);
    }
  }
  assert.deepEqual(wrong, []);
  return waiting;
}

for (const lang of ['zh', 'en']) {
  const seen = new Set();
  for (const [user, least] of Object.entries(LEAST[lang]))
    test(`${lang}: each page that ${user} can reach`, async (browser) => {
      const person = await Person.arrive(browser, user, { lang });
      await person.check();
      await person.signIn();
      const met = await look(person, seen);
      assert.ok(met.length >= least, `${met.length} pages were met: ${met.join(' ')}`);
      await person.leave();
    });
}

await main();
