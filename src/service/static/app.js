// What a script adds to pages that need none: beside an amount, while it is typed, what it comes to; how far a file has come; and tasks as they come and go.
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

  // Tasks: at another mark the page asks for itself again and takes over what is another. A page that nobody looks at listens to nothing.
  const tasks = document.querySelector('[data-tasks]');
  if (tasks) {
    let mark = tasks.dataset.mark, events = null, waits = 0;
    async function renew() {
      const answer = await fetch('/tasks').catch(() => null);
      if (!answer) return;
      if (answer.redirected || !answer.ok) { location.reload(); return; } // signed out meanwhile
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const id of ['tasks', 'notes', 'receipts']) {
        const old = document.getElementById(id), now = next.getElementById(id);
        if (!old || !now || old.innerHTML === now.innerHTML) continue;
        const focus = old.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
        old.replaceChildren(...now.childNodes);
        if (focus) [...old.querySelectorAll('a')].find((a) => a.getAttribute('href') === focus)?.focus();
      }
    }
    function listen() {
      events = new EventSource(tasks.dataset.tasks);
      events.onmessage = (event) => {
        const now = JSON.parse(event.data).mark;
        if (now === mark) return;
        mark = now;
        clearTimeout(waits);
        waits = setTimeout(renew, 300);
      };
      events.onerror = () => {
        if (events && events.readyState === EventSource.CLOSED) waits = setTimeout(follow, 30000);
      };
    }
    function follow() {
      clearTimeout(waits);
      if (events) events.close();
      events = null;
      if (document.visibilityState === 'visible') listen();
    }
    document.addEventListener('visibilitychange', follow);
    follow();
  }
})();
