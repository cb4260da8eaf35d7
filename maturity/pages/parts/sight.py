"""Bringing what was just said into sight, where a form above it became shorter."""

import streamlit as st

_sight = st.components.v2.component(
    "maturity_sight",
    js="""
const seen = new Set();
export default function ({ data, parentElement }) {
  if (seen.has(data.of)) return;
  seen.add(data.of);
  const place = parentElement.host ?? parentElement;
  for (const wait of [50, 400, 1200]) { // charts above may still be drawn
    setTimeout(() => place.scrollIntoView({ block: "center" }), wait);
  }
}
""",
)


def bring_into_sight(of: str, key: str) -> None:
    """Scroll to this place of the page, once for each `of`."""
    _sight(key=key, data={"of": of})
