// The menu, and links of ours on a page: plain links that open in this session, and in a tab of their own with Ctrl. What
// waits in a field is sent first; the round, the department and whom one acts as go along; the new page's heading is told and has the focus.

const KEPT = ["made-up", "as", "round", "department"]; // of the address, from page to page
const OURS = ["made-up", "as"]; // whatever a link has
const STARTS = 500; // ms until a page that was drawn too fast to be seen running has been drawn
const HELD = 5000; // ms for which a new page's heading keeps the focus, if nothing else takes it
const LONGEST = 2000; // ms that a field may take to send what waits

const app = () => document.querySelector("[data-testid=stApp]")?.dataset ?? {};
const plain = (event) =>
  !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
const narrow = () => matchMedia("(max-width: 768px)").matches;

function address(path) {
  const there = new URL(path, location.href);
  const here = new URLSearchParams(location.search);
  for (const key of KEPT) {
    if (here.has(key) && (OURS.includes(key) || !there.searchParams.has(key))) there.searchParams.set(key, here.get(key));
  }
  return there.href;
}

async function settled() {
  const waits = [];
  document.dispatchEvent(new CustomEvent("app:leaving", { detail: waits }));
  if (waits.length) await Promise.race([Promise.all(waits), new Promise((done) => setTimeout(done, LONGEST))]);
}

// A run under way, as of a save just now, may swallow what is asked meanwhile: the address changed, and the page did not.
async function atRest() {
  const began = Date.now();
  while (app().testScriptState !== "notRunning" && Date.now() - began < LONGEST) await new Promise((done) => setTimeout(done, 20));
}

// To the new page's heading, once the page is drawn: a screen reader says where it is, and Tab goes on from there. What
// was opened on the page that is shown has a heading of its own.
function arrive(stays) {
  const began = Date.now();
  let ran = false;
  const look = () => {
    ran ||= app().testScriptState === "running" || Date.now() - began > STARTS;
    const main = document.querySelector("[data-testid=stMain]");
    const heading = (stays && main?.querySelector(".st-key-opened :is(h2, h3)")) || main?.querySelector("h1");
    if (ran && app().testScriptState === "notRunning" && heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      if (stays) heading.scrollIntoView({ block: "nearest" });
      else main.scrollTo(0, 0);
      hold(heading);
    } else if (Date.now() - began < 15_000) setTimeout(look, 20);
  };
  look();
}

// On a busy machine the old heading may still stand there: the one that comes in its place takes the focus over.
function hold(heading) {
  const began = Date.now();
  const watch = setInterval(() => {
    const now = heading.isConnected ? heading : document.querySelector("[data-testid=stMain] h1");
    if (Date.now() - began > HELD || (document.activeElement !== document.body && document.activeElement !== now)) clearInterval(watch);
    else if (now && document.activeElement === document.body) {
      now.tabIndex = -1;
      now.focus({ preventScroll: true });
    }
  }, 50);
}

async function go(href, stays = false) {
  if (app().testConnectionState !== "CONNECTED") return; // else the address changed, and the page did not
  await settled();
  await atRest();
  if (href !== location.href) history.pushState({}, "", href);
  dispatchEvent(new PopStateEvent("popstate")); // what Back does, forwards: the same session, another page
  arrive(stays);
}

export default function ({ data, parentElement }) {
  const nav = parentElement.querySelector("#menu");
  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const wanted = JSON.stringify(data.sections);
  if (nav.dataset.drawn !== wanted) {
    nav.dataset.drawn = wanted;
    nav.replaceChildren(
      make("p", data.title),
      ...data.sections.flatMap(([heading, links]) => {
        const list = make("ul", "");
        for (const [title, path, current] of links) {
          const link = make("a", title);
          link.dataset.path = path;
          if (current) link.setAttribute("aria-current", "page");
          const item = make("li", "");
          item.append(link);
          list.append(item);
        }
        return heading ? [make("h2", heading), list] : [list];
      }),
    );
  }
  // Links of ours on the page itself, wherever they stand.
  const within = (event) => event.composedPath().find((each) => each.matches?.("a.go, .go a")); // in a field's own tree, too
  const complete = (event) => {
    const link = within(event);
    if (!link) return null;
    link.dataset.path ??= link.getAttribute("href");
    link.href = address(link.dataset.path);
    return link;
  };
  const followed = (event) => {
    const link = plain(event) && complete(event);
    if (!link) return;
    event.preventDefault();
    go(link.href, link.closest("[data-stays]") !== null);
  };
  document.addEventListener("click", followed);
  document.addEventListener("pointerover", complete);
  document.addEventListener("focusin", complete);
  const refresh = () => { for (const link of nav.querySelectorAll("a")) link.href = address(link.dataset.path); };
  refresh();
  const pressed = (event) => {
    const link = plain(event) && event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    refresh();
    go(link.href).then(() => {
      if (narrow()) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    });
  };
  nav.addEventListener("click", pressed);
  nav.addEventListener("pointerover", refresh); // the address may have changed since: for the tab that Ctrl opens
  nav.addEventListener("focusin", refresh);
  return () => {
    nav.removeEventListener("click", pressed);
    nav.removeEventListener("pointerover", refresh);
    nav.removeEventListener("focusin", refresh);
    document.removeEventListener("click", followed);
    document.removeEventListener("pointerover", complete);
    document.removeEventListener("focusin", complete);
  };
}
