// The checklist of a statement: each item is a field like any other (fields.js), which sends and hears by the component of
// them all. It is written down as its state, with the words beside it on the lines below.

const make = (tag, attributes = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && name !== "style") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside.filter(Boolean));
  return made;
};

export class Item {
  what = "choice is";

  constructor(field, root, data) {
    this.field = field;
    this.data = data;
    this.byArrow = false;
    const { AT_ONCE, PAUSE, WALK, stay } = data.pauses;
    this.choices = data.states.map(([value, words]) => {
      const input = make("input", { type: "radio", name: `state of ${data.place}`, value });
      return [value, make("label", { className: "state-of" }, input, make("span", {}, words)), input];
    });
    this.words = data.disabled ? make("output") : make("textarea", { rows: 2, maxLength: data.limit - 100 });
    this.label = make("span", {});
    this.beside = make("label", { className: "beside", lang: "en" }, this.label, this.words);
    this.trouble = make("p", { className: "note", lang: "en" });
    this.told = make("p", { className: "told", lang: "en" });
    const choices = data.disabled ? this.told : make("div", { className: "states", lang: "en" }, ...this.choices.map(([, choice]) => choice));
    root.replaceChildren(make("fieldset", {}, make("legend", { lang: data.lang }, data.label), choices, this.beside, this.trouble));
    if (data.disabled) return;
    root.addEventListener("keydown", (event) => {
      if (event.target.type !== "radio") return;
      if (event.key.startsWith("Arrow")) this.byArrow = true;
      else if (event.key === " " || event.key === "Enter") {
        this.byArrow = false;
        if (event.key === "Enter") event.preventDefault();
        if (event.key === "Enter" && event.target.value !== this.value) this.choose(event.target.value, AT_ONCE);
        else field.send();
      }
    });
    root.addEventListener("pointerdown", () => { this.byArrow = false; });
    root.addEventListener("change", ({ target }) => {
      if (target.type !== "radio") return;
      this.choose(target.value, this.byArrow ? WALK : AT_ONCE);
      if (this.lacks && !this.byArrow) this.words.focus();
    });
    this.words.oninput = () => field.changed(PAUSE);
    this.words.onblur = (event) => stay(this.words, event.relatedTarget?.closest("[role=dialog]"));
    root.addEventListener("focusout", (event) => { if (this.byArrow && !root.contains(event.relatedTarget)) field.send(); });
  }

  choose(value, pause) {
    this.value = value;
    this.mark();
    this.field.changed(pause);
  }

  get asked() { return this.data.states.find(([value]) => value === this.value); }
  get text() { return this.words.value ? `${this.value}\n${this.words.value}` : this.value; }
  get lacks() { return this.asked?.[3] && !this.words.value.trim() ? this.asked[3] : ""; }
  said(text) {
    const [value, ...words] = text.split("\n");
    return [this.data.states.find(([each]) => each === value)?.[1] ?? value, ...words].join(" ");
  }

  put(text) {
    const [value, ...words] = text.split("\n");
    this.value = value;
    this.words.value = words.join("\n");
    this.mark();
  }

  mark() {
    for (const [value, choice, input] of this.choices) {
      choice.classList.toggle("chosen", value === this.value);
      input.checked = value === this.value;
    }
    this.told.textContent = this.asked?.[1] ?? "";
    this.label.textContent = this.asked?.[2] || "In words";
    this.beside.hidden = !this.words.value && (!this.asked?.[2] || this.data.disabled);
  }

  draw() { this.mark(); }
  tell(kind, words) {
    this.mark();
    this.trouble.textContent = kind === "unsaved" ? words : "";
  }
}

export class Checklist {
  constructor(component, Field, pauses) {
    const { data, parentElement } = component;
    this.component = component;
    this.waiting = new Map(); // what was sent and is not answered, by place
    this.fields = [];
    const shared = { text: "", version: 0, limit: 32_767, disabled: data.disabled, kind: "item", states: data.states, pauses };
    const sets = data.sets.map(([name, inLanguage, items]) => make("section", { className: "set" }, make("h3", { lang: inLanguage }, name), ...items.map(([place, label, lang]) => {
      const root = make("div", { className: "item" });
      this.fields.push(new Field({ ...this.link({ ...shared, place, label, lang }), parentElement: root }));
      return root;
    })));
    const all = make("div", { className: data.disabled ? "checklist locked" : "checklist", role: "group" }, ...sets);
    all.setAttribute("aria-label", data.label);
    parentElement.querySelector("#field").replaceChildren(all);
    for (const name of ["keydown", "keyup"]) all.addEventListener(name, (event) => event.stopPropagation());
  }

  // What an item sends and hears by.
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
    const { texts, version, outcomes, again } = component.data;
    for (const [place, { answered }] of Object.entries(outcomes)) {
      if (this.waiting.get(place)?.n === answered) this.waiting.delete(place);
    }
    for (const field of this.fields) {
      const news = { answered: "", settled: "", given_up: "", again, ...outcomes[field.place] };
      field.hear(this.link({ ...field.component.data, ...news, text: texts[field.place], version }));
    }
  }

  arrive() { for (const field of this.fields) if (field.component) field.arrive(); }
  leave() { for (const field of this.fields) field.leave(); }
}

// What an auditor finds of single items: nothing, unless it is chosen. What they come to then is looked up in the levels
// that the server told for every way in which the sets may turn out (levels_by_way in assessment/checklist.py).
export class FoundItems {
  constructor(data, levels, take) {
    this.data = data;
    this.words = new Map(levels.map(([value, , words]) => [value, words]));
    this.choices = new Map();
    const states = data.states.map(([value, words]) => [value, words]);
    const sets = data.sets.map(([name, items]) => make("section", { className: "set" }, make("h3", { lang: data.language }, name), ...items.map(([id, text, said]) => {
      const nothing = data.as_said ? `${data.as_said}: ${states.find(([value]) => value === (said || "not_looked_at"))[1]}` : "Not looked at";
      const offered = states.filter(([value]) => value !== "not_looked_at").map(([value, words]) => make("option", { value }, words));
      const select = make("select", {}, make("option", { value: "" }, nothing), ...offered);
      this.choices.set(id, select);
      return make("label", { className: "found-item" }, make("span", { lang: data.language }, text), select);
    })));
    this.summary = make("summary", {});
    this.told = make("p", { className: "told", role: "status", "aria-live": "polite" });
    this.take = make("button", { type: "button", className: "take" });
    this.take.onclick = () => take(this.level);
    this.root = make("details", { className: "found-items" }, this.summary, ...sets, this.told, this.take);
  }

  get found() { return [...this.choices].filter(([, { value }]) => value).map(([id, { value }]) => `${id}=${value}`); }

  put(items) {
    const found = new Map(items.map((each) => each.split("=")));
    for (const [id, select] of this.choices) select.value = found.get(id) ?? "";
    if (items.length) this.root.open = true;
    this.mark();
  }

  get range() {
    let places = [0];
    for (const [, items] of this.data.sets) {
      let ways = new Set([0]);
      for (const [id, , said] of items) {
        const state = this.choices.get(id).value || said || "not_looked_at";
        const met = [...ways].map((each) => each | 1), lacking = [...ways].map((each) => each | 2);
        if (state === "yes" || state === "another_way") ways = new Set(met);
        else if (state === "no") ways = new Set(lacking);
        else if (state === "not_looked_at") ways = new Set([...ways, ...met, ...lacking]);
      }
      places = places.flatMap((place) => [...ways].map((way) => place * 4 + way));
    }
    const levels = places.map((place) => this.data.levels_by_way[place]);
    return [Math.min(...levels), Math.max(...levels)];
  }

  mark() {
    const many = this.found.length;
    this.summary.textContent = many ? `${this.data.label}: ${many}` : this.data.label;
    for (const select of this.choices.values()) select.classList.toggle("chosen", Boolean(select.value));
    const [low, high] = this.range;
    this.level = low;
    const words = [...new Set([low, high])].map((each) => this.words.get(String(each))).join(" to ");
    this.told.textContent = many ? `With what you found the checklist comes to ${words}.` : "";
    this.take.hidden = !many || low !== high;
    this.take.textContent = `Find ${words}`;
  }
}
