// The page as a whole: one Tab stop for a matrix, with the arrow keys within; and paper, in light ink and at its width.

const WIDE = 1000; // px of A4 across, within its margins
const TALLEST = 380; // px, so that a picture stands with its finding; one of many rows loses no more than it can
const STYLES = ["fill", "stroke", "stop-color", "color"];

function steer(event) {
  const link = event.target.closest?.("table.matrix a");
  const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const ends = { Home: 0, End: -1 }[event.key];
  if (!link || (!move && ends === undefined)) return;
  const rows = [...link.closest("table").querySelectorAll("tr")]
    .map((row) => [...row.querySelectorAll("td a")])
    .filter((row) => row.length);
  const at = rows.findIndex((row) => row.includes(link));
  const along = rows[at].indexOf(link);
  const next = move ? rows[at + move[0]]?.[along + move[1]] : rows[at].at(ends);
  event.preventDefault();
  event.stopPropagation();
  if (!next) return;
  link.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

const hex = (colour) => {
  const found = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour);
  return found ? "#" + found.slice(1).map((part) => Number(part).toString(16).padStart(2, "0")).join("") : colour;
};

// A picture is as wide as the paper, and a dark one takes the light partner of each of its colours.
function toPaper(onPaper, undo) {
  for (const chart of document.querySelectorAll("[data-testid=stMain] .js-plotly-plot")) {
    const { width, height } = chart._fullLayout ?? {};
    if (!width || !window.Plotly) continue;
    const column = chart.closest("[data-testid=stColumn]");
    const columns = column ? column.parentElement.children.length : 1;
    window.Plotly.relayout(chart, { width: WIDE / columns - 10, height: Math.min(height, Math.max(TALLEST, Math.min(640, 0.8 * height))) });
    undo.push(() => window.Plotly.relayout(chart, { width, height }));
    for (const mark of chart.querySelectorAll("svg *")) {
      for (const style of STYLES) {
        const was = mark.style.getPropertyValue(style) || mark.getAttribute(style) || "";
        const light = onPaper[hex(was)];
        if (!light) continue;
        const own = mark.getAttribute("style");
        mark.style.setProperty(style, light);
        undo.unshift(() => (own === null ? mark.removeAttribute("style") : mark.setAttribute("style", own)));
      }
    }
  }
}

// A picture is taken as it is on the screen, twice as sharp, under the name that its link says.
function take(event) {
  const name = event.target.closest?.("[data-picture]")?.dataset.picture;
  const chart = name && document.querySelector(`.st-key-picture-${name} .js-plotly-plot`);
  if (!chart || !window.Plotly) return;
  const { width, height } = chart._fullLayout;
  window.Plotly.downloadImage(chart, { format: "png", width, height, scale: 2, filename: name });
}

// What a cell has opened comes into sight once, below a table that is taller than the screen.
let shown = "";
function follow() {
  const opened = document.querySelector(".st-key-opened:has(.st-key-close-cell)");
  const cell = opened ? location.search : "";
  if (opened && cell !== shown) opened.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  shown = cell;
}

export default function ({ data }) {
  const undo = [];
  let soon;
  const later = () => { clearTimeout(soon); soon = setTimeout(follow, 200); };
  const watch = new MutationObserver(later);
  watch.observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", later);
  later();
  const before = () => toPaper(data.on_paper, undo);
  const after = () => { for (const step of undo.splice(0)) step(); };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  document.addEventListener("keydown", steer, true);
  document.addEventListener("click", take);
  return () => {
    watch.disconnect();
    removeEventListener("resize", later);
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
    document.removeEventListener("keydown", steer, true);
    document.removeEventListener("click", take);
  };
}
