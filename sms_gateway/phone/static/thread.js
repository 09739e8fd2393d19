// The messages on the screen. Texts are set as text, never as markup.

const NEWEST = 100;

export class Thread {
  constructor(list, words) {
    this.list = list;
    this.words = words;
    this.items = new Map();
    this.time = new Intl.DateTimeFormat(`${words.language}-u-nu-latn`, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.money = new Intl.NumberFormat(`${words.language}-u-nu-latn`, { minimumFractionDigits: 2 });
    this.clear();
  }

  clear() {
    this.items.clear();
    this.list.replaceChildren();
    this.settle();
  }

  // A message comes again when its state changes: it keeps its place.
  show(message) {
    const item = this.build(message);
    const known = this.items.get(message.key);
    if (known) known.item.replaceWith(item);
    else this.list.append(item);
    this.items.set(message.key, { item, message });
    if (this.items.size > NEWEST) this.forget(this.items.keys().next().value);
    this.settle();
    if (!known) this.reveal(item);
  }

  // The newest message, from its first line on: a long one is read from its beginning.
  reveal(item) {
    const { list } = this;
    list.scrollTop = Math.min(list.scrollHeight - list.clientHeight, item.offsetTop - list.offsetTop - 8);
  }

  scroll(direction) {
    this.list.scrollBy({ top: direction * this.list.clientHeight * 0.7, behavior: "smooth" });
  }

  forget(key) {
    this.items.get(key).item.remove();
    this.items.delete(key);
  }

  build(message) {
    const item = element("li", message.mine ? "mine" : "theirs");
    item.classList.add(message.state);
    Object.assign(item.dataset, { state: message.state, parts: message.parts, encoding: message.encoding });
    const text = element("p", "text", message.text);
    text.dir = "auto";
    if (message.lang) text.lang = message.lang.replace("_", "-");
    item.append(text, this.facts(message));
    return item;
  }

  facts(message) {
    const line = element("p", "facts");
    const facts = [
      this.time.format(message.at * 1000),
      message.encoding,
      `${message.parts} SMS`,
      this.price(message.parts),
      this.words[message.state] ?? message.state,
    ];
    facts.forEach((fact, number) => line.append(number ? " · " : "", element("bdi", "", fact)));
    return line;
  }

  price(parts) {
    return `${this.money.format((parts * this.words.price) / 100)} ${this.words.unit}`;
  }

  // What hangs on all messages together: the empty screen's words, the operator's bill.
  settle() {
    document.getElementById("empty").hidden = this.items.size > 0;
    const theirs = [...this.items.values()].map(({ message }) => message).filter((message) => !message.mine);
    const parts = theirs.reduce((sum, message) => sum + message.parts, 0);
    document.getElementById("bill-messages").textContent = theirs.length;
    document.getElementById("bill-parts").textContent = parts;
    document.getElementById("bill-price").textContent = this.price(parts);
  }
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
