// Searches the index that search-index.js has put into window.atttIndex: without a server, with or without diacritics.
"use strict";
(function () {
  const most = 200;

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  }

  function entry(item) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = item[0];
    link.textContent = item[1];
    const about = document.createElement("span");
    about.textContent = item[2];
    line.append(link, about);
    return line;
  }

  function search(words, composed) {
    const found = [];
    for (const item of window.atttIndex) {
      const text = item[1] + " " + item[2];
      // who writes diacritics means them
      const where = composed ? text.normalize("NFC").toLowerCase() : fold(text);
      if (words.every((word) => where.includes(word))) found.push(item);
    }
    return found;
  }

  function run() {
    const state = document.getElementById("search-state");
    const results = document.getElementById("search-results");
    const query = (new URLSearchParams(window.location.search).get("q") || "").normalize("NFC").trim();
    document.getElementById("q").value = query;
    const composed = fold(query) !== query.toLowerCase();
    const words = (composed ? query.toLowerCase() : fold(query)).split(/\s+/).filter((word) => word !== "");
    if (words.length === 0) {
      state.textContent = "";
      return;
    }
    const found = search(words, composed);
    const text = found.length === 0 ? state.dataset.none : found.length > most ? state.dataset.many : state.dataset.some;
    results.replaceChildren(...found.slice(0, most).map(entry));
    state.textContent = text.replace("{count}", String(found.length)).replace("{most}", String(most)).replace("{query}", () => query);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
  else run();
})();
