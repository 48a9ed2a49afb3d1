(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  function stored(value) {
    try {
      if (value) localStorage.setItem("eidograph-theme", value);
      return localStorage.getItem("eidograph-theme");
    } catch (e) {
      return null; // storage may be refused for local files
    }
  }
  var first = stored();
  if (first === "dark" || first === "light") root.dataset.theme = first;
  document.addEventListener("DOMContentLoaded", function () {
    document.getElementById("theme").addEventListener("click", function () {
      var dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      stored(root.dataset.theme);
    });
  });
})();
