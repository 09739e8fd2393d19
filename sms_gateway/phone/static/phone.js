// The browser phone: its thread, its draft, its line to the service. No words of its own: they stand in the page.
import { Thread } from "./thread.js";
import { Keypad } from "./keypad.js";
import { Ussd } from "./ussd.js";

const phone = document.querySelector(".phone");
const words = phone.dataset;
const draft = document.getElementById("draft");
const counter = document.getElementById("counter");
const thread = new Thread(document.getElementById("thread"), words);

function listen() {
  const events = new EventSource(words.events);
  events.addEventListener("start", () => {
    phone.classList.add("on-line");
    note("");
    thread.clear();
  });
  events.addEventListener("message", (event) => thread.show(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    phone.classList.remove("on-line");
    note(words.noLine);
    // The browser comes back by itself after a broken line, but not after a refusal.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

function post(address, value) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(value),
  });
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// One id a draft: a second press, or another try after a lost answer, is the same message to the service.
let id = newId();
let sending = false;

async function send() {
  const text = draft.value.trim();
  if (!text || sending) return;
  if (ussd?.isCode(text)) {
    setDraft("");
    ussd.dial(text);
    return;
  }
  sending = true;
  setDraft("");
  try {
    const answer = await post(words.send, { number: words.number, text, id });
    if (!answer.ok) throw new Error(answer.status);
    id = newId();
    note("");
  } catch {
    setDraft(text + draft.value);
    note(words.notSent);
  } finally {
    sending = false;
  }
}

function note(sentence) {
  phone.querySelector("#note").textContent = sentence;
}

function setDraft(text) {
  draft.value = text;
  count();
}

let counting = 0;

async function count() {
  const turn = ++counting;
  if (!draft.value) {
    counter.textContent = "0/1";
    return;
  }
  const answer = await post(words.measure, draft.value).catch(() => null);
  if (!answer?.ok) return;
  const size = await answer.json();
  if (turn === counting) counter.textContent = `${size.units}/${size.parts}`;
}

document.getElementById("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
draft.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
draft.addEventListener("input", count);
document.getElementById("erase").addEventListener("click", () => write(Array.from(written.value).slice(0, -1).join("")));
document.getElementById("up").addEventListener("click", () => thread.scroll(-1));
document.getElementById("down").addEventListener("click", () => thread.scroll(1));

const form = document.getElementById("ussd");
const ussd = form && new Ussd(form, words, post, newId);
document.getElementById("dial")?.addEventListener("click", () => ussd.dial());

// The keys write into what is open: the session's answer, else the message.
const written = {
  get disabled() { return draft.disabled; },
  get value() { return ussd?.open ? ussd.reply.value : draft.value; },
};
const write = (text) => {
  if (ussd?.open) ussd.reply.value = text;
  else setDraft(text);
};
new Keypad(document.getElementById("keys"), document.getElementById("mode"), written, write);

if (words.number) listen();
