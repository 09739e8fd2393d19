// While an SMS is typed, says what it takes. The console works without this: the preview tells the same.
"use strict";

for (const field of document.querySelectorAll("textarea[data-measure]")) {
  const output = document.getElementById(field.getAttribute("aria-describedby"));
  let pause;
  let asked = 0;

  const measure = async () => {
    const turn = ++asked;
    const body = new URLSearchParams({ words: field.value });
    const answer = await fetch(field.dataset.measure, { method: "POST", body, redirect: "error" });
    const line = answer.ok ? await answer.text() : "";
    if (turn === asked) output.textContent = line;
  };

  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => measure().catch(() => { output.textContent = ""; }), 250);
  });
}
