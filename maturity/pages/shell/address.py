"""The address bar as it is to be mailed or reloaded: whom one acts as, the round and the department with it."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from maturity.assessment.people import LOCAL
from maturity.pages import session
from maturity.pages.parts import address_choice
from maturity.pages.parts.address_choice import DEPARTMENT, ROUND, STATEMENT
from maturity.pages.session import Visit

# Python can only add to the browser's history (st.query_params): a page that came without what the session knows would
# need two presses of Back. What is replaced here is not known to Streamlit, which would send the old after its server
# was started again; so where something is changed, and not only added, it is told as if by Back.
_bar = st.components.v2.component(
    "maturity_address",
    js="""
// A page that a button leads to has nothing in its address until it is drawn. Whoever went on before that, and came
// back from elsewhere, would find the local person acting: so whoever acts is in what Streamlit puts there.
const ACTS = Symbol.for("maturity acts as");
function keepWhoActs() {
  if (ACTS in history) return;
  const push = history.pushState;
  history[ACTS] = null;
  history.pushState = function (state, title, url) {
    const address = url && new URL(url, location.href);
    const another = address && address.origin === location.origin && address.pathname !== location.pathname;
    if (another && history[ACTS] && !address.searchParams.has("as")) {
      address.searchParams.set("as", history[ACTS]);
      return push.call(history, state, title, address.href);
    }
    return push.call(history, state, title, url);
  };
}

// What was chosen last, for whoever comes back by a plain address (session.last_in_browser reads it).
function keepLast([name, value]) {
  const kept = `${name}=${value}`;
  if (document.cookie.split("; ").includes(kept)) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${kept}; path=/; max-age=${90 * 24 * 3600}; SameSite=Strict${secure}`;
}

export default function ({ data }) {
  keepWhoActs();
  history[ACTS] = data.query.as;
  if (data.last) keepLast(data.last);
  if (!location.pathname.endsWith("/" + data.page)) return; // another page is on its way
  const address = new URL(location.href);
  let changed = false;
  for (const [key, value] of Object.entries(data.query)) {
    const there = address.searchParams.get(key);
    if (there === value) continue;
    changed ||= there !== null;
    if (value === null) address.searchParams.delete(key); else address.searchParams.set(key, value);
  }
  if (address.href === location.href) return;
  history.replaceState(history.state, "", address);
  if (changed) dispatchEvent(new PopStateEvent("popstate"));
}
""",
)


def keep_address(here: Visit, page: str) -> None:
    """Put whom the visitor acts as, and the round and the department chosen, into the address of the page shown.

    Call it once a rerun, after the page was drawn.
    """
    shown = address_choice.choices_shown()
    query: dict[str, str | None] = {session.AS: _acts_as(here), session.MADE_UP: here.made_up or None}
    for key in (ROUND, DEPARTMENT, STATEMENT):
        value = shown.get(key) if key in shown else next(iter(address_choice.lately(key)), "")
        if value != "":
            query[key] = value
    department = next(iter(address_choice.lately(DEPARTMENT)), "")
    last = None if here.made_up else session.written_last(_acts_as(here) or "", department)
    _bar(key="address", data={"page": page, "query": query, "last": last})


def page_address(here: Visit, page: str, query: Mapping[str, str]) -> str:
    """The whole address of a page, to be copied or mailed: the public one where there is one.

    It never says whom the visitor acts as: whoever follows it is somebody else.
    """
    known = here.settings.public_url
    asked = urlsplit(known or st.context.url or "")
    path = asked.path.rstrip("/") if known else asked.path.rstrip("/").rpartition("/")[0]
    return urlunsplit((asked.scheme, asked.netloc, f"{path}/{page}", urlencode(query), ""))


def _acts_as(here: Visit) -> str | None:
    return here.person.id if here.person.local and here.person.id != LOCAL else None
