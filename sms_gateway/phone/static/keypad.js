// Twelve keys, as on a basic phone: # changes between digits, Latin and Arabic letters; a letter key pressed again in
// time turns to its next letter.

const LETTERS = {
  abc: { 1: ".,?!'-1", 2: "abcàç2", 3: "deféè3", 4: "ghi4", 5: "jkl5", 6: "mnoò6", 7: "pqrs7", 8: "tuvù8", 9: "wxyz9", 0: " 0", "*": "*" },
  "أبت": { 1: ".،؟!-1", 2: "بتةث2", 3: "اأإآىئء3", 4: "سشصض4", 5: "دذرز5", 6: "جحخ6", 7: "نهويؤ7", 8: "فقكلم8", 9: "طظعغ9", 0: " 0", "*": "*" },
};
const MODES = ["123", "abc", "أبت"];
const TURN_MILLISECONDS = 900;

export class Keypad {
  constructor(keys, mode, draft, setDraft) {
    this.mode = mode;
    this.draft = draft;
    this.setDraft = setDraft;
    this.last = { key: "", time: -Infinity, letter: 0 };
    keys.addEventListener("click", (event) => {
      const key = event.target.closest("button")?.dataset.key;
      if (key) this.press(key, event.timeStamp);
    });
  }

  press(key, time) {
    if (this.draft.disabled) return;
    if (key === "#") this.changeMode();
    else if (LETTERS[this.mode.textContent]) this.pressLetter(LETTERS[this.mode.textContent][key], key, time);
    else this.setDraft(this.draft.value + key);
  }

  changeMode() {
    this.mode.textContent = MODES[(MODES.indexOf(this.mode.textContent) + 1) % MODES.length];
    this.last.key = "";
  }

  pressLetter(letters, key, time) {
    const standing = this.draft.value.endsWith(letters[this.last.letter]);
    const again = key === this.last.key && standing && time - this.last.time < TURN_MILLISECONDS;
    const letter = again ? (this.last.letter + 1) % letters.length : 0;
    const before = again ? this.draft.value.slice(0, -1) : this.draft.value;
    this.last = { key, time, letter };
    this.setDraft(before + letters[letter]);
  }
}
