// On every page, before the first paint: colour scheme, the way into search, small conveniences. Nothing here is
// needed to read or to navigate. Kept tiny; search.js is imported only when somebody opens the search.
(() => {
  const root = document.documentElement;
  const KEY = "cb-scheme"; // only a choice made here by hand is kept, and only in this browser
  const stored = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(KEY) || "";
      value ? localStorage.setItem(KEY, value) : localStorage.removeItem(KEY);
    } catch { /* storage refused: the choice lasts for this page */ }
    return "";
  };
  const paint = (scheme) => {
    if (scheme === "default" || scheme === "slate") root.dataset.mdColorScheme = scheme;
    else delete root.dataset.mdColorScheme;
  };
  root.classList.replace("no-js", "js");
  paint(stored());

  const openSearch = async (query) => {
    const dialog = document.getElementById("cb-search");
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").focus(); // at once: what is typed while the module loads is not lost
    try {
      const search = await import(new URL(dialog.dataset.src, document.baseURI));
      search.open({ dialog, query });
    } catch {
      const url = new URL(dialog.dataset.browse, document.baseURI);
      if (query) url.searchParams.set("q", query);
      location.assign(url);
    }
  };

  // "Copy" buttons: <button data-cb-copy="id-of-element" data-cb-copied="Copied">
  const copy = async (button) => {
    const source = document.getElementById(button.dataset.cbCopy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    const label = button.textContent;
    button.textContent = button.dataset.cbCopied;
    setTimeout(() => { button.textContent = label; }, 2000);
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-cb-search-open],[data-cb-search-close],[data-cb-copy],[data-cb-print],.cb-pop a");
    if (event.target.id === "cb-search") event.target.close(); // the backdrop
    if (!target) return;
    if (target.matches("[data-cb-search-open]")) openSearch("");
    else if (target.matches("[data-cb-search-close]")) target.closest("dialog").close();
    else if (target.matches("[data-cb-copy]")) copy(target);
    else if (target.matches("[data-cb-print]")) print();
    else if (target.closest(":popover-open")) target.closest(":popover-open").hidePopover();
  });

  // A search field on a page (home) opens the same search; without script it leads to the list.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-cb-search-form]")) return;
    event.preventDefault();
    openSearch(new FormData(event.target).get("q"));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input,textarea,select,[contenteditable]")) return;
    try { if (localStorage.getItem("cb-shortcut") === "off") return; } catch { /* storage refused: the shortcut stays on */ }
    event.preventDefault();
    openSearch("");
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const radio of document.querySelectorAll("[name=cb-scheme]")) {
      radio.checked = radio.value === (root.dataset.mdColorScheme || "");
      radio.addEventListener("change", () => { stored(radio.value); paint(radio.value); });
    }
    // Contents: mark the section in sight.
    const links = new Map([...document.querySelectorAll(".cb-toc a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
    const watcher = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        for (const [id, a] of links) id === target.id ? a.setAttribute("aria-current", "location") : a.removeAttribute("aria-current");
      }
    }, { rootMargin: "0px 0px -70% 0px" });
    for (const id of links.keys()) {
      const heading = document.getElementById(id);
      if (heading) watcher.observe(heading);
    }
  });
})();
