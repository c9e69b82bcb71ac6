// <stress-rounds last="5" name="…">: plays how a stop spreads through the drawing inside it. Rounds that are still to come
// are pale; the round stands in the address. Without this script the whole wave is shown.
import { picture, save } from "./map-picture.ts";
import { button, html } from "./svg.ts";

const PACE = 900; // milliseconds a round
const PARAMETER = "round";

class StressRounds extends HTMLElement {
  private readonly slider = html("input", "form-range");
  private readonly told = html("output", "wave-at");
  private readonly player = button("重放", () => this.play());
  private timer = 0;

  connectedCallback(): void {
    if (this.querySelector(".wave-tools") || this.last < 1) return;
    Object.assign(this.slider, { type: "range", min: "0", max: String(this.last), step: "1" });
    this.slider.setAttribute("aria-label", "看到第几轮");
    this.slider.addEventListener("input", () => this.chosen(Number(this.slider.value)));
    const tools = html(
      "div",
      "wave-tools",
      this.told,
      button("从头", () => this.chosen(0)),
      this.player,
      button("到底", () => this.chosen(this.last)),
      this.slider,
      button("存成图片", () => this.keep()),
    );
    this.prepend(tools);
    const asked = new URLSearchParams(location.search).get(PARAMETER) ?? "";
    this.show(/^\d+$/.test(asked) ? Math.min(Number(asked), this.last) : this.last);
  }

  disconnectedCallback(): void {
    this.stop();
  }

  private get last(): number {
    return Number(this.getAttribute("last")) || 0;
  }

  /** By hand: the address follows, so that the round can be sent to somebody. */
  private chosen(round: number): void {
    this.stop();
    this.show(round);
    const address = new URL(location.href);
    address.searchParams.set(PARAMETER, String(round));
    history.replaceState(null, "", address);
  }

  private show(round: number): void {
    this.slider.value = String(round);
    this.told.textContent = round ? `第${round}轮，共${this.last}轮` : `刚停供，共${this.last}轮`;
    for (const each of this.querySelectorAll<SVGElement>("[data-round]")) {
      const at = Number(each.dataset.round);
      each.classList.toggle("wave-ahead", at > round);
      each.classList.toggle("wave-now", at === round);
    }
  }

  private play(): void {
    if (this.timer) return this.stop();
    const shown = Number(this.slider.value);
    this.show(shown < this.last ? shown : 0);
    this.player.textContent = "停";
    this.timer = window.setInterval(() => {
      const next = Number(this.slider.value) + 1;
      this.show(next);
      if (next >= this.last) this.stop();
    }, PACE);
  }

  private stop(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.player.textContent = "重放";
  }

  private keep(): void {
    const plot = this.querySelector<SVGSVGElement>("svg.wave");
    if (!plot) return;
    const name = this.getAttribute("name") ?? "压力推演";
    const { width, height } = plot.viewBox.baseVal;
    const note = this.getAttribute("note") ?? "";
    save(picture(plot, { title: name, notes: note ? [note] : [], legend: [], size: [width, height] }), `${name}.png`);
  }
}

customElements.define("stress-rounds", StressRounds);
