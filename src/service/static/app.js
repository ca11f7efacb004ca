// What a script adds to pages that need none: beside an amount, while it is typed, what it comes to.
'use strict';
(() => {
  const zh = document.documentElement.lang.startsWith('zh');
  const book = document.querySelector('form.entry [name=book]');

  function follow(input) {
    const shown = document.createElement('output');
    shown.className = 'hint';
    shown.setAttribute('for', input.id);
    input.after(shown);
    let waits = 0;
    async function tell() {
      const text = input.value.trim();
      let comes = {};
      if (text) {
        const query = new URLSearchParams({ amount: text, book: book ? book.value : '' });
        const answer = await fetch(`/api/v1/amounts?${query}`).catch(() => null);
        comes = answer && answer.ok ? await answer.json() : {};
      }
      if (text === input.value.trim())
        shown.textContent = [comes.amount, zh && comes.capitals].filter(Boolean).join('\u3000');
    }
    function soon() {
      clearTimeout(waits);
      waits = setTimeout(tell, 250);
    }
    input.addEventListener('input', soon);
    if (book) book.addEventListener('change', soon);
    if (input.value) tell();
  }
  document.querySelectorAll('form.entry input.amount[id]').forEach(follow);
})();
