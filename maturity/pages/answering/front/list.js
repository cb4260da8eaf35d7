// The list of statements: links that open them (shell/front/side_bar.js follows them), each with its state as a square. A
// save changes squares and counts alone, so that what is folded, scrolled to or has the focus stays as it is.

import { hears, newest } from "./told.js";

const make = (tag, attributes = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...inside.filter((each) => each !== null));
  return made;
};

function address(statement, query) {
  const there = new URL(location.pathname, location.origin);
  const all = { as: new URLSearchParams(location.search).get("as"), ...query, statement };
  for (const [key, value] of Object.entries(all)) if (value) there.searchParams.set(key, value);
  return there.href;
}

// The groups as nodes, and in them the links by statement and the counts in the order of the groups.
function drawn(data) {
  const links = new Map();
  const counts = [];
  const item = ([id, label, lang]) => {
    const square = make("span");
    const marks = make("small");
    const link = make("a", { className: "go", href: address(id, data.query) }, square, make("span", {}, make("span", { lang }, label), " ", marks));
    if (id === data.current) link.setAttribute("aria-current", "page");
    links.set(id, { square, marks });
    return make("li", {}, link);
  };
  const group = ([words, items, inner, lang], depth) => {
    const label = make("span", { lang }, words);
    const count = make("small");
    counts.push(count);
    const list = items.length ? [make("ul", {}, ...items.map(item))] : [];
    const content = [...list, ...inner.flatMap((each) => group(each, depth + 1))];
    if (!data.folded || depth) return [make("p", { className: depth ? "topic" : "" }, label, " ", count), ...content];
    const folded = make("details", {}, make("summary", {}, label, " ", count), ...content);
    folded.open = Boolean(folded.querySelector("[aria-current]"));
    return [folded];
  };
  return { nodes: data.groups.flatMap((each) => group(each, 0)), links, counts };
}

function tell({ square, marks }, [classes, mark, words, flags]) {
  square.className = classes;
  square.title = words;
  const shown = make("span", {}, mark);
  shown.setAttribute("aria-hidden", "true");
  square.replaceChildren(shown, make("span", { className: "unseen" }, `${words}: `));
  marks.textContent = flags;
}

const held = new WeakMap();

export default function ({ data, parentElement }) {
  const nav = parentElement.querySelector("nav");
  const asked = JSON.stringify([data.groups, data.current, data.query]);
  if (held.get(nav)?.asked !== asked) {
    const list = drawn(data);
    nav.replaceChildren(...list.nodes);
    held.set(nav, { asked, ...list });
    const current = nav.querySelector("[aria-current]"); // in sight in a long list; the page itself stays where it is
    if (current) nav.scrollTop = current.offsetTop - nav.offsetTop - nav.clientHeight / 2;
  }
  const { links, counts } = held.get(nav);
  const square = (id) => tell(links.get(id), newest(`${data.whose}/${id}`, data.states[id]));
  for (const id of links.keys()) square(id);
  counts.forEach((count, place) => { count.textContent = data.counts[place]; });
  return hears((place) => {
    const [id] = place.startsWith(`${data.whose}/`) ? [place.slice(data.whose.length + 1)] : [];
    if (links.has(id)) square(id);
  });
}
