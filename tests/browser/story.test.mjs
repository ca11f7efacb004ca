// Three desks on one day, each in a browser of its own: a deal from the recorder's form to its record, a payout by the cashier, a bank's file of
// loans. What is read on the page is compared, not only that a page came.
import fs from 'node:fs';
import path from 'node:path';
import { Person, assert, main, test } from './lib.mjs';

const FIRM = { firm: '91340604XY00010150', firm_name: '示例汀兰新能源有限公司' };
const OTHER = { firm: '91340603XY0000047K', firm_name: '示例远岫碳纤维有限公司' };
const HEADS = '合作银行,贷款合同号,借据号,统一社会信用代码,企业名称,担保方式,业务模式,合同金额,放款金额,放款日,到期日,备案日,利率,LPR,用途,首贷,货币政策工具,实物抵押占比,企业年收入,企业人数,企业设立日,是否上市,行业,无违规年数';
const loan = (no, disbursed) =>
  `BK-XC,XC-BR-${no},XCBR${no},91340603XY0000047K,示例远岫碳纤维有限公司,信用,银行直贷,1000000.00,${disbursed},2026-11-02,2027-11-02,,3.65%,3.10%,补充流动资金,否,否,0%,3240000.00,172,2014-09-01,否,新材料,5`;

async function fillDeal(person, deal, amount, firm = FIRM) {
  await person.page.locator('select[name=book]').selectOption('HB-KC');
  for (const [field, value] of Object.entries({ deal, ...firm, paid_date: '2026-11-20', amount }))
    await person.field(field).fill(value);
  await person.field('round').selectOption('ANGEL');
}

async function submitDeal(person, deal, amount, firm = FIRM) {
  await person.goto('/new/deal.record');
  await fillDeal(person, deal, amount, firm);
  await person.button('试算（不入账）', 'Preview (nothing is recorded)').click();
  const tick = person.page.locator('input[name=acknowledged]');
  if (await tick.count()) await tick.check();
  await person.button('提交复核', 'Send for checking').click();
  await person.page.waitForURL(/\/proposals\/\d+$/);
  return Number(person.page.url().split('/').pop());
}

let returned, approved;

test('a recorder errs, puts it right, previews and sends a deal', async (browser) => {
  const person = await (await Person.arrive(browser, 'zhi.dan')).signIn();
  await person.link('录入', 'Enter').click();
  await person.link('记录投资', 'record a deal').click();
  await person.button('试算（不入账）').click();
  // the faults come first, have the focus, and lead to their fields
  const summary = person.page.getByRole('alert');
  assert.match(await summary.innerText(), /请选择账套[^]*请填写投资编号[^]*请填写实付额/);
  assert.ok(await summary.evaluate((e) => e === document.activeElement), 'the summary has not the focus');
  await person.page.getByRole('link', { name: '请填写实付额' }).click();
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'f-amount');
  assert.equal(await person.field('amount').getAttribute('aria-invalid'), 'true');
  assert.match(await person.page.locator(`[id="${await person.field('amount').getAttribute('aria-describedby').then((ids) => ids.split(' ').pop())}"]`).innerText(), /请填写实付额/);
  person.said.splice(0); // the 422 of the form, which the console tells
  await person.check();
  await person.shot('deal-errors');
  await fillDeal(person, 'BR-001', '1000000.50');
  // while it is typed the amount stands in capitals beside its field; what is no amount says nothing
  const shown = person.page.locator('output[for="f-amount"]');
  await person.page.waitForFunction(() => document.querySelector('output[for="f-amount"]').value === '1,000,000.50\u3000壹佰万元零伍角整');
  await person.field('amount').fill('1000000.5x');
  await person.page.waitForFunction(() => document.querySelector('output[for="f-amount"]').value === '');
  await person.field('amount').fill('1000000.50');
  await shown.filter({ hasText: '壹佰万元零伍角整' }).waitFor();
  await person.check();
  await person.shot('deal-typed');
  await person.button('试算（不入账）').click();
  const text = await person.text();
  assert.match(text, /尚未入账/);
  assert.match(text, /实付额\s+1,000,000\.50\s壹佰万元零伍角整/);
  assert.match(text, /1,000,000\.50/); // the postings
  await person.check();
  await person.shot('deal-preview');
  await person.button('更改').click(); // back to the form: what was typed is there
  assert.equal(await person.field('amount').inputValue(), '1000000.50');
  returned = await submitDeal(person, 'BR-001', '1000000.50');
  assert.match(await person.text(), /由您提交，须由另一人复核/);
  assert.equal(await person.button('同意并入账').count(), 0);
  await person.check();
  approved = await submitDeal(person, 'BR-002', '2000000.00');
  await person.leave();
});

test('a checker returns one with a reason and approves the other', async (browser) => {
  const person = await (await Person.arrive(browser, 'fu.he', { lang: 'en' })).signIn();
  await person.link('中文', 'Proposals').click();
  await person.check();
  await person.shot('proposals-checker');
  await person.link('', String(returned)).click();
  await person.check();
  await person.shot('proposal-checker');
  await person.page.getByLabel('Reason').fill('Amount: the bank advice says 1,000,000.00');
  await person.button('', 'Return').click();
  assert.match(await person.page.locator('h1').innerText(), /returned/);
  assert.match(await person.text(), /the bank advice says/);
  await person.goto(`/proposals/${approved}`);
  assert.match(await person.text(), /2,000,000\.00/);
  await person.button('', 'Approve and record').focus();
  await person.page.keyboard.press('Enter');
  await person.page.waitForFunction(() => /recorded/i.test(document.querySelector('h1').innerText));
  await person.page.locator('.lead a').click(); // its receipt
  const text = await person.text();
  assert.match(text, /BR-002/);
  assert.match(text, /zhi\.dan/);
  assert.match(text, /fu\.he/);
  await person.check();
  await person.shot('record');
  await person.leave();
});

test('tasks come while the page stands open, and none is missed without a script', async (browser) => {
  const checker = await (await Person.arrive(browser, 'fu.he')).signIn();
  await checker.goto('/');
  const task = checker.page.locator('#tasks', { hasText: '待复核事项' });
  assert.equal(await task.count(), 0);
  await checker.page.evaluate(() => { window.isSame = true; });
  const maker = await (await Person.arrive(browser, 'zhi.dan')).signIn();
  const number = await submitDeal(maker, 'BR-009', '100000.00', OTHER);
  await task.waitFor();
  assert.ok(await checker.page.evaluate(() => window.isSame), 'the page was loaded anew');
  await checker.check();
  await checker.shot('tasks-live');
  await maker.button('撤回').click();
  await maker.page.waitForFunction(() => document.querySelector('h1').innerText.includes('已撤回'));
  await task.waitFor({ state: 'detached' });
  assert.ok(number > 0);
  await maker.leave();
  await checker.leave();
  const plain = await (await Person.arrive(browser, 'fu.he', { script: false })).signIn();
  await plain.goto('/');
  assert.match(await plain.page.content(), /<meta http-equiv="refresh" content="60; url=\/tasks">/);
  await plain.goto('/tasks');
  assert.match(await plain.text(), /今日待办/);
  await plain.leave();
});

test('the recorder changes what was returned; old and new stand beside each other', async (browser) => {
  const maker = await (await Person.arrive(browser, 'zhi.dan')).signIn();
  assert.match(await maker.text(), /退回/);
  await maker.goto(`/proposals/${returned}`);
  await maker.link('修改后再提交').click();
  assert.match(await maker.text(), /the bank advice says/);
  await maker.field('amount').fill('1000000.00');
  await maker.button('试算（不入账）').click();
  const tick = maker.page.locator('input[name=acknowledged]');
  if (await tick.count()) await tick.check();
  await maker.button('提交复核').click();
  await maker.page.waitForURL(/\/proposals\/\d+$/);
  await maker.leave();
  const checker = await (await Person.arrive(browser, 'fu.he')).signIn();
  await checker.goto(`/proposals/${returned}`);
  assert.match(await checker.text(), /1000000\.50\s*→\s*1,000,000\.00\s壹佰万元整/);
  await checker.check();
  await checker.button('同意并入账').click();
  await checker.page.waitForFunction(() => /已入账/.test(document.querySelector('h1').innerText));
  await checker.leave();
});

test('a cashier pays a claim, another approves, and the payee sees it', async (browser) => {
  const payer = await (await Person.arrive(browser, 'chu.na')).signIn();
  await payer.goto('/new/claim.pay');
  await payer.page.locator('select[name=book]').selectOption('HB-PL');
  await payer.field('claim').fill('KD-01');
  await payer.field('bank_ref').fill('SL20261120-KD-01');
  await payer.button('试算（不入账）').click();
  assert.match(await payer.text(), /100,000\.00/);
  await payer.check();
  await payer.button('提交复核').click();
  await payer.page.waitForURL(/\/proposals\/\d+$/);
  const to = new URL(payer.page.url()).pathname;
  await payer.leave();
  const checker = await (await Person.arrive(browser, 'fu.he')).signIn();
  await checker.goto(to);
  await checker.button('同意并入账').click();
  await checker.page.waitForFunction(() => /已入账/.test(document.querySelector('h1').innerText));
  await checker.goto('/claims');
  assert.match(await checker.page.getByRole('row', { name: /KD-01/ }).innerText(), /已拨付/);
  await checker.check();
  await checker.leave();
});

test('a checker approves several in one step, each by itself', async (browser) => {
  const maker = await (await Person.arrive(browser, 'zhi.dan')).signIn();
  const first = await submitDeal(maker, 'BR-011', '110000.00'), second = await submitDeal(maker, 'BR-012', '120000.00', OTHER);
  const third = await submitDeal(maker, 'BR-013', '130000.00', OTHER);
  await maker.leave();
  const checker = await (await Person.arrive(browser, 'fu.he')).signIn();
  await checker.goto('/proposals');
  await checker.link('成批复核：记录投资（3）').click();
  assert.match(await checker.text(), /HB-KC\s+3 件 360,000\.00/);
  await checker.check();
  await checker.page.locator('summary').nth(2).click();
  assert.match(await checker.page.locator('details[open]').last().innerText(), /将记分录[^]*120,000\.00/);
  await checker.check();
  await checker.shot('bulk');
  for (const id of [first, second, third]) await checker.page.getByLabel(new RegExp(`勾选 ${id}：`)).check();
  await checker.button('同意并入账所勾选的').click();
  // the third is of the firm of the second: what the firm has got in all is now another figure, so it is looked at again
  const rows = checker.page.getByRole('region', { name: '办理结果' }).getByRole('row');
  assert.match(await rows.nth(1).innerText(), /已入账\s+2\/\d+/);
  assert.match(await rows.nth(2).innerText(), /已入账\s+2\/\d+/);
  assert.match(await rows.nth(3).innerText(), /未入账/);
  assert.equal(await checker.page.getByLabel(new RegExp(`勾选 ${third}：`)).isChecked(), false);
  await checker.check();
  await checker.shot('bulk-answers');
  await checker.leave();
});

for (const script of [true, false])
  test(`a bank's file of loans, ${script ? 'with' : 'without'} JavaScript`, async (browser) => {
    const no = script ? 1 : 2, file = path.join(process.env.SCRATCH, `loans-${no}.csv`);
    fs.writeFileSync(file, `${HEADS}\n${loan(`${no}1`, '1000000.00')}\n${loan(`${no}2`, '2000000.00')}\n`); // the second lends more than its contract
    const bank = await (await Person.arrive(browser, 'xc.01', { script })).signIn();
    await bank.goto('/uploads/new');
    await bank.field('command').selectOption({ label: '贷款备案' });
    await bank.field('book').selectOption('HB-PL');
    await bank.page.getByLabel('CSV 文件').setInputFiles(file);
    await bank.button('上传并预检（不入账）').click();
    await bank.page.waitForURL(/\/uploads\/\d+$/);
    const to = new URL(bank.page.url()).pathname;
    await bank.page.getByText('预检结果（未入账）').waitFor(); // the page loads itself again
    assert.match(await bank.text(), /行数\s+2\s+接受\s+1[^]*拒绝\s+1/);
    assert.match(await bank.text(), /壹佰万元整/);
    if (script) await bank.check();
    await bank.shot(`upload-${no}`);
    await bank.button('提交复核').click();
    const checker = await (await Person.arrive(browser, 'fu.he', { script })).signIn();
    await checker.goto(to);
    await checker.button('同意并入账').click();
    await checker.page.getByText('办理结果').waitFor();
    assert.match(await checker.text(), /接受\s+1/);
    await checker.leave();
    await bank.goto(to);
    const coming = bank.page.waitForEvent('download');
    await bank.page.getByRole('link', { name: /下载答复文件/ }).click();
    const answers = fs.readFileSync(await (await coming).path(), 'utf8').trim().split('\n');
    assert.equal(answers.length, 3);
    assert.match(answers[1], /接受/);
    assert.match(answers[2], /拒绝/);
    await bank.leave();
  });

test('keyboard: the first Tab leads past the navigation, and the focus is seen', async (browser) => {
  const person = await (await Person.arrive(browser, 'zhi.dan')).signIn();
  await person.page.keyboard.press('Tab');
  assert.equal(await person.page.evaluate(() => document.activeElement.textContent), '跳到正文');
  await person.page.keyboard.press('Enter');
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'main');
  await person.goto('/new/journal.post');
  const skipped = await person.page.evaluate(() => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,summary')].filter((e) => e.tabIndex < 0).length);
  assert.equal(skipped, 0);
  for (let i = 0; i < 40; i++) {
    await person.page.keyboard.press('Tab');
    const seen = await person.page.evaluate(() => {
      const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
      return { who: e.outerHTML.slice(0, 90), drawn: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, inside: box.width > 0 && box.left >= 0 };
    });
    assert.ok(seen.drawn && seen.inside, `the focus is not seen: ${seen.who}`);
  }
  await person.leave();
});

test('without JavaScript a deal is previewed and sent', async (browser) => {
  const person = await (await Person.arrive(browser, 'zhi.dan', { script: false })).signIn();
  await submitDeal(person, 'BR-003', '300000.00');
  assert.match(await person.text(), /由您提交，须由另一人复核/);
  assert.match(await person.text(), /300,000\.00\s叁拾万元整/);
  await person.leave();
});

test('a page prints on A4 with its cut', async (browser) => {
  const person = await (await Person.arrive(browser, 'fu.he')).signIn();
  await person.goto('/early');
  await person.page.emulateMedia({ media: 'print' });
  assert.ok(await person.page.getByText('账本记录数').isVisible());
  assert.ok(!(await person.page.getByRole('navigation').isVisible()));
  assert.ok((await person.page.pdf({ format: 'A4' })).length > 10000);
  await person.leave();
});

await main();
