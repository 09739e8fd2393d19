// Counts down how long a reply can still be taken back. The server judges: this only shows.
"use strict";

{
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const began = new WeakMap();

  const count = () => {
    for (const form of document.querySelectorAll("form.undo")) {
      if (!began.has(form)) began.set(form, Date.now());
      const left = Math.ceil(Number(form.dataset.seconds) - (Date.now() - began.get(form)) / 1000);
      form.hidden = left <= 0;
      const shown = form.querySelector("output");
      shown.textContent = form.dataset.left.replace("{count}", number.format(Math.max(left, 0)));
    }
  };

  setInterval(count, 250);
}
