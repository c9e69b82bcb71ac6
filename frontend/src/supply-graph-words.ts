// What <supply-graph> says beside its drawing: a firm's links in a line, and all of them as a list for a phone.
import type { SupplyFirm, SupplyGraphData, SupplyLink } from "./supply-graph-data.ts";
import { html } from "./svg.ts";

const SHOWN = 6; // links in a line
const LISTED = 8; // firms of a column that stand in its list at once

/** The firm and, the largest first, from whom it buys and to whom it sells. */
export function told(data: SupplyGraphData, links: SupplyLink[], place: number): Node[] {
  const firm = data.nodes[place];
  if (!firm) return [];
  const head = html("p", "map-side-head", named(firm), html("span", "soft", ` ${firm.words}`));
  const rows = [
    ...side(data, "买自", links.filter((link) => link.to === place), (link) => link.from),
    ...side(data, "卖给", links.filter((link) => link.from === place), (link) => link.to),
  ];
  return [head, ...(rows.length ? rows : [html("p", "soft", "没有画出来的采购。")])];
}

function side(data: SupplyGraphData, verb: string, links: SupplyLink[], other: (link: SupplyLink) => number): Node[] {
  if (!links.length) return [];
  const row = html("p", "", html("span", "soft", `${verb}：`));
  links.slice(0, SHOWN).forEach((link, index) => {
    row.append(index ? "、" : "", data.nodes[other(link)]?.name ?? "");
    row.append(html("span", link.sole ? "late" : "soft", ` ${link.words}${link.sole ? "，唯一来源" : ""}`));
  });
  if (links.length > SHOWN) row.append(html("span", "soft", `，另有${links.length - SHOWN}家`));
  return [row];
}

/** Column by column: name and note left, the figure right. */
export function listed(data: SupplyGraphData, links: SupplyLink[][]): HTMLElement {
  const list = html("div", "supply-list");
  data.columns.forEach(({ name, count }, column) => {
    const places = [...data.nodes.keys()].filter((place) => data.nodes[place]?.column === column);
    places.sort((one, other) => rank(data.nodes[other]) - rank(data.nodes[one]));
    const rows = places.map((place) => row(data.nodes[place] as SupplyFirm, links[place] ?? [], place));
    list.append(html("h2", "", name, html("small", "soft", count)), html("ul", "items", ...rows.slice(0, LISTED)));
    if (rows.length > LISTED) list.append(rest(rows.slice(LISTED)));
  });
  return list;
}

/** The largest first; those that stand for several last. */
function rank(firm: SupplyFirm | undefined): number {
  return firm && firm.kind !== "others" ? firm.r : 0;
}

function rest(rows: HTMLElement[]): HTMLElement {
  return html("details", "", html("summary", "", `再看${rows.length}行`), html("ul", "items", ...rows));
}

function row(firm: SupplyFirm, links: SupplyLink[], place: number): HTMLElement {
  const sold = links.filter((link) => link.from === place).length;
  const bought = links.length - sold;
  const note = html("small", "", [sold && `卖给${sold}家`, bought && `买自${bought}家`].filter(Boolean).join("，"));
  if (firm.sole) note.append(html("span", "late", "，有客户只有这一个来源"));
  const mark = html("span", `supply-mark supply-mark-${firm.kind}${firm.sole ? " supply-mark-sole" : ""}`);
  return html("li", "", mark, html("span", "", named(firm)), html("span", "figure", firm.words), note);
}

function named(firm: SupplyFirm): Node | string {
  if (!firm.href) return firm.name;
  const link = html("a", "", firm.name);
  link.href = firm.href;
  return link;
}
