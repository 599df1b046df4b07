// The editor's page: names the editing areas for screen readers, and warns before unsaved words are left behind.

document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  const area = editor.view.dom;
  area.setAttribute("aria-labelledby", textarea.dataset.label);
  area.setAttribute("aria-multiline", "true");
  area.setAttribute("role", "textbox");
});

// The editor's picture dialog knows addresses only: offer the library's, with their words.
document.addEventListener("focusin", ({ target }) => {
  if (target.name === "imageUrl") target.setAttribute("list", "picture-addresses");
});
// A table without header cells is hard to follow for a screen reader: offer them unless somebody says no.
document.addEventListener("focusin", ({ target }) => {
  const header = target.form?.elements.withHeaderRow;
  if (!header || header.dataset.offered) return;
  header.dataset.offered = "yes";
  header.value = "Yes";
});
document.addEventListener("change", ({ target }) => {
  if (target.name !== "imageUrl") return;
  const words = target.form?.elements.altText;
  const chosen = [...document.querySelectorAll("#picture-addresses option")].find((o) => o.value === target.value);
  if (words && chosen && !words.value) words.value = chosen.dataset.alt;
});

const form = document.querySelector("[data-guard-unsaved]");
if (form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  document.addEventListener("prose-editor:ready", (event) => {
    event.detail.editor.on("update", () => { changed = true; });
  });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

document.getElementById("errors")?.focus();
