// The front end's one entry: style, the small helpers every page has, and islands loaded where they stand.
import "./style/kit.scss";
import "./style/tokens.css";
import "./style/icons.css";
import "./style/layout.css";
import "./style/parts.css";
import "./style/tables.css";
import "./style/forms.css";
import "./style/chart.css";
import "./style/map.css";
import "./style/desk.css";
import "./style/paper.css";
import "./style/plan.css";
import "./style/firms.css";
import "./style/exchange.css";
import "./style/bill.css";
import "./style/lifecycle.css";
import "./style/work.css";
import "./style/projects.css";
import "./style/supervision.scss";
import "./style/supply.css";
import "./style/supply-graph.css";
import "./style/stress.css";
import "./style/catalogue.css";
import "./style/calendar.css";
import "./style/policies.css";
import "./style/grid.css";
import "./style/search.css";
import "./style/print.scss";
import { watchChoices } from "./combobox.ts";
import { watchErrors, watchForms } from "./forms.ts";
import { watchKeys } from "./keys.ts";
import { watchMenus } from "./menus.ts";
import { showPassage } from "./passage.ts";
import { watchPrint } from "./print.ts";
import { refillForm } from "./refill.ts";
import { watchSearch } from "./search.ts";
import { watchTables } from "./tables.ts";

watchMenus();
watchKeys();
watchSearch();
watchChoices();
watchForms();
watchErrors();
watchTables();
watchPrint();
refillForm();
showPassage();

const grid = document.querySelector<HTMLFormElement>("form[data-grid]");
if (grid) void import("./grid.ts").then((each) => each.watchGrid(grid));

// ECharts is large: it is fetched only by a page that holds a chart.
if (document.querySelector("target-chart")) void import("./target-chart.ts");
if (document.querySelector("chain-map")) void import("./chain-map.ts");
if (document.querySelector("city-map")) void import("./city-map.ts");
if (document.querySelector("supply-graph")) void import("./supply-graph.ts");
if (document.querySelector("stress-rounds")) void import("./stress-rounds.ts");
