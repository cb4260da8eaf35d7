// The browser's half of drafts.py: every field that saves itself. What was typed or chosen and is not settled is a
// draft: {n, place, text, version, over, at}. It lies in localStorage from the first keystroke or click and is taken
// away only when the server has dealt with it. Whatever kind a field is, it is written down as text.

import { Checklist, FoundItems, Item } from "./checklist.js";
import { Holds, Levels, Table } from "./table.js";

const PREFIX = "maturity:draft:";
const AT_ONCE = 0; // ms until it is sent: a click, Space or Enter is a decision
const PAUSE = 1000; // ms after the last keystroke until it is sent
const WALK = 1500; // ms after the last arrow key: walking through choices is one decision
const SOON = 100; // ms until it is tried again if the page is being drawn
const AGAIN = 4000; // ms until it is sent again if no answer came; also how long an endless typist goes unsaved
const REFUSED = 30_000; // ms until it is tried again if it could not be saved
const ABANDONED = 3000; // ms since a live field last touched its draft, which it does every second
const MONTH = 30 * 24 * 3600 * 1000;
const fields = new Map(); // the fields on this page, by place
const statuses = new Map(); // the lines that say whether all of a card is saved, by the place of the card
const offers = new Map(); // what there is to choose, by the place of its field: told once, not with every save
const awaiting = new Map(); // choices that came before they were told what between, by place
const byRoot = new WeakMap();
const LEFT_OUT = { // what the server does not say where there is nothing to say
  answered: "", settled: "", partly: "", given_up: "", disabled: false, again: false,
  button: "", state: "", placeholder: "", said: "", quiet: false, verdicts: [], levels: [], checklist: {}, limit: 32_767, // in a workbook's cell
};

const recall = (place) => {
  try { return JSON.parse(localStorage.getItem(PREFIX + place)); } catch { return null; }
};
const keep = (place, draft) => {
  try { localStorage.setItem(PREFIX + place, JSON.stringify(draft)); return true; } catch { return false; }
};
const forget = (place, n) => { if (recall(place)?.n === n) localStorage.removeItem(PREFIX + place); };
const fresh = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

const app = () => document.querySelector("[data-testid=stApp]")?.dataset ?? {}; // asked anew: Streamlit replaces the element
const connected = () => navigator.onLine && app().testConnectionState === "CONNECTED";
const ready = () => connected() && app().testScriptState === "notRunning";

class Field {
  constructor(component) {
    const { data, parentElement } = component;
    this.component = component;
    this.place = data.place;
    this.base = { text: data.text, version: data.version }; // what is written over
    this.tries = []; // what was sent over it: it may be saved, though no answer came
    this.draft = this.sent = null;
    this.safe = true;
    this.control = new KINDS[data.kind](this, parentElement.querySelector("#field") ?? parentElement, data);
    this.control.put(data.text);
    const left = recall(this.place);
    if (left && (left.text === data.text || left.n === data.settled)) forget(this.place, left.n);
    else if (left && data.disabled) this.leftOver = this.control.said(left.text); // shown, to be copied
    else if (left) {
      this.control.put(left.text);
      this.draft = left;
      this.base = { text: left.over[0], version: left.version };
      this.tries = left.over.slice(1);
      this.since = Date.now();
      this.tried = 0;
    }
  }

  // Streamlit takes a field away and puts the same one back, focus and all, whenever it feels like it.
  arrive() {
    if (this.clock) return;
    this.clock = setInterval(() => this.tick(), 1000);
    fields.set(this.place, this);
    if (!this.draft) return;
    if (this.safe && recall(this.place)?.n !== this.draft.n) this.draft = this.sent = null; // swept up meanwhile
    else if (!this.component.data.button) this.pause = setTimeout(() => this.send(), PAUSE);
  }

  get words() {
    const text = this.control.text.replaceAll("\0", "");
    return text.toWellFormed?.() ?? text;
  }

  // Something was typed or chosen; it is sent after a pause (ms), unless it goes with a button.
  changed(pause) {
    const text = this.words;
    if (!this.draft) this.since = this.tried = Date.now();
    if (text === this.base.text && !this.sent && !this.tries.length) this.drop();
    else {
      const over = [this.base.text, ...this.tries];
      this.draft = { n: fresh(), place: this.place, text, version: this.base.version, over };
      this.touch();
    }
    this.refused = this.overruled = false;
    clearTimeout(this.pause);
    if (!this.component.data.button) {
      if (pause === AT_ONCE) this.send();
      else this.pause = setTimeout(() => this.send(), pause);
    }
    this.show();
  }

  // Words that wait for a button go with the click, in one: Streamlit cannot lose one of them.
  press() {
    if (this.pressed && !this.refused) return; // a double click
    if (!this.draft) {
      const { text, version } = this.base;
      this.draft = { n: fresh(), place: this.place, text: this.words, version, over: [text] };
    }
    this.since = Date.now();
    this.send(true);
  }

  leavers = [];

  get pressed() { return Boolean(this.draft) && this.sent?.n === this.draft.n; }

  touch() {
    this.draft.at = Date.now();
    this.safe = keep(this.place, this.draft);
  }

  drop() {
    if (this.draft) forget(this.place, this.draft.n);
    this.draft = this.sent = null;
    this.tries = [];
  }

  send(again = false) {
    clearTimeout(this.pause);
    if (!this.draft || this.control.lacks || !connected() || (this.sent?.n === this.draft.n && !again)) return;
    if (!ready()) { // never into a run under way, which would be broken off
      this.pause = setTimeout(() => this.send(again), SOON);
      return;
    }
    if (this.refused) this.draft.n = fresh(); // the server answers each draft once
    this.touch();
    this.refused = false;
    this.tried = Date.now();
    if (this.sent?.n !== this.draft.n) this.since = this.tried;
    this.sent = { ...this.draft };
    if (this.tries.at(-1) !== this.sent.text) this.tries.push(this.sent.text);
    this.component.setTriggerValue("said", this.sent);
    this.show();
  }

  tick() {
    if (!this.draft) return;
    this.touch(); // says to sweepers, in other tabs too, that somebody has it in hand
    const { button, again } = this.component.data;
    const due = !button || (this.pressed && !this.refused);
    if (due && !this.overruled && ready() && Date.now() - this.tried > (this.refused && !again ? REFUSED : AGAIN)) {
      this.send(true);
    }
    this.show();
  }

  hear(component) {
    this.component = component;
    const { data } = component;
    const now = { text: data.text, version: data.version };
    const settled = this.sent && data.settled === this.sent.n;
    this.givenUp ??= data.given_up;
    if (this.givenUp !== data.given_up) {
      this.givenUp = data.given_up;
      clearTimeout(this.pause);
      this.drop();
    }
    if (this.draft) {
      const newer = now.version > this.draft.version;
      if (settled ? this.sent.n === this.draft.n : newer && now.text === this.draft.text) this.drop();
      else if (settled && !this.ours(now)) {
        // Somebody else's came before this was heard: what was typed since is written over one's own alone, so that
        // the server refuses it and both are shown.
        const { text, version } = this.sent;
        this.base = { text, version };
        this.tries = [];
        Object.assign(this.draft, { version, over: [text] });
        this.sent = null;
        this.touch();
      } else if (settled || this.tookPart() || (newer && this.draft.over.includes(now.text))) {
        this.base = now; // the words typed since then are written over what was saved
        this.tries = [];
        Object.assign(this.draft, { version: now.version, over: [now.text] });
        if (settled) this.sent = null;
        this.touch();
      }
    }
    if (!this.draft) {
      this.base = now;
      this.tries = [];
      this.sent = null;
      if (this.words !== now.text) this.control.put(now.text);
    }
    this.refused = Boolean(this.draft && this.sent?.n === this.draft.n && data.answered === this.sent.n);
    if (this.refused && !data.again && !this.control.keepsWords) {
      this.overruled = true; // somebody else's is kept, and shown, until this person has chosen beside it
      this.base = now;
      this.tries = [];
      this.control.put(now.text);
    }
    this.control.draw(data);
    this.show();
    for (const ok of this.draft && !this.refused ? [] : this.leavers.splice(0)) ok();
  }

  // Whether what the store has now is what was sent, as it was kept: tidied, perhaps.
  ours(now) {
    const { settled_as: version } = this.component.data;
    return version === undefined || now.version === version || now.text === this.sent.text;
  }

  // Whether the server has just kept a part of what was sent: the good links beside one that is refused.
  tookPart() {
    const { partly } = this.component.data;
    if (!this.sent || partly !== this.sent.n || this.took === partly) return false;
    this.took = partly;
    return true;
  }

  get state() {
    const { button, state: said } = this.component.data;
    if (this.leftOver) return ["unsaved", `Never saved, and kept in this browser: ${this.leftOver}`];
    if (!this.draft) {
      if (this.control.lacks) return ["unsaved", `Not saved: ${this.control.lacks}`];
      return [this.component.data.trouble ? "unsaved" : "saved", button ? "" : said];
    }
    if (this.control.lacks && !this.overruled) return ["unsaved", `Not saved yet: ${this.control.lacks}`];
    if (this.refused || this.overruled) return ["unsaved", said];
    const unheard = this.sent && Date.now() - this.since > AGAIN;
    if (!connected() || unheard) {
      const kept = this.safe ? `Your ${this.control.what} kept in this browser.` : "Leave this page open.";
      return ["unsaved", `Not saved yet: ${connected() ? "no answer so far" : "no connection"}. ${kept}`];
    }
    if (button && !this.pressed) {
      return ["saving", this.safe ? "Not sent yet, and kept in this browser." : "Not sent yet: leave this page open."];
    }
    return ["saving", "Saving…"];
  }

  show() {
    this.control.tell?.(...this.state);
    for (const [place, status] of statuses) if (this.place.startsWith(`${place}/`)) status.show();
  }

  // Somebody goes on to another page of this app: what waits is sent first, and they wait until it is answered.
  settle() {
    if (!this.draft || this.refused || this.overruled || this.component.data.button || this.control.lacks) return null;
    this.send();
    return new Promise((ok) => this.leavers.push(ok));
  }

  leave() {
    this.clock = clearInterval(this.clock);
    clearTimeout(this.pause);
    // Nobody has it in hand any longer: the sweeper need not wait to find it abandoned.
    if (this.draft && !this.component.data.button) keep(this.place, { ...this.draft, at: Date.now() - ABANDONED });
    if (fields.get(this.place) === this) fields.delete(this.place);
  }
}

const make = (tag, attributes = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && name !== "style") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside.filter(Boolean));
  return made;
};

// Streamlit takes r and c for its shortcuts: it sees the host, not what is inside.
const ownKeys = (root) => {
  for (const name of ["keydown", "keyup"]) root.addEventListener(name, (event) => event.stopPropagation());
};

// Streamlit's “Connection error” takes the focus in mid-word. Our own line says the same: close it and go on.
function stay(control, dialog) {
  if (!dialog || connected() || dialog.contains(control.getRootNode().host)) return;
  let missed = ""; // what is typed in the few milliseconds until the focus is back
  const hold = (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) missed += event.key;
  };
  addEventListener("keydown", hold, true);
  dialog.querySelector("[aria-label=Close]")?.click();
  const back = setInterval(() => {
    if (dialog.isConnected) return;
    clearInterval(back);
    removeEventListener("keydown", hold, true);
    control.focus();
    if (missed) document.execCommand("insertText", false, missed);
  }, 5);
}

class Words {
  keepsWords = true;
  what = "words are";

  constructor(field, root, data) {
    this.field = field;
    this.limit = data.limit;
    // Where nothing can be changed there are words in full ink, and no field.
    this.area = data.disabled ? make("output", { id: "area" }) : make("textarea", { id: "area", rows: 3 });
    this.area.setAttribute("aria-describedby", "left");
    this.left = make("p", { id: "left" });
    // With a status of the whole card there is no line of the field's own.
    this.line = data.quiet ? null : make("p", { id: "state", role: "status", "aria-live": "polite" });
    this.send = make("button", { id: "send", type: "button" });
    root.replaceChildren(make("label", { htmlFor: "area" }), this.area, this.left, ...(this.line ? [this.line] : []), this.send);
    this.area.oninput = () => field.changed(PAUSE);
    // Not sent on leaving the field: words and the click that took the focus away would arrive in one instant, and
    // Streamlit would lose one of them. A second later is soon enough, and the draft is safe meanwhile.
    this.area.onblur = (event) => stay(this.area, event.relatedTarget?.closest("[role=dialog]"));
    this.send.onclick = () => field.press();
    this.area.onkeydown = (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (data.button) field.press();
      else field.send(true);
    };
    ownKeys(root);
  }

  get text() { return this.area.value; }
  get tooLong() { return this.field.words.length - this.limit; }
  get lacks() { return this.tooLong > 0 ? `${this.tooLong} characters too many.` : ""; }
  said(text) { return text; }

  put(text) {
    const { selectionStart, selectionEnd } = this.area;
    this.area.value = text;
    if (this.area.matches(":focus")) this.area.setSelectionRange(selectionStart, selectionEnd);
  }

  draw(data) {
    this.area.disabled = this.send.disabled = data.disabled;
    this.send.hidden = !data.button;
    this.send.textContent = data.button;
    this.area.placeholder = data.placeholder;
    this.area.labels[0].textContent = data.label;
  }

  tell(kind, words) {
    if (this.line) {
      this.line.dataset.kind = kind;
      if (this.line.textContent !== words) this.line.textContent = words; // said aloud once
    }
    this.left.textContent = this.tooLong > -500 ? `${Math.max(0, -this.tooLong)} characters left` : "";
    if (this.area.rows && !CSS.supports("field-sizing", "content")) {
      this.area.style.height = "auto";
      this.area.style.height = `${this.area.scrollHeight + 2}px`;
    }
  }
}

// The levels of a statement, and what may be said instead of one; written down as its number or name, with the
// reason, where one is asked for, on the lines below.
class Choice {
  what = "choice is";

  constructor(field, root, data) {
    this.field = field;
    this.byArrow = false;
    const name = `choice of ${data.place}`; // radios of one name are one choice within their shadow root
    const row = ([value, title, words, colour, ink, shown]) => {
      const [names, texts] = colour && data.langs ? data.langs : []; // of a level's name, and of what it means
      const said = make(colour ? "b" : "span", names ? { lang: names } : {}, title);
      const text = make("span", { className: "words" }, said, words && make("span", texts ? { lang: texts } : {}, words));
      const number = colour && make("span", { className: "level", style: `--level:${colour};--ink:${ink}` }, shown);
      const className = words?.length > 200 ? "row long" : "row"; // where the level begins, not half way down its words
      if (data.disabled) return make("div", { className }, make("span", { className: "dot" }), number, text);
      const input = make("input", { type: "radio", name, value });
      return make("label", { className }, input, number, text);
    };
    this.rows = data.offered.map((each) => [each[0], row(each)]);
    this.reason = data.disabled
      ? make("output", { id: "reason" })
      : make("textarea", { id: "reason", rows: 2, maxLength: data.limit - 100 });
    this.why = make("div", { className: "why" }, make("label", { htmlFor: "reason" }, data.why), this.reason);
    this.clear = make("button", { type: "button", className: "clear" }, data.clear);
    const legend = make("legend", {}, data.label);
    const levels = this.rows.filter(([value]) => value < "a").map(([, each]) => each);
    const states = make("div", { className: "apart" }, ...this.rows.filter(([value]) => value >= "a").map(([, each]) => each));
    states.append(this.clear);
    root.replaceChildren(make("fieldset", { className: data.disabled ? "locked" : "" }, legend, ...levels, states, this.why));
    if (data.disabled) return;
    root.addEventListener("keydown", (event) => {
      this.byMouse = false;
      if (event.key.startsWith("Arrow")) this.byArrow = true;
      else if (event.key === "Enter" && event.target.type === "radio") this.decide(event);
      else if (event.key === " " && event.target.type === "radio") {
        this.byArrow = false;
        field.send(); // where the arrows brought it here already
      }
    });
    root.addEventListener("pointerdown", (event) => {
      this.byArrow = false;
      this.byMouse = event.pointerType === "mouse"; // not a finger: a keyboard would come up over the page
    });
    root.addEventListener("change", ({ target }) => {
      if (target.type !== "radio") return;
      this.value = target.value;
      field.changed(this.byArrow ? WALK : AT_ONCE);
      if (this.reasoned && !this.byArrow) this.reason.focus();
      else if (this.byMouse) this.goOn(data.then);
    });
    this.reason.oninput = () => field.changed(PAUSE);
    this.reason.onblur = (event) => stay(this.reason, event.relatedTarget?.closest("[role=dialog]"));
    this.clear.onclick = () => {
      this.put("");
      this.rows[0][1].querySelector("input").focus(); // the button goes away
      field.changed(AT_ONCE);
    };
    root.addEventListener("focusout", (event) => { if (this.byArrow && !root.contains(event.relatedTarget)) field.send(); });
    ownKeys(root);
  }

  // A mouse that chose a level goes on in the words that come next, while there are none.
  goOn(place) {
    const words = fields.get(place)?.control.area;
    if (words && !words.disabled && !words.value) setTimeout(() => words.focus({ preventScroll: true }));
  }

  decide(event) { // Enter says “this one”, where Space would have chosen it
    event.preventDefault();
    this.byArrow = false;
    this.value = event.target.value;
    this.field.changed(AT_ONCE);
  }

  get reasoned() { return (this.field.component?.data.reasoned ?? []).includes(this.value); }
  get text() { return this.reasoned ? `${this.value}\n${this.reason.value}` : this.value; }
  get lacks() { return this.reasoned && !this.reason.value.trim() ? this.field.component.data.lacking : ""; }

  said(text) {
    const [value, ...reason] = text.split("\n");
    const offered = this.field.component.data.offered.find((each) => each[0] === value);
    return [...(offered ? [offered[5] ? `${offered[5]} ${offered[1]}` : offered[1]] : []), ...reason].join(" ");
  }

  put(text) {
    const [value, ...reason] = text.split("\n");
    this.value = value;
    this.reason.value = reason.join("\n");
    this.mark();
  }

  mark() {
    for (const [value, row] of this.rows) {
      const chosen = value === this.value;
      row.classList.toggle("chosen", chosen);
      const input = row.querySelector("input");
      if (input) input.checked = chosen;
      else if (chosen) row.setAttribute("aria-current", "true");
    }
    this.why.hidden = !this.reasoned;
    this.clear.hidden = !this.value || !this.rows[0][1].querySelector("input");
  }

  draw() { this.mark(); }
  tell() { this.mark(); }
}

// A box to tick, written down as “yes” or nothing.
class Mark {
  what = "choice is";

  constructor(field, root, data) {
    this.box = make("input", { type: "checkbox" });
    this.told = data.disabled ? make("p") : null;
    root.replaceChildren(this.told ?? make("label", { className: "row" }, this.box, make("span", {}, data.label)));
    this.box.onchange = () => field.changed(AT_ONCE);
    ownKeys(root);
  }

  get text() { return this.box.checked ? "yes" : ""; }
  get lacks() { return ""; }
  said(text) { return text || "no"; }
  put(text) { this.box.checked = text !== ""; }
  draw(data) { if (this.told) this.told.textContent = data.brief ? this.text : `${data.label}: ${this.said(this.text)}`; } // the column says the rest
}

// A date, written down as 2026-03-01; any that is kept is shown, however long ago or far ahead.
class Day {
  what = "date is";

  constructor(field, root, data) {
    this.field = field;
    this.input = make("input", { type: "date", id: "day" });
    this.words = make("span", { id: "said" });
    this.input.setAttribute("aria-describedby", "said");
    const shown = data.disabled ? [make("p", {}, data.label)] : [make("label", { htmlFor: "day" }, data.label), this.input];
    root.replaceChildren(...shown, this.words);
    this.input.oninput = () => {
      if (!this.typing) field.changed(PAUSE);
      field.show();
    };
    this.input.onkeydown = (event) => { if (event.key === "Enter") field.send(); };
    this.input.onblur = () => {
      if (this.half) return field.show();
      if (this.input.value !== field.base.text || field.draft) field.changed(AT_ONCE);
    };
    ownKeys(root);
  }

  get half() { return this.input.validity.badInput; } // a day without its year says nothing yet
  get typing() { return this.half || (this.input.matches(":focus") && this.input.value !== "" && this.input.value < "1000"); }
  get text() { return this.half ? this.field.base.text : this.input.value; }
  get lacks() { return this.half ? "the date is not complete." : ""; }
  said(text) { return text; }
  put(text) { this.input.value = text; }
  draw(data) { this.words.textContent = data.said || (data.disabled ? "None given" : ""); }
  tell() { this.words.hidden = Boolean(this.field.draft) || this.half; }
}

// A finding: whether the auditor agrees, what they found instead, and why, recorded together by its button. Written down
// as “challenged 3” with the reason on the lines below; “agreed” alone has no level, “found 3” no verdict. Without levels
// it is a verdict and words. What is found of an item of a checklist stands behind: “challenged 3 a1-4=no”.
class Judged {
  keepsWords = true;
  what = "finding is";

  constructor(field, root, data) {
    this.field = field;
    const group = (legend, name, rows) => make("fieldset", {}, make("legend", {}, legend), make("div", { className: name }, ...rows));
    this.verdicts = data.verdicts.map(([value, words]) => {
      const input = make("input", { type: "radio", name: `verdict of ${data.place}`, value });
      return [input, make("label", { className: "row" }, input, make("span", { className: "words" }, words))];
    });
    this.levels = data.levels.map(([value, mark, words, colour, ink]) => {
      const input = make("input", { type: "radio", name: `level of ${data.place}`, value });
      input.setAttribute("aria-label", words);
      const number = make("span", { className: colour ? "level" : "level state", style: colour ? `--level:${colour};--ink:${ink}` : "" }, mark);
      return [input, make("label", { className: "step", title: words }, input, number), words];
    });
    this.verdict = group(data.label, "verdicts", this.verdicts.map(([, each]) => each));
    this.level = group(data.found ?? "", "steps", this.levels.map(([, each]) => each));
    this.means = make("p", { className: "means" });
    this.level.append(this.means);
    this.items = data.checklist.sets ? new FoundItems(data.checklist, data.levels, (level) => this.take(level)) : null;
    this.reason = make("textarea", { id: "reason", rows: 3, maxLength: data.limit - 100 });
    this.why = make("label", { htmlFor: "reason" });
    this.line = make("p", { id: "state", role: "status", "aria-live": "polite" });
    this.button = make("button", { id: "send", type: "button", className: "first" }, data.button);
    this.clear = make("button", { type: "button", className: "clear" }, "Give it up");
    this.clear.onclick = () => {
      this.put(field.base.text);
      field.changed(PAUSE);
      this.reason.focus(); // the button goes away
    };
    root.replaceChildren(
      ...(this.verdicts.length ? [this.verdict] : []), ...(this.items ? [this.items.root] : []), this.level, make("div", { className: "reason" }, this.why, this.reason),
      make("div", { className: "send" }, this.button, make("span", { className: "hint" }, data.hint), this.clear), this.line,
    );
    root.addEventListener("change", ({ target }) => {
      if (target.type !== "radio" && target.tagName !== "SELECT") return;
      if (target.tagName === "SELECT") this.items.mark();
      else if (target.name.startsWith("verdict")) this.said_ = target.value;
      else this.value = target.value;
      field.changed(PAUSE);
      this.mark();
    });
    this.reason.oninput = () => field.changed(PAUSE);
    this.reason.onblur = (event) => stay(this.reason, event.relatedTarget?.closest("[role=dialog]"));
    this.button.onclick = () => this.press();
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (field.draft) this.press();
      else follow("next");
    });
    ownKeys(root);
  }

  press() {
    this.asked = true; // what is lacking is told from now on
    if (!this.lacks) this.field.press();
    this.field.show();
  }

  // The level that what was found of the items comes to.
  take(level) {
    this.value = String(level);
    if (!this.blind && (!this.said_ || this.agrees)) this.said_ = "challenged";
    this.field.changed(PAUSE);
    this.mark();
    this.reason.focus();
  }

  get blind() { return !this.verdicts.length; }
  get agrees() { return this.said_ === "agreed"; }
  get text() {
    const head = this.blind ? (this.value ? `found ${this.value}` : "") : this.agrees ? "agreed" : [this.said_, this.said_ && this.levels.length ? this.value : ""].filter(Boolean).join(" ");
    const found = [head, ...(this.items?.found ?? [])].join(" ");
    return this.reason.value.trim() || found ? [found, this.reason.value].filter((each, at) => each || !at).join("\n") : "";
  }
  get lacks() {
    if (!this.asked && !this.field.draft) return "";
    if (!this.blind && !this.said_) return this.levels.length ? "choose whether you agree." : "choose what became of it.";
    if (!this.agrees && !this.value && this.levels.length) return "choose what you find.";
    return this.agrees || this.reason.value.trim() ? "" : "say in a few words why.";
  }
  said(text) { // a level by its number, or by its name where people see none
    const seen = ([, mark, words]) => (/^\d/.test(mark) ? mark : words);
    const level = (value) => this.field.component?.data.levels.find(([each]) => each === value);
    return text.replace(/^([a-z]+ )(\d+)/, (all, verdict, value) => (level(value) ? verdict + seen(level(value)) : all)).replace("\n", ": ");
  }

  put(text) {
    const [head, ...reason] = text.split("\n");
    const items = head.split(" ").filter((each) => each.includes("="));
    const [verdict = "", value = ""] = head.split(" ").filter((each) => !each.includes("="));
    const known = ["", "found", "agreed", "challenged", "resolved", ...this.verdicts.map(([each]) => each.value)].includes(verdict);
    this.said_ = known && verdict !== "found" ? verdict : "";
    this.value = known ? value : "";
    this.reason.value = known ? reason.join("\n") : text;
    this.items?.put(known ? items : []);
    this.mark();
  }

  mark() {
    for (const [input, row] of this.verdicts) row.classList.toggle("chosen", (input.checked = input.value === this.said_));
    let means = "";
    for (const [input, step, words] of this.levels) {
      step.classList.toggle("chosen", (input.checked = input.value === this.value));
      if (input.checked) means = words;
    }
    this.means.textContent = means;
    this.level.hidden = !this.levels.length || (!this.blind && (!this.said_ || this.agrees));
    const { why, note } = this.field.component?.data ?? {};
    this.why.textContent = (this.agrees ? note : why) ?? "";
  }

  draw(data) {
    this.button.textContent = data.button;
    this.mark();
  }

  tell(kind, words) {
    if (!this.field.draft) this.asked = this.asked && Boolean(this.lacks);
    this.clear.hidden = !this.field.draft || this.field.pressed;
    this.line.dataset.kind = kind;
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}

// From one statement to the next and back, from wherever the focus is; the page has links for both.
const follow = (where) => document.querySelector(`a[data-key="${where}"]`)?.click();
addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || (event.key !== "PageDown" && event.key !== "PageUp")) return;
  event.preventDefault();
  follow(event.key === "PageDown" ? "next" : "back");
}, true);

const KINDS = { words: Words, choice: Choice, levels: Levels, holds: Holds, item: Item, mark: Mark, day: Day, finding: Judged };

// What is true of saving on the whole card, in one line that is said aloud: of a field that is not saved first.
class Status {
  constructor({ parentElement }) {
    this.line = make("p", { id: "state", role: "status", "aria-live": "polite" });
    parentElement.querySelector("#field").replaceChildren(this.line);
  }

  hear({ data }) {
    this.data = data;
    statuses.set((this.place = data.place), this);
    if (data.told) document.dispatchEvent(new CustomEvent("app:told", { detail: { place: data.place, told: data.told } }));
    this.show();
  }

  show() {
    const said = [...fields.values()].filter((each) => each.component && each.place.startsWith(`${this.place}/`));
    const states = said.map((each) => each.state);
    const unsaved = [...this.data.troubles, ...states.filter(([kind, words]) => kind === "unsaved" && words).map(([, words]) => words)];
    const saving = states.some(([kind]) => kind === "saving");
    const kind = unsaved.length ? "unsaved" : saving ? "saving" : "saved";
    const words = unsaved.length ? [...new Set(unsaved)].join(" ") : saving ? "Saving…" : this.data.saved;
    this.line.dataset.kind = kind;
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  leave() { if (statuses.get(this.place) === this) statuses.delete(this.place); }
}

addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const each of fields.values()) if (!each.component?.data.button) each.send();
});
// Our own navigation asks every field, before it goes on, whether something waits.
document.addEventListener("app:leaving", ({ detail }) => {
  for (const each of fields.values()) {
    const waits = each.settle();
    if (waits) detail.push(waits);
  }
});

// A server started anew knows no fragments, and drops what they send, until the page has run in full. Streamlit
// does not always ask for that when it is connected again; this does, for every fragment of the page.
const watch = new MutationObserver(() => { if (connected()) sweeper.component.setTriggerValue("found", []); });
const sweeper = { asked: new Map() }; // asked: when each draft was last handed over

function look() {
  const { component, asked } = sweeper;
  const found = [];
  for (const name of ready() ? Object.keys(localStorage).filter((each) => each.startsWith(PREFIX)) : []) {
    const draft = recall(name.slice(PREFIX.length));
    const age = Math.abs(Date.now() - draft?.at);
    if (age > MONTH) localStorage.removeItem(name);
    else if (age > ABANDONED && draft.place.startsWith(component.data.whose) && !fields.get(draft.place)?.draft) {
      if (Date.now() - (asked.get(draft.n) ?? 0) < AGAIN) continue;
      asked.set(draft.n, Date.now());
      found.push(draft);
    }
  }
  if (found.length) component.setTriggerValue("found", found);
}

function sweep(component) {
  sweeper.component = component;
  component.data.done.forEach(([place, n]) => forget(place, n));
  component.data.kept.forEach((n) => sweeper.asked.set(n, Infinity));
  unseen(component);
  if (!sweeper.clock) watch.observe(document.body, { subtree: true, attributeFilter: ["data-test-connection-state"] });
  sweeper.clock ??= setInterval(look, 1000);
  return () => {
    watch.disconnect();
    sweeper.clock = clearInterval(sweeper.clock);
  };
}

function unseen({ parentElement }) {
  const box = parentElement.host?.closest("[data-testid=stElementContainer]");
  if (box) box.style.position = "absolute"; // else it takes a line's room
}

function offer(component) {
  const { place } = component.data;
  unseen(component);
  offers.set(place, component.data);
  awaiting.get(place)?.();
  awaiting.delete(place);
}

function awaitOffer(given) {
  const { place } = given.data;
  let leave;
  const come = () => { leave = draw(given); };
  awaiting.set(place, come);
  return () => {
    if (awaiting.get(place) === come) awaiting.delete(place);
    leave?.();
  };
}

function draw(given) {
  if (given.data.kind === "sweeper") return sweep(given);
  if (given.data.kind === "offer") return offer(given);
  const told = ["choice", "table", "checklist"].includes(given.data.kind) || (given.data.kind === "words" && !given.data.label);
  if (told && !offers.has(given.data.place)) return awaitOffer(given);
  const component = { ...given, data: { ...LEFT_OUT, ...offers.get(given.data.place), ...given.data } };
  const { data, parentElement } = component;
  parentElement.host?.style.setProperty("color-scheme", dark(parentElement.host) ? "dark" : "light");
  let held = byRoot.get(parentElement);
  const same = ["kind", "place", "disabled", "rows"].every((each) => held?.drawn[each] === data[each])
    && ["verdicts", "checklist"].every((each) => JSON.stringify(held?.drawn[each]) === JSON.stringify(data[each])); // of a finding
  if (!same) {
    held?.leave();
    if (data.kind === "status") held = new Status(component);
    else if (data.kind === "checklist") held = new Checklist(component, Field, { AT_ONCE, PAUSE, WALK, stay });
    else held = data.kind === "table" ? new Table(component, Field, WALK) : new Field(component);
    held.drawn = data;
    byRoot.set(parentElement, held);
  }
  held.arrive?.();
  held.hear(component);
  return () => held.leave();
}

// Streamlit tells its colours, not which theme it is.
function dark(host) {
  const colour = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  const [, red, green, blue] = /^#(..)(..)(..)/.exec(colour) ?? [];
  return red !== undefined && [red, green, blue].reduce((sum, each) => sum + parseInt(each, 16), 0) < 384;
}

// On a busy machine Streamlit calls this for older data after newer, and takes the older call back at once, in the
// same task. So nothing is drawn before the next one: or the older data would win, and the field be left for dead.
export default function (component) {
  let leave;
  const drawing = setTimeout(() => { leave = draw(component); });
  return () => {
    clearTimeout(drawing);
    leave?.();
  };
}
