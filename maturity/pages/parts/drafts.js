// The browser's half of drafts.py. A draft is what was typed and is not settled: {n, place, text, version, over, at}.
// It lies in localStorage from its first keystroke and is taken away only when the server has dealt with it.

const PREFIX = "maturity:draft:";
const PAUSE = 1000; // ms after the last keystroke until it is sent
const SOON = 100; // ms until it is tried again if the page is being drawn
const AGAIN = 4000; // ms until it is sent again if no answer came; also how long an endless typist goes unsaved
const REFUSED = 30_000; // ms until it is tried again if it could not be saved
const ABANDONED = 3000; // ms since a live field last touched its draft, which it does every second
const MONTH = 30 * 24 * 3600 * 1000;
const fields = new Map(); // the fields on this page, by place
const byRoot = new WeakMap();

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
  constructor({ data, parentElement }) {
    this.part = (id) => parentElement.querySelector(`#${id}`);
    this.area = this.part("area");
    this.place = data.place;
    this.base = { text: data.text, version: data.version }; // what is written over
    this.draft = this.sent = null;
    this.safe = true;
    const left = recall(this.place);
    this.area.value = data.text;
    if (left?.text === data.text) forget(this.place, left.n);
    else if (left && data.disabled) this.leftOver = left.text; // typed until it was closed: shown, to be copied
    else if (left) {
      this.area.value = left.text;
      this.draft = left;
      this.base = { text: left.over[0], version: left.version };
      this.since = Date.now();
      this.tried = 0;
    }
    this.area.oninput = () => this.typed();
    // Not sent on leaving the field: words and the click that took the focus away would arrive in one instant, and
    // Streamlit would lose one of them. A second later is soon enough, and the draft is safe meanwhile.
    this.area.onblur = (event) => this.stay(event.relatedTarget?.closest("[role=dialog]"));
    this.part("send").onclick = () => this.press();
    this.area.onkeydown = (event) => {
      event.stopPropagation(); // else Streamlit takes r and c for its shortcuts: it sees the host, not the textarea
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        if (this.component.data.button) this.press();
        else this.send(true);
      }
    };
    this.area.onkeyup = (event) => event.stopPropagation();
    this.clock = setInterval(() => this.tick(), 1000);
    fields.set(this.place, this);
  }

  get words() {
    const text = this.area.value.replaceAll("\0", "");
    return text.toWellFormed?.() ?? text;
  }

  typed() {
    const text = this.words;
    if (!this.draft) this.since = this.tried = Date.now();
    if (text === this.base.text && !this.sent) this.drop();
    else {
      const over = this.sent ? [this.base.text, this.sent.text] : [this.base.text];
      this.draft = { n: fresh(), place: this.place, text, version: this.base.version, over };
      this.touch();
    }
    this.refused = false;
    clearTimeout(this.pause);
    if (!this.component.data.button) this.pause = setTimeout(() => this.send(), PAUSE);
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

  get pressed() { return Boolean(this.draft) && this.sent?.n === this.draft.n; }

  touch() {
    this.draft.at = Date.now();
    this.safe = keep(this.place, this.draft);
  }

  drop() {
    if (this.draft) forget(this.place, this.draft.n);
    this.draft = this.sent = null;
  }

  send(again = false) {
    clearTimeout(this.pause);
    if (!this.draft || this.tooLong > 0 || !connected() || (this.sent?.n === this.draft.n && !again)) return;
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
    this.component.setTriggerValue("said", this.sent);
    this.show();
  }

  // Streamlit's “Connection error” takes the focus in mid-word. Our own line says the same: close it and go on.
  stay(dialog) {
    if (!dialog || connected() || dialog.contains(this.area.getRootNode().host)) return;
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
      this.area.focus();
      if (missed) document.execCommand("insertText", false, missed);
    }, 5);
  }

  tick() {
    if (!this.draft) return;
    this.touch(); // says to sweepers, in other tabs too, that somebody has it in hand
    const due = !this.component.data.button || (this.pressed && !this.refused);
    if (due && ready() && Date.now() - this.tried > (this.refused ? REFUSED : AGAIN)) this.send(true);
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
      else if (settled || (newer && this.draft.over.includes(now.text))) {
        this.base = now; // the words typed since then are written over what was saved
        Object.assign(this.draft, { version: now.version, over: [now.text] });
        if (settled) this.sent = null;
        this.touch();
      }
    }
    if (!this.draft) {
      this.base = now;
      this.sent = null;
      if (this.words !== now.text) this.put(now.text);
    }
    this.refused = Boolean(this.draft && this.sent?.n === this.draft.n && data.answered === this.sent.n);
    this.part("area").disabled = data.disabled;
    this.part("send").hidden = !data.button;
    this.part("send").disabled = data.disabled;
    this.part("send").textContent = data.button;
    this.area.placeholder = data.placeholder;
    this.area.labels[0].textContent = data.label;
    this.show();
  }

  put(text) {
    const { selectionStart, selectionEnd } = this.area;
    this.area.value = text;
    if (this.area.matches(":focus")) this.area.setSelectionRange(selectionStart, selectionEnd);
  }

  get tooLong() { return this.words.length - this.component.data.limit; }

  show() {
    const { button, state: said } = this.component.data;
    let [kind, words] = ["saved", button ? "" : said];
    if (this.leftOver) [kind, words] = ["unsaved", `Never saved, and kept in this browser: ${this.leftOver}`];
    if (this.draft) {
      const unheard = this.sent && !this.refused && Date.now() - this.since > AGAIN;
      [kind, words] = ["saving", "Saving…"];
      if (this.tooLong > 0) [kind, words] = ["unsaved", `Not saved yet: ${this.tooLong} characters too many.`];
      else if (this.refused) [kind, words] = ["unsaved", said];
      else if (!connected() || unheard) {
        const kept = this.safe ? "Your words are kept in this browser." : "Leave this page open.";
        const why = connected() ? "no answer so far" : "no connection";
        [kind, words] = ["unsaved", `Not saved yet: ${why}. ${kept}`];
      } else if (button && !this.pressed) {
        words = this.safe ? "Not sent yet, and kept in this browser." : "Not sent yet: leave this page open.";
      }
    }
    const state = this.part("state");
    state.dataset.kind = kind;
    if (state.textContent !== words) state.textContent = words; // said aloud once
    this.part("left").textContent = this.tooLong > -500 ? `${Math.max(0, -this.tooLong)} characters left` : "";
    if (!CSS.supports("field-sizing", "content")) {
      this.area.style.height = "auto";
      this.area.style.height = `${this.area.scrollHeight + 2}px`;
    }
  }

  leave() {
    clearInterval(this.clock);
    clearTimeout(this.pause);
    if (fields.get(this.place) === this) fields.delete(this.place);
  }
}

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
  const box = component.parentElement.host?.closest("[data-testid=stElementContainer]");
  if (box) box.style.position = "absolute"; // else it takes a line's room
  if (!sweeper.clock) watch.observe(document.body, { subtree: true, attributeFilter: ["data-test-connection-state"] });
  sweeper.clock ??= setInterval(look, 1000);
  return () => {
    watch.disconnect();
    sweeper.clock = clearInterval(sweeper.clock);
  };
}

function draw(component) {
  const { data, parentElement } = component;
  if (data.whose !== undefined) return sweep(component);
  let field = byRoot.get(parentElement);
  if (field?.place !== data.place) {
    field?.leave();
    field = new Field(component);
    byRoot.set(parentElement, field);
  }
  field.hear(component);
  return () => {
    field.leave();
    byRoot.delete(parentElement);
  };
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
