// While an SMS is typed, says what it takes: the whole of it, as the form would send it. The console works without
// this: the preview tells the same.
"use strict";

for (const field of document.querySelectorAll("textarea[data-measure]")) {
  const output = document.getElementById(field.getAttribute("aria-describedby"));
  let pause;
  let asked = 0;

  const measure = async () => {
    const turn = ++asked;
    const body = new URLSearchParams(new FormData(field.form));
    const answer = await fetch(field.dataset.measure, { method: "POST", body, redirect: "error" });
    const line = answer.ok ? await answer.text() : "";
    if (turn === asked) output.textContent = line;
  };

  const soon = () => {
    clearTimeout(pause);
    pause = setTimeout(() => measure().catch(() => { output.textContent = ""; }), 250);
  };

  field.addEventListener("input", soon);
  field.form.addEventListener("change", soon);
}

// On a small screen the rows of links go on beyond its edge: where one is, is shown.
for (const here of document.querySelectorAll("nav [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "nearest" });
