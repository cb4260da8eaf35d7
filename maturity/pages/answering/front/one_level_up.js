// What would raise a statement by a level, for the level that it is on as the newest save has it.

import { hears, LEVEL, newest } from "./told.js";

export default function ({ data, parentElement }) {
  const line = parentElement.querySelector("p");
  const show = () => {
    const level = newest(data.place, data.told)[LEVEL];
    const words = level === null ? undefined : data.words[level];
    line.hidden = words === undefined;
    const lead = document.createElement("b");
    lead.textContent = "To move up one level";
    const step = document.createElement("span");
    step.lang = data.lang;
    step.textContent = words ?? "";
    line.replaceChildren(lead, ": ", step);
  };
  show();
  return hears((place) => { if (place === data.place) show(); });
}
