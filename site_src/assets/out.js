// Taking along what is on the page: as a CSV file or on the clipboard. Browse and compare import it when somebody asks.

/** Saves rows of texts as CSV named after the page, without a cell that a spreadsheet would take for a formula. */
export function saveCsv(rows) {
  const cell = (text = "") => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const lines = rows.map((row) => `${row.map(cell).join()}\r\n`); // RFC 4180; the mark first lets spreadsheets read å ä ö
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", ...lines], { type: "text/csv" }));
  link.download = `${location.pathname.split("/").at(-2)}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 9999);
}

/**
 * Copies a text; with `html` as formatted text too, so that what it is pasted into takes the form it understands.
 * The button says for a while how it went, as does `announce`.
 */
export async function copy(text, { button, done, failed, announce, html = false }) {
  const label = (button.dataset.label ??= button.textContent);
  let told = done;
  try {
    if (html) await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(["text/html", "text/plain"].map((type) => [type, new Blob([text], { type })])))]);
    else await navigator.clipboard.writeText(text);
  } catch {
    told = failed; // the browser did not allow it
  }
  button.textContent = told;
  announce(told);
  setTimeout(() => { button.textContent = label; }, 2500);
}
