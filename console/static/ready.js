// Ready words go into the field as soon as they are chosen; with them the outcome that they give a reason for. An
// outcome shows its own reasons alone. Without this the button beside them does the same.
"use strict";

for (const ready of document.querySelectorAll("select[data-fills]")) {
  const form = ready.form;
  const field = document.getElementById(ready.dataset.fills);
  const outcomes = () => [...form.querySelectorAll("input[name=outcome]")];
  const options = [...ready.options];
  form.querySelector("button[value=fill]").hidden = true;

  ready.addEventListener("change", () => {
    const { text, outcomes: fit } = ready.selectedOptions[0].dataset;
    if (!text) return;
    field.value = text;
    const fitting = fit?.split(" ") ?? [];
    const chosen = outcomes().find((one) => one.checked);
    if (fitting.length && !fitting.includes(chosen?.value)) {
      const first = outcomes().find((one) => one.value === fitting[0]);
      if (first) first.checked = true;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  form.addEventListener("change", ({ target }) => {
    if (target.name !== "outcome") return;
    for (const option of options) {
      const fit = option.dataset.outcomes?.split(" ");
      option.hidden = option.disabled = Boolean(fit) && !fit.includes(target.value);
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
