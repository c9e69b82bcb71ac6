// A drawing as a PNG with title, legend and notes: shapes and words are taken as the screen shows them.

const MARGIN = 32;
const HEAD = 64;
const LINE = 24;
const DENSITY = 2;

export interface Picture {
  title: string;
  /** Sentences under the drawing: the day, what the figures are. */
  notes: string[];
  /** A word with the shape that has its look. */
  legend: { word: string; like: SVGGraphicsElement | null }[];
  size: [number, number];
}

export function picture(plot: SVGSVGElement, about: Picture): HTMLCanvasElement {
  const [width, height] = about.size;
  const canvas = document.createElement("canvas");
  canvas.width = (width + 2 * MARGIN) * DENSITY;
  canvas.height = (height + HEAD + 2 * MARGIN + LINE * (about.notes.length + 1)) * DENSITY;
  const paper = canvas.getContext("2d") as CanvasRenderingContext2D;
  paper.scale(DENSITY, DENSITY);
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.translate(MARGIN, MARGIN);
  const base = getComputedStyle(plot);
  write(paper, about.title, 0, 20, `600 22px ${base.fontFamily}`, base.color);
  paper.translate(0, HEAD);
  for (const each of plot.querySelectorAll<SVGGraphicsElement>("path, circle, text")) draw(paper, each);
  paper.translate(0, height + MARGIN / 2);
  legend(paper, about.legend, base);
  about.notes.forEach((note, row) => write(paper, note, 0, LINE * (row + 2), `14px ${base.fontFamily}`, base.color));
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
    paper.fillText(each.textContent ?? "", number("x"), number("y"));
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

function legend(paper: CanvasRenderingContext2D, words: Picture["legend"], base: CSSStyleDeclaration): void {
  let x = 0;
  for (const { word, like } of words) {
    const box = new Path2D();
    box.rect(x, 4, 24, 14);
    if (like) shape(paper, box, getComputedStyle(like));
    write(paper, word, x + 32, 16, `14px ${base.fontFamily}`, base.color);
    x += 56 + paper.measureText(word).width;
  }
}
