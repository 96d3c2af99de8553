(function () {
  "use strict";
  var body = document.body;
  // Matches as people write: without case and diacritics.
  function folded(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  }
  function key(row, column) {
    var cell = row.cells[column];
    var given = cell.getAttribute("data-sort");
    if (given !== null) return given;
    var text = cell.textContent.trim();
    var day = /^(\d\d)\/(\d\d)\/(\d\d\d\d)(.*)/.exec(text);
    if (day) return day[3] + "-" + day[2] + "-" + day[1] + day[4];
    if (/^\d{1,3}([.,]\d\d\d)+$/.test(text)) return text.replace(/[.,]/g, "");
    var share = /^(\d+)[.,]?(\d*)%/.exec(text);
    return share ? share[1] + "." + (share[2] || "0") : text;
  }
  function compare(a, b) {
    var x = a === "" ? NaN : Number(a), y = b === "" ? NaN : Number(b);
    if (!isNaN(x + y)) return x - y;
    return a.localeCompare(b, document.documentElement.lang);
  }
  function sort(table, column, header) {
    var rising = header.getAttribute("aria-sort") !== "ascending";
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    rows.sort(function (a, b) { return (rising ? 1 : -1) * compare(key(a, column), key(b, column)); });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (each) { each.removeAttribute("aria-sort"); });
    header.setAttribute("aria-sort", rising ? "ascending" : "descending");
    rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
  }
  function addFilter(table, number) {
    var id = "filter-" + number;
    var label = document.createElement("label");
    var input = document.createElement("input");
    label.className = "filter";
    label.htmlFor = id;
    label.textContent = body.getAttribute("data-filter-label") + " ";
    input.type = "search";
    input.id = id;
    label.appendChild(input);
    table.parentNode.parentNode.insertBefore(label, table.parentNode);
    input.addEventListener("input", function () {
      var wanted = folded(input.value);
      Array.prototype.forEach.call(table.tBodies[0].rows, function (row) {
        row.hidden = folded(row.textContent).indexOf(wanted) === -1;
      });
    });
  }
  Array.prototype.forEach.call(document.querySelectorAll("table.sortable"), function (table, number) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (header, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.title = body.getAttribute("data-sort-label");
      while (header.firstChild) button.appendChild(header.firstChild);
      header.appendChild(button);
      button.addEventListener("click", function () { sort(table, column, header); });
    });
    if (table.hasAttribute("data-filter")) addFilter(table, number);
  });
})();
