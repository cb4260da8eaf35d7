"""A button that copies an address, and says that it did."""

import streamlit as st

_copy = st.components.v2.component(
    "maturity_copy",
    html="""<button type="button" id="copy"></button>
<span id="state" role="status" aria-live="polite"></span>
<input id="text" type="text" readonly>""",
    css="""
:host { font: inherit; }
#copy { font: inherit; min-height: 44px; padding: 4px 14px; border-radius: 8px; cursor: pointer;
  border: 1px solid color-mix(in srgb, currentColor 35%, transparent); background: transparent; color: inherit; }
#copy:focus-visible { outline: 3px solid; outline-offset: 2px; }
#text { display: block; box-sizing: border-box; width: 100%; margin-top: 8px; min-height: 32px; font: inherit;
  color: inherit; background: transparent; border: 1px solid color-mix(in srgb, currentColor 35%, transparent);
  border-radius: 4px; padding: 2px 8px; }
#state { margin-left: 8px; }
""",
    js="""
export default function ({ data, parentElement }) {
  const part = (id) => parentElement.querySelector("#" + id);
  const button = part("copy"), field = part("text"), state = part("state");
  button.textContent = data.label;
  field.value = data.text;
  field.setAttribute("aria-label", "The link");
  button.onclick = async () => {
    try { await navigator.clipboard.writeText(data.text); }
    catch { // browsers offer it on https and this computer only
      field.select();
      if (!document.execCommand("copy")) { state.textContent = "Copy it from the field below."; return; }
    }
    state.textContent = "Copied.";
  };
}
""",
)


def copy_button(label: str, text: str, key: str) -> None:
    """A button that copies `text`, with the text under it for whoever would rather copy it by hand."""
    _copy(key=key, data={"label": label, "text": text})
