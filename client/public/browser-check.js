// Runs before the app and in any browser, so it is written in ES5. Where the browser is older than
// `client/oldest-browsers.ts` says, or the app cannot start, it shows the words and the crisis lines of index.html.
(function () {
  "use strict";
  var root = document.getElementById("root");
  var shown = false;

  function isTooOld() {
    return !(
      window.CSS &&
      CSS.supports &&
      // Every colour of the app is one.
      CSS.supports("color", "light-dark(#000, #fff)") &&
      window.AbortSignal &&
      AbortSignal.any &&
      window.IDBFactory &&
      "databases" in IDBFactory.prototype
    );
  }

  function addLine(line) {
    var link = "tel:" + line.phone.replace(/[^+\d*#]/g, "");
    if (document.querySelector('a[href="' + link + '"]')) return;
    var item = document.createElement("li");
    var call = document.createElement("a");
    call.href = link;
    call.textContent = line.phone;
    item.appendChild(document.createTextNode(line.name + ": "));
    item.appendChild(call);
    document.getElementById("cannot-start-lines").appendChild(item);
  }

  // The campus's own lines, where the server answers; the numbers in the page stand in any case.
  function addCampusLines() {
    var request = new XMLHttpRequest();
    request.onload = function () {
      var lines = JSON.parse(request.responseText).crisisLines;
      for (var i = 0; i < lines.length; i++) if (lines[i].phone) addLine(lines[i]);
    };
    request.open("GET", "/api/campus");
    request.send();
  }

  function show(title) {
    if (shown) return;
    shown = true;
    document.documentElement.setAttribute("data-cannot-start", "");
    document.getElementById("cannot-start-title").textContent = title;
    document.getElementById("cannot-start").removeAttribute("hidden");
    addCampusLines();
  }

  function failed(event) {
    // A picture that is missing stops nothing; a script that is missing or fails before the first screen does.
    var stops = event.target === window || event.target.tagName === "SCRIPT";
    if (stops && root.childNodes.length === 0) show("Alcove cannot start in this browser");
  }

  if (isTooOld()) show("Your browser is too old for Alcove");
  else window.addEventListener("error", failed, true);
})();
