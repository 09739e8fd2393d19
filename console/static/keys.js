// Keys for who has many tickets to read: j and k walk the queue, x ticks, a goes to the assigning, r to the reply,
// / to the search; Enter opens, as it does on any link. All of it can also be done without them.
"use strict";

{
  const OFF = "recours-keys-off";
  const rows = () => [...document.querySelectorAll("a.row")];  // asked each time: the list is live
  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  const step = (by) => {
    const all = rows();
    const here = all.findIndex((row) => row.closest("tr").contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
    all[next]?.focus();
  };

  const tick = () => document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click();
  const focus = (selector) => document.querySelector(selector)?.focus();

  const acts = {
    j: () => step(1),
    k: () => step(-1),
    x: tick,
    a: () => focus(".assign button, .inline button"),
    r: () => focus("#words"),
    "/": () => focus(".search input"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || localStorage.getItem(OFF)) return;
    const act = Object.hasOwn(acts, event.key) && acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const help = document.querySelector(".keys");
  if (help) {
    const choice = help.querySelector("input");
    choice.checked = !localStorage.getItem(OFF);
    choice.addEventListener("change", () => {
      if (choice.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
    help.hidden = false;
  }

  const offer = () => { for (const all of document.querySelectorAll("#all")) all.closest("label").hidden = false; };
  offer();
  document.addEventListener("recours:live", offer);
  document.addEventListener("change", ({ target }) => {
    if (target.id !== "all") return;
    for (const box of document.querySelectorAll("input[name=ticket]")) box.checked = target.checked;
  });
}
