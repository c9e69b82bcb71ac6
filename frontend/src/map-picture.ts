// A drawing as a PNG with title, legend and notes: shapes and words are taken as the screen shows them.

const MARGIN = 32;
const HEAD = 64;
const LINE = 24;
const DENSITY = 2;
const LARGEST = 16e6; // points of a picture that programs still open

export interface Picture {
  title: string;
  /** Sentences under the drawing: the day, what the figures are. */
  notes: string[];
  /** A word with the shape that has its look. */
  legend: { word: string; like: SVGGraphicsElement | null }[];
  size: [number, number];
}

/** A picture that is saved has the colours of paper. */
export function picture(plot: SVGSVGElement, about: Picture): HTMLCanvasElement {
  plot.classList.add("on-paper");
  const canvas = drawn(plot, about);
  plot.classList.remove("on-paper");
  return canvas;
}

function drawn(plot: SVGSVGElement, about: Picture): HTMLCanvasElement {
  const [width, height] = about.size;
  const base = getComputedStyle(plot);
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d") as CanvasRenderingContext2D;
  const key = placed(paper, about.legend, width, base);
  const rows = (key.at(-1)?.row ?? -1) + 1;
  const [wide, high] = [width + 2 * MARGIN, height + HEAD + 2 * MARGIN + LINE * (about.notes.length + rows)];
  const density = Math.min(DENSITY, Math.sqrt(LARGEST / (wide * high)));
  [canvas.width, canvas.height] = [wide * density, high * density];
  paper.scale(density, density);
  paper.fillStyle = base.getPropertyValue("--paper");
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.translate(MARGIN, MARGIN);
  write(paper, about.title, 0, 20, `600 22px ${base.fontFamily}`, base.color);
  paper.translate(0, HEAD);
  for (const each of plot.querySelectorAll<SVGGraphicsElement>("path, circle, text"))
    if (!each.closest("defs")) draw(paper, each);
  paper.translate(0, height + MARGIN / 2);
  for (const each of key) legend(paper, each, base);
  about.notes.forEach((note, at) => write(paper, note, 0, LINE * (rows + at + 1), small(base), base.color));
  return canvas;
}

export function save(canvas: HTMLCanvasElement, name: string): void {
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = name;
  link.click();
}

function write(paper: CanvasRenderingContext2D, words: string, x: number, y: number, font: string, colour: string): void {
  paper.font = font;
  paper.fillStyle = colour;
  paper.textAlign = "start";
  paper.fillText(words, x, y);
}

function draw(paper: CanvasRenderingContext2D, each: SVGGraphicsElement): void {
  const look = getComputedStyle(each);
  if (look.display === "none" || look.visibility === "hidden") return;
  if (each instanceof SVGTextElement) {
    const number = (name: string) => Number(each.getAttribute(name) ?? 0);
    paper.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
    paper.fillStyle = look.fill;
    paper.textAlign = { middle: "center", end: "end" }[look.textAnchor] as CanvasTextAlign ?? "start";
    const words = [each.textContent ?? "", number("x"), number("y")] as const;
    if (look.stroke !== "none") {
      paper.strokeStyle = look.stroke;
      paper.lineWidth = parseFloat(look.strokeWidth);
      paper.setLineDash([]);
      paper.strokeText(...words);
    }
    paper.fillText(...words);
  } else shape(paper, outline(each), look);
}

function outline(each: SVGGraphicsElement): Path2D {
  if (!(each instanceof SVGCircleElement)) return new Path2D(each.getAttribute("d") ?? "");
  const path = new Path2D();
  path.arc(each.cx.baseVal.value, each.cy.baseVal.value, each.r.baseVal.value, 0, 2 * Math.PI);
  return path;
}

function shape(paper: CanvasRenderingContext2D, path: Path2D, look: CSSStyleDeclaration): void {
  // A pattern is no colour of a canvas: what it marks keeps its outline.
  if (look.fill !== "none" && !look.fill.startsWith("url")) {
    paper.fillStyle = look.fill;
    paper.fill(path, "evenodd");
  }
  if (look.stroke === "none") return;
  paper.strokeStyle = look.stroke;
  paper.lineWidth = parseFloat(look.strokeWidth) || 1;
  paper.setLineDash(look.strokeDasharray === "none" ? [] : look.strokeDasharray.split(/[ ,]+/).map(parseFloat));
  paper.stroke(path);
}

interface Key {
  word: string;
  like: SVGGraphicsElement | null;
  x: number;
  row: number;
}

function small(base: CSSStyleDeclaration): string {
  return `14px ${base.fontFamily}`;
}

/** The words of the legend in rows that are no wider than the drawing. */
function placed(paper: CanvasRenderingContext2D, words: Picture["legend"], width: number, base: CSSStyleDeclaration): Key[] {
  paper.font = small(base);
  let [x, row] = [0, 0];
  return words.map(({ word, like }) => {
    const long = 56 + paper.measureText(word).width;
    if (x > 0 && x + long > width) [x, row] = [0, row + 1];
    x += long;
    return { word, like, x: x - long, row };
  });
}

function legend(paper: CanvasRenderingContext2D, { word, like, x, row }: Key, base: CSSStyleDeclaration): void {
  const box = new Path2D();
  box.rect(x, row * LINE + 4, 24, 14);
  if (like) shape(paper, box, getComputedStyle(like));
  write(paper, word, x + 32, row * LINE + 16, small(base), base.color);
}
