// A plotly figure that keeps its place: the element stays, Plotly.react changes what is in it.

import { follow, unfollow } from "../shared/runs.js";
import { bringIntoView } from "../shared/scroll.js";
import { isDark } from "../shared/theme.js";
import { grow, makeGrowable, pointsOf } from "./grow.js";
import { recolour } from "./recolour.js";

function plotly(source) {
  // One script tag for all figures of a source; it is fetched relative to the page, so a base path works too.
  window.lecturePlotly ??= {};
  window.lecturePlotly[source] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(source, document.baseURI).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
    document.head.append(script);
  });
  return window.lecturePlotly[source];
}

function reportClicks(element, setStateValue) {
  const isFirst = !element.reportPoint;
  element.reportPoint = ({ x, y }) => setStateValue("point", { x, y, click: Date.now() });
  if (isFirst) element.on("plotly_click", ({ points }) => element.reportPoint(points[0]));
}

function comeIntoView(element, occasion) {
  if (!occasion || element.dataset.occasion === occasion) return;
  element.dataset.occasion = occasion;
  bringIntoView(element);
}

export default function ({ data, parentElement, setStateValue }) {
  const element = parentElement.querySelector(".figure");
  element.style.height = `${data.height}px`;
  element.setAttribute("aria-label", data.alt);
  comeIntoView(element, data.into_view);
  const dark = isDark(parentElement.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? parentElement.host : parentElement);
  const figure = JSON.parse(dark ? recolour(data.figure, data.on_dark) : data.figure);
  figure.layout.font.family = getComputedStyle(element).getPropertyValue("--st-font") || "sans-serif";
  const touch = matchMedia("(hover: none)").matches;
  if (touch) figure.layout.dragmode = false; // a finger that moves over the figure scrolls the page
  const config = {
    responsive: true,
    displaylogo: false,
    showSendToCloud: false,
    displayModeBar: figure.layout.dragmode === false ? false : "hover",
    scrollZoom: false,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "toImage"],
  };
  if (data.live) makeGrowable(figure, data.live.traces);
  element.pending = {};
  element.drawn = plotly(data.source).then(async (Plotly) => {
    if (!element.isConnected) return Plotly;
    await Plotly.react(element, figure.data, figure.layout, config);
    if (figure.layout.clickmode === "event") reportClicks(element, setStateValue);
    return Plotly;
  });
  element.drawn.catch((error) => {
    element.className = "figure-failed";
    element.textContent = `The figure could not be drawn: ${error.message}. Reload the page to try again.`;
  });
  if (data.live) follow(element, data.live.positions, ({ run }, rows) => grow(element, pointsOf(data.live.traces, run, rows)));
  else unfollow(element);
  return () => unfollow(element);
}
