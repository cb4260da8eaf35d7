// What each save tells of an answer (the status line of saving/front/fields.js says it). What shows the answer elsewhere on
// the page hears it here, and is not drawn anew by the server. Drawn again by Streamlit with what the server said of it
// long ago, it still shows the newest.

export const VERSION = 4, LEVEL = 5; // where they stand in it: see statement_list.as_told
const told = new Map(); // by the place of the card

document.addEventListener("app:told", ({ detail: { place, told: said } }) => {
  told.set(place, newest(place, said));
});

export function newest(place, drawn) {
  const said = told.get(place);
  return said && said[VERSION] > drawn[VERSION] ? said : drawn;
}

// Calls with the place of whatever is told, until what it gives back is called.
export function hears(show) {
  const heard = ({ detail }) => show(detail.place);
  document.addEventListener("app:told", heard);
  return () => document.removeEventListener("app:told", heard);
}
