// An open page hears what is new and shows those parts of itself anew that it marks with data-live. What is ticked,
// typed or in focus stays. Without this there is the link beside it. A hidden page lets its line go: browsers
// hold few to one server.
"use strict";

{
  const line = document.querySelector("#live");
  const said = line?.querySelector("[role=status]");
  const tell = (what) => { if (said.textContent !== said.dataset[what]) said.textContent = said.dataset[what]; };
  let stream;
  let news = false;
  let busy = false;

  const keep = (part) => {
    const ticked = [...part.querySelectorAll("input[name=ticket]:checked")].map((box) => box.value.split(".")[0]);
    const focus = part.contains(document.activeElement) ? document.activeElement : null;
    const named = focus?.getAttribute("href") || focus?.getAttribute("aria-label") || focus?.id;
    const scroll = part.querySelector(".thread");
    const end = scroll && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;
    return () => {
      for (const box of part.querySelectorAll("input[name=ticket]")) box.checked = ticked.includes(box.value.split(".")[0]);
      const same = (one) => [one.getAttribute("href"), one.getAttribute("aria-label"), one.id].includes(named);
      if (focus && named) [...part.querySelectorAll("a, button, input, select")].find(same)?.focus();
      const now = part.querySelector(".thread");
      if (now) now.scrollTop = end ? now.scrollHeight : scroll.scrollTop;
    };
  };

  // A choice half made in a part (to whom tickets are given) is not taken out of the officer's hands.
  const touched = (part) => part.querySelector("select:focus, textarea:focus") !== null;

  const swap = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const old = document.getElementById(part.id);
      if (!old || old.isEqualNode(part) || touched(old)) continue;
      const chosen = old.querySelector("select[name=to]")?.value;
      const restore = keep(old);
      old.replaceChildren(...part.childNodes);
      if (chosen) old.querySelector("select[name=to]").value = chosen;
      restore();
    }
    document.dispatchEvent(new Event("recours:live"));
  };

  const refresh = async () => {
    if (busy) { news = true; return; }
    busy = true;
    try {
      do {
        news = false;
        const answer = await fetch(line.dataset.part, { redirect: "error" });
        if (answer.ok) swap(await answer.text());
      } while (news);
    } catch { tell("off"); } finally { busy = false; }
  };

  const open = () => {
    if (stream || document.hidden) return;
    stream = new EventSource(line.dataset.stream);
    stream.addEventListener("open", () => tell("on"));
    stream.addEventListener("news", () => { tell("news"); refresh().then(() => setTimeout(() => stream && tell("on"), 4000)); });
    stream.addEventListener("end", () => { close(); tell("off"); });
    stream.addEventListener("error", () => { if (stream?.readyState === EventSource.CLOSED) { close(); tell("off"); } });
  };

  const close = () => { stream?.close(); stream = undefined; };

  if (line && window.EventSource) {
    open();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) close();
      else if (!stream) { open(); refresh(); }
    });
    window.addEventListener("pagehide", close);
  }

  for (const thread of document.querySelectorAll(".thread")) thread.scrollTop = thread.scrollHeight;
}
