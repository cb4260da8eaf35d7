// All statements in one table: the level of a row and its marks are fields like any other (fields.js), which send and hear
// by the table. What several of them have to send goes in one message, and each is sent again until it is answered.

const make = (tag, attributes = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && name !== "style") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside.filter(Boolean));
  return made;
};
const FIELDS = ["judgement", "unsure", "come_back", "carried"];
const KIND = { judgement: "levels", carried: "holds" }; // the others are marks
const SAID = { unsure: "Unsure of", come_back: "Come back to", carried: "It still holds:" };

// What was carried over and is not confirmed, written down as “yes”: its button says that it still holds. Without it the
// row is as high as with it, and nothing moves under the pointer.
export class Holds {
  what = "choice is";

  constructor(field, root, data) {
    this.button = make("button", { type: "button", className: "holds" }, "Still holds");
    this.button.setAttribute("aria-label", data.label);
    root.replaceChildren(...(data.disabled ? [] : [this.button]));
    this.button.onclick = () => {
      this.put("");
      data.confirmed();
      field.changed(0);
    };
  }

  get text() { return this.value; }
  get lacks() { return ""; }
  said(text) { return text || "no"; }
  put(text) {
    this.value = text;
    this.button.hidden = !text;
  }
  draw() {}
  tell() {}
}

// The levels of a row, side by side; written down as a Choice is. What does not apply is said on the statement itself, as
// it wants a reason: a link leads there.
export class Levels {
  what = "choice is";

  constructor(field, root, data) {
    this.field = field;
    this.data = data;
    this.byArrow = false;
    const group = make("div", { className: "levels", role: data.disabled ? "group" : "radiogroup" });
    group.setAttribute("aria-label", data.label);
    this.choices = data.offered.map(([value, mark, words, colour, ink]) => {
      const look = `--level:${colour || "transparent"};--ink:${ink || "inherit"}`;
      const number = make("span", { className: "number", style: look, title: words }, mark);
      if (data.disabled) return [value, make("span", { className: "level-of" }, number, make("span", { className: "unseen" }, words))];
      const input = make("input", { type: "radio", name: `level of ${data.place}`, value });
      input.setAttribute("aria-label", words);
      return [value, make("label", { className: "level-of" }, input, number), input];
    });
    group.append(...this.choices.map(([, choice]) => choice));
    const [, mark, words] = data.offered.find(([value]) => value === "not_applicable") ?? [];
    if (mark && !data.disabled) {
      const number = make("span", { className: "number" }, mark);
      this.reasoned = make("a", { className: "go level-of", href: data.href, title: `${words}: say why on the statement` }, number);
      this.reasoned.setAttribute("aria-label", `${words}: say why on the statement ${data.label}`);
      group.append(this.reasoned);
    }
    root.replaceChildren(group);
    if (data.disabled) return;
    root.addEventListener("keydown", (event) => {
      if (event.key.startsWith("Arrow")) this.byArrow = true;
      else if (event.key === " ") {
        this.byArrow = false;
        field.send();
      } else if (event.key === "Enter") {
        event.preventDefault();
        this.byArrow = false;
        if (event.target.value !== this.value) this.choose(event.target.value);
        else field.send();
        data.next?.(); // as in a spreadsheet: on to the row below
      }
    });
    root.addEventListener("pointerdown", () => { this.byArrow = false; });
    root.addEventListener("change", ({ target }) => this.choose(target.value));
    root.addEventListener("focusout", (event) => { if (this.byArrow && !root.contains(event.relatedTarget)) field.send(); });
  }

  choose(value) {
    this.value = this.written = value;
    this.field.changed(this.byArrow ? this.data.walk : 0);
  }

  get text() { return this.written ?? ""; }
  get lacks() { return ""; }
  said(text) { return this.data.offered.find(([value]) => value === text.split("\n")[0])?.[2] ?? text; }

  put(text) {
    this.written = text;
    this.value = text.split("\n")[0];
    this.mark();
  }

  mark() {
    for (const [value, choice, input] of this.choices) {
      const chosen = value === this.value;
      choice.classList.toggle("chosen", chosen);
      if (value === "not_applicable") {
        choice.hidden = !chosen;
        if (this.reasoned) this.reasoned.hidden = chosen;
      }
      if (input) input.checked = chosen;
      else if (chosen) choice.setAttribute("aria-current", "true");
      else choice.removeAttribute("aria-current");
    }
  }

  focus() { (this.choices.find(([value]) => value === this.value) ?? this.choices[0])[2]?.focus(); }
  draw() { this.mark(); }
  tell() { this.mark(); }
}

export class Table {
  constructor(component, Field, walk) {
    const { data, parentElement } = component;
    this.component = component;
    this.data = data;
    this.waiting = new Map(); // what was sent and is not answered, by place
    const body = make("tbody");
    this.rows = [];
    for (const [group, depth, statements] of data.groups) {
      const heading = make("th", { scope: "rowgroup", colSpan: 6, className: depth ? "topic" : "theme" }, group);
      body.append(make("tr", {}, heading));
      for (const statement of statements) body.append(this.row(statement, Field, walk));
    }
    const named = ["Statement", "Level", "Evidence", "Who", "Unsure", "Come back"];
    const head = make("tr", {}, ...named.map((each) => make("th", { scope: "col" }, each)));
    const table = make("table", { className: "all" }, make("caption", {}, data.caption), make("thead", {}, head), body);
    this.fillBar = make("div", { className: "fill" });
    parentElement.querySelector("#field").replaceChildren(table, data.disabled ? "" : this.fillBar);
    for (const name of ["keydown", "keyup"]) table.addEventListener(name, (event) => event.stopPropagation());
    table.addEventListener("focusin", ({ target }) => this.touch(target.closest("tr")?.held, target.closest("[data-field]")?.dataset.field));
  }

  row([id, label, href, offered], Field, walk) {
    const held = { id, label, offered, fields: {} };
    const at = this.rows.push(held) - 1;
    const cell = (name) => make("td", { "data-field": name });
    const cells = Object.fromEntries(["judgement", "unsure", "come_back"].map((name) => [name, cell(name)]));
    held.evidence = make("a", { className: "go", href });
    held.who = make("td", { className: "who" });
    held.trouble = make("p", { className: "note" });
    const shared = { place: "", text: "", version: 0, limit: 32767, disabled: this.data.disabled, walk };
    const next = () => this.rows[at + 1]?.fields.judgement.control.focus();
    const confirmed = () => held.fields.judgement.control.focus(); // the button goes away
    const level = make("div");
    const line = make("div", { className: "level-line" }, level, make("div", { "data-field": "carried" }));
    const parts = { ...cells, judgement: level, carried: line.lastChild };
    for (const name of FIELDS) {
      const said = name === "judgement" ? label : `${SAID[name]} ${label}`;
      const place = `${this.data.place}/${id}/${name}`;
      const data = { ...shared, kind: KIND[name] ?? "mark", place, label: said, offered, next, confirmed, href, brief: true };
      held.fields[name] = new Field({ ...this.link(data), parentElement: parts[name] });
    }
    cells.judgement.append(line, held.trouble);
    const name = make("th", { scope: "row" }, make("a", { className: "go", href }, label));
    const evidence = make("td", { className: "evidence" }, held.evidence);
    held.line = make("tr", {}, name, cells.judgement, evidence, held.who, cells.unsure, cells.come_back);
    held.line.held = held;
    return held.line;
  }

  // What a field of the table sends and hears by.
  link(data) {
    return { data, setTriggerValue: (_, sent) => this.say(sent) };
  }

  say(sent) {
    this.waiting.set(sent.place, sent);
    this.going ??= setTimeout(() => {
      this.going = undefined;
      this.component.setTriggerValue("said", [...this.waiting.values()]);
    });
  }

  hear(component) {
    this.component = component;
    const { states, outcomes, again } = component.data;
    for (const [place, { answered }] of Object.entries(outcomes)) {
      if (this.waiting.get(place)?.n === answered) this.waiting.delete(place);
    }
    for (const held of this.rows) {
      const [version, judgement, unsure, come_back, carried, evidence, who, trouble] = states[held.id];
      const texts = { judgement, unsure, come_back, carried };
      held.line.classList.toggle("is-carried", Boolean(carried));
      for (const [name, field] of Object.entries(held.fields)) {
        const news = { answered: "", settled: "", given_up: "", again, ...outcomes[field.place] };
        field.hear(this.link({ ...field.component.data, ...news, text: texts[name], version }));
      }
      held.evidence.textContent = evidence ? "Yes" : "No";
      held.evidence.setAttribute("aria-label", `Evidence of ${held.label}: ${evidence ? "yes" : "no"}`);
      held.who.textContent = who;
      held.trouble.textContent = trouble;
    }
    this.showFill();
  }

  arrive() { for (const held of this.rows) for (const field of Object.values(held.fields)) if (field.component) field.arrive(); }
  leave() { for (const held of this.rows) for (const field of Object.values(held.fields)) field.leave(); }

  // Filling down: what the row last touched says is given to rows below it, each by its own field, once it was looked at.
  touch(held, name) {
    if (!held || !name || name === "carried" || this.data.disabled || this.filling) return;
    this.from = { held, name };
    this.showFill();
  }

  get below() { return this.rows.slice(this.rows.indexOf(this.from.held) + 1); }

  get targets() {
    const { held, name } = this.from;
    const text = held.fields[name].control.text;
    const end = this.rows.indexOf(this.rows.find((each) => each.id === this.to.value));
    const within = this.below.slice(0, end - this.rows.indexOf(held));
    const offers = (each) => name !== "judgement" || each.offered.some(([value]) => value === text.split("\n")[0]);
    const free = (each) => this.over.checked || name !== "judgement" || each.fields[name].control.text === "";
    const other = within.filter((each) => each.fields[name].control.text !== text);
    return { text, give: other.filter((each) => offers(each) && free(each)), stay: other.filter((each) => !(offers(each) && free(each))) };
  }

  showFill() {
    if (this.data.disabled || this.filling) return;
    const from = this.from;
    const said = from && from.held.fields[from.name].control.text;
    if (!said || !this.below.length) return this.fillBar.replaceChildren();
    const open = make("button", { type: "button", id: "fill" }, `Fill down “${this.words}” from ${from.held.label}`);
    open.onclick = () => this.look();
    if (this.fillBar.textContent !== open.textContent) this.fillBar.replaceChildren(open);
  }

  get words() {
    const { held, name } = this.from;
    if (name !== "judgement") return name === "unsure" ? "unsure" : "come back";
    return held.fields.judgement.control.said(held.fields.judgement.control.text);
  }

  look() {
    this.filling = true;
    const options = this.below.map((each) => make("option", { value: each.id }, each.label));
    this.to = make("select", { id: "to" }, ...options);
    this.to.value = this.below.at(-1).id;
    this.over = make("input", { type: "checkbox", id: "over" });
    this.would = make("p", { role: "status" });
    this.give = make("button", { type: "button", className: "first" });
    const stop = make("button", { type: "button" }, "Cancel");
    const over = make("label", { className: "over" }, this.over, "also where something else is answered");
    this.fillBar.replaceChildren(
      make("label", { htmlFor: "to" }, `Fill down “${this.words}” from ${this.from.held.label} to`), this.to,
      this.from.name === "judgement" ? over : null, this.would, make("div", { className: "buttons" }, this.give, stop),
    );
    this.to.onchange = this.over.onchange = () => this.preview();
    this.give.onclick = () => this.fill();
    stop.onclick = () => this.stop();
    this.preview();
    this.to.focus();
  }

  preview() {
    const { give, stay, text } = this.targets;
    const names = (rows) => rows.map((each) => each.label).join(", ");
    const stays = stay.length ? ` ${stay.length} answered otherwise, or on another scale, stay as they are.` : "";
    this.would.textContent = give.length ? `This changes ${give.length}: ${names(give)}.${stays}` : `This changes nothing.${stays}`;
    this.give.textContent = give.length === 1 ? "Fill 1 row" : `Fill ${give.length} rows`;
    this.give.disabled = !give.length;
    for (const each of this.rows) {
      each.line.classList.toggle("would", give.includes(each));
      if (this.from.name !== "judgement") continue;
      for (const [value, choice] of each.fields.judgement.control.choices) {
        choice.classList.toggle("would-be", give.includes(each) && value === text.split("\n")[0]);
      }
    }
  }

  fill() {
    const { give, text } = this.targets;
    for (const each of give) {
      const field = each.fields[this.from.name];
      field.control.put(text);
      field.changed(0);
    }
    this.stop();
  }

  stop() {
    this.filling = false;
    for (const each of this.rows) {
      each.line.classList.remove("would");
      for (const [, choice] of each.fields.judgement.control.choices) choice.classList.remove("would-be");
    }
    this.from.held.fields.judgement.control.focus();
    this.fillBar.replaceChildren();
    this.showFill();
  }
}
