// What a script adds to pages that need none: beside an amount, while it is typed, what it comes to; and how far a file has come.
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

  // A file at work: its rows are counted as they go by, and when something has come to its end the page is another one.
  const job = document.querySelector('[data-events]');
  if (job) {
    const events = new EventSource(job.dataset.events);
    events.onmessage = (event) => {
      const { state, rows, bytes, of } = JSON.parse(event.data);
      if (state !== job.dataset.state) {
        events.close();
        location.reload();
      } else if (of > 0) {
        const share = Math.floor((bytes * 100) / of);
        job.firstElementChild.textContent = zh ? `已读 ${rows} 行，${share}%` : `${rows} rows read, ${share}%`;
      }
    };
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
    };
  }
})();
