"use strict";
(() => {
  const methods = JSON.parse(document.getElementById("data").textContent);
  const readout = document.getElementById("readout");
  const overview = document.querySelector(".overview");
  if (!overview) return;

  const percent = (share) => (100 * share).toFixed(1);
  const bySeed = (point) =>
    Object.entries(point.accuracies).map(([seed, a]) => percent(a) + " (seed " + seed + ")").join(", ");

  /* Brings a method to the fore in every chart and says what was measured at one point. */
  const show = (index, point) => {
    for (const s of overview.querySelectorAll(".series")) {
      s.classList.toggle("hot", s.dataset.method === index);
    }
    readout.hidden = index === undefined;
    if (index === undefined) return;
    const name = document.createElement("strong");
    name.textContent = methods[index].name;
    readout.replaceChildren(name, point ? " · " + point : "");
  };

  const near = (element) => {
    const owner = element.closest && element.closest("[data-method]");
    if (!owner) return show();
    const index = owner.dataset.method;
    const point = element.closest(".point");
    if (!point) return show(index);
    const text = point.querySelector("title").textContent.slice(methods[index].name.length + 2);
    const stage = element.closest("figure").dataset.stage;
    const measured = methods[index].points.filter((p) => p.stage === stage);
    const at = [...owner.querySelectorAll(".point")].indexOf(point);
    show(index, text + "; by seed " + bySeed(measured[at]));
  };

  overview.addEventListener("pointerover", (event) => near(event.target));
  overview.addEventListener("pointerleave", () => show());
  overview.addEventListener("focusin", (event) => near(event.target));
  overview.addEventListener("focusout", () => show());
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => (d.open = true)));
})();
