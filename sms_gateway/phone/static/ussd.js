// A USSD session of the browser phone. Screens are set as text, never as markup.

export class Ussd {
  constructor(form, words, post, newId) {
    Object.assign(this, { form, words, post, newId });
    this.text = form.querySelector("#ussd-text");
    this.size = form.querySelector("#ussd-size");
    this.reply = form.querySelector("#ussd-reply");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.waiting) this.answer(this.reply.value);
    });
    form.querySelector("#ussd-cancel").addEventListener("click", () => this.close());
    form.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  // Whether what was written is this service's code, with or without answers: *555# or *555*1*2#.
  isCode(written) {
    const start = this.words.code.slice(0, -1);
    return written === this.words.code || (written.startsWith(`${start}*`) && written.endsWith("#"));
  }

  dial(written = this.words.code) {
    const start = this.words.code.slice(0, -1);
    this.typed = written === this.words.code ? [] : [written.slice(start.length + 1, -1)];
    Object.assign(this, { session: this.newId(), begun: Date.now(), hops: 0 });
    this.form.hidden = false;
    this.text.textContent = "";
    this.ask();
  }

  answer(words) {
    this.typed.push(words);
    this.ask();
  }

  async ask() {
    this.waiting = true;
    this.form.classList.remove("over");
    this.form.classList.add("waiting");
    this.reply.value = "";
    const { session } = this;
    const asked = { number: this.words.number, session, typed: this.typed.join("*") };
    const answer = await this.post(this.words.ussd, asked).catch(() => null);
    const screen = answer?.ok ? await answer.json() : { text: this.words.noLine, goesOn: false };
    this.waiting = false;
    if (session === this.session && !this.form.hidden) this.show(screen);
  }

  show(screen) {
    this.hops += 1;
    this.text.textContent = screen.text;
    this.size.textContent = screen.units ? `${screen.units} ${screen.encoding}` : "";
    this.form.classList.remove("waiting");
    this.form.classList.toggle("over", !screen.goesOn);
    if (screen.goesOn) this.reply.focus();
    else this.form.querySelector("#ussd-cancel").focus();
  }

  get open() {
    return !this.form.hidden && !this.form.classList.contains("over");
  }

  close() {
    if (this.open) {
      const { session, hops } = this;
      const ended = { number: this.words.number, session, hops, milliseconds: Date.now() - this.begun };
      this.post(this.words.hangUp, ended).catch(() => null);
    }
    this.form.hidden = true;
  }
}
