// The page as a whole: one Tab stop for a matrix, with the arrow keys within; and paper, in light ink and at its width.

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

// On paper a copy stands for a picture: as wide as the paper, a dark one in the light partner of each of its colours. The
// picture itself is drawn anew by its owner whenever its width changes, and so as the screen has it.
function toPaper(onPaper, undo) {
  for (const chart of document.querySelectorAll("[data-testid=stMain] .js-plotly-plot")) {
    const { width, height } = chart._fullLayout ?? {};
    if (!width) continue;
    const copy = document.createElement("div");
    copy.className = "on-paper";
    copy.setAttribute("aria-hidden", "true");
    copy.style.setProperty("--ratio", width / height);
    for (const layer of chart.querySelectorAll(".svg-container > .main-svg")) {
      const own = layer.cloneNode(true);
      own.setAttribute("viewBox", `0 0 ${width} ${height}`);
      for (const size of ["width", "height", "style"]) own.removeAttribute(size);
      for (const mark of own.querySelectorAll("*")) {
        for (const style of STYLES) {
          const light = onPaper[hex(mark.style.getPropertyValue(style) || mark.getAttribute(style) || "")];
          if (light) mark.style.setProperty(style, light);
        }
      }
      copy.append(own);
    }
    // Before all that is drawn anew with the picture; the first of a name is what a clip or a pattern finds.
    chart.closest("[data-testid=stElementContainer]").before(copy);
    undo.push(() => copy.remove());
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
