(function () {
  "use strict";
  var colours = ["var(--c0)", "var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)"];
  var dashes = ["solid", [7, 4], [2, 3], [9, 3, 2, 3]];
  var symbols = ["circle", "rect", "triangle", "diamond"];
  var superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  var zoomFrom = 300;
  var charts = [];

  function number(value, digits, powersBelow) {
    if (value === null || value === undefined) return "–";
    var size = Math.abs(value);
    if (size !== 0 && (size < (powersBelow || 1e-3) || size >= 1e7)) {
      var parts = value.toExponential(digits - 1).split("e");
      var mantissa = String(Number(parts[0]));
      var power = "10" + parts[1].replace("+", "").replace("-", "⁻")
        .replace(/[0-9]/g, function (d) { return superscripts[Number(d)]; });
      return mantissa === "1" ? power : mantissa + "×" + power;
    }
    return value.toLocaleString("en", { maximumSignificantDigits: digits });
  }

  function unit(label) {
    var found = /[([]([^()[\]]+)[)\]]\s*$/.exec(label);
    return found ? " " + found[1] : "";
  }

  function add(parent, name, text) {
    var child = document.createElement(name);
    if (text !== undefined) child.textContent = text;
    parent.appendChild(child);
    return child;
  }

  function tooltip(figure, categories) {
    return function (params) {
      var items = Array.isArray(params) ? params : [params];
      var box = document.createElement("div");
      box.className = "tip";
      var at = categories ? items[0].axisValueLabel : number(items[0].value[0], 6);
      add(box, "b", figure.x.label + ": " + at);
      items.forEach(function (item) {
        add(box, "span", item.seriesName + ": " + number(item.value[1], 5) + unit(figure.y.label));
      });
      return box;
    };
  }

  // Whole decades would press values that lie close together into a line; widths double, so their
  // ticks are powers of two.
  function logKind(values) {
    var known = values.filter(function (v) { return typeof v === "number" && v > 0; });
    var ratio = Math.max.apply(null, known) / Math.min.apply(null, known);
    if (known.length > 0 && ratio < 3) return { type: "value" };
    var doubling = ratio <= 256 && known.every(function (v) { return Number.isInteger(v); });
    return { type: "log", logBase: doubling ? 2 : 10 };
  }

  function axis(spec, vertical, values) {
    var kind = spec.log ? logKind(values) : { type: "value" };
    return {
      type: kind.type,
      logBase: kind.logBase,
      scale: true,
      axisLine: { show: !vertical, lineStyle: { color: "var(--muted)" } },
      axisTick: { show: !vertical, lineStyle: { color: "var(--muted)" } },
      axisLabel: { color: "var(--muted)", hideOverlap: true, formatter: function (v) { return number(v, 4, spec.log ? 1e-2 : 1e-3); } },
      splitLine: { show: vertical, lineStyle: { color: "var(--rule)" } },
      minorTick: { show: false }
    };
  }

  function coordinates(figure, at) {
    var all = [];
    figure.series.forEach(function (s) { s.points.forEach(function (p) { all.push(p[at]); }); });
    return all;
  }

  function series(one, index, categories) {
    var colour = colours[index % colours.length];
    var bars = one.kind === "BARS", points = one.kind === "POINTS";
    return {
      name: one.name,
      type: bars ? "bar" : points ? "scatter" : "line",
      data: categories
        ? one.points.map(function (p) { return [number(p[0], 6), p[1]]; })
        : one.points.map(function (p) { return [p[0], p[1]]; }),
      color: colour,
      symbol: symbols[index % symbols.length],
      symbolSize: points ? 7 : 5,
      showSymbol: points || one.points.length <= 40,
      connectNulls: false,
      barMaxWidth: 36,
      itemStyle: { color: colour },
      lineStyle: { color: colour, width: 2, type: dashes[index % dashes.length] },
      emphasis: { disabled: true, scale: false, itemStyle: { color: colour }, lineStyle: { color: colour, width: 2 } }
    };
  }

  function option(figure) {
    var long = figure.series.some(function (s) { return s.points.length > zoomFrom; });
    var categories = !figure.x.log && figure.series.length > 0 &&
      figure.series.every(function (s) { return s.kind === "BARS"; });
    var x = axis(figure.x, false, coordinates(figure, 0));
    if (categories) {
      var all = new Set();
      figure.series.forEach(function (s) { s.points.forEach(function (p) { all.add(p[0]); }); });
      x.type = "category";
      x.data = Array.from(all).sort(function (a, b) { return a - b; }).map(function (v) { return number(v, 6); });
      delete x.axisLabel.formatter;
    }
    x.name = figure.x.label;
    x.nameLocation = "middle";
    x.nameGap = 28;
    x.nameTextStyle = { color: "var(--muted)", fontSize: 13 };
    x.nameTruncate = { maxWidth: 240, ellipsis: "…" };
    var y = axis(figure.y, true, coordinates(figure, 1));
    if (figure.series.some(function (s) { return s.kind === "BARS"; })) y.scale = false;
    return {
      animation: false,
      textStyle: { fontFamily: "inherit" },
      grid: { left: 4, right: 28, top: 14, bottom: long ? 78 : 34, containLabel: true },
      legend: { show: false, data: figure.series.map(function (s) { return s.name; }) },
      tooltip: {
        trigger: figure.series.every(function (s) { return s.kind === "POINTS"; }) ? "item" : "axis",
        confine: true, backgroundColor: "var(--card)", borderColor: "var(--rule)",
        textStyle: { color: "var(--ink)", fontSize: 13 }, formatter: tooltip(figure, categories),
        axisPointer: { type: "line", lineStyle: { color: "var(--muted)" } }
      },
      dataZoom: long ? [{
        type: "slider", height: 22, bottom: 6, left: 40, right: 40, showDetail: false, brushSelect: false,
        borderColor: "var(--rule)", fillerColor: "var(--rule)", backgroundColor: "transparent",
        handleStyle: { color: "var(--card)", borderColor: "var(--muted)" },
        moveHandleStyle: { color: "var(--rule)" },
        emphasis: { handleStyle: { borderColor: "var(--accent)" }, moveHandleStyle: { color: "var(--muted)" } },
        dataBackground: { lineStyle: { color: "var(--muted)" }, areaStyle: { color: "transparent" } },
        selectedDataBackground: { lineStyle: { color: "var(--muted)" }, areaStyle: { color: "transparent" } }
      }] : [],
      xAxis: x,
      yAxis: y,
      series: figure.series.map(function (s, i) { return series(s, i, categories); })
    };
  }

  function swatch(one, index) {
    var colour = colours[index % colours.length];
    var dash = dashes[index % dashes.length];
    var line = one.kind === "LINE";
    return '<svg width="22" height="10" aria-hidden="true">' + (line
      ? '<path d="M0 5H22" stroke-width="2.5" fill="none" style="stroke:' + colour + '"' +
        (dash === "solid" ? "" : ' stroke-dasharray="' + dash.join(" ") + '"') + "/>"
      : '<rect x="6" width="10" height="10" rx="' + (one.kind === "BARS" ? 2 : 5) + '" style="fill:' + colour + '"/>') +
      "</svg>";
  }

  function legend(box, figure, chart) {
    if (figure.series.length < 2) return;
    figure.series.forEach(function (one, index) {
      var button = add(box, "button");
      button.type = "button";
      button.setAttribute("aria-pressed", "true");
      button.innerHTML = swatch(one, index);
      add(button, "span", one.name);
      button.addEventListener("click", function () {
        var shown = button.getAttribute("aria-pressed") === "true";
        button.setAttribute("aria-pressed", String(!shown));
        chart.dispatchAction({ type: "legendToggleSelect", name: one.name });
      });
    });
  }

  // With a view box the drawing can be scaled to any paper by style alone.
  function fitView(box) {
    var svg = box.querySelector("svg");
    svg.setAttribute("viewBox", "0 0 " + box.clientWidth + " " + box.clientHeight);
  }

  function draw(figure) {
    var frame = document.getElementById("figure-" + figure.id);
    var box = frame.querySelector(".chart");
    var wanted = option(figure);
    if (wanted.dataZoom.length) box.classList.add("zoomable");
    var chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(wanted);
    fitView(box);
    legend(frame.querySelector(".legend"), figure, chart);
    frame.querySelector("details").open = false;
    charts.push({ chart: chart, box: box });
  }

  JSON.parse(document.getElementById("figures").textContent).forEach(draw);
  var printing = matchMedia("print");
  new ResizeObserver(function () {
    if (printing.matches) return;
    charts.forEach(function (entry) {
      if (entry.box.clientWidth === entry.chart.getWidth() && entry.box.clientHeight === entry.chart.getHeight()) return;
      entry.chart.resize();
      fitView(entry.box);
    });
  }).observe(document.querySelector("main"));
})();
