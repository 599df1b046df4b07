// The editor's page: names the editing areas for screen readers, and warns before unsaved words are left behind.

document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  const area = editor.view.dom;
  area.setAttribute("aria-labelledby", textarea.dataset.label);
  area.setAttribute("aria-multiline", "true");
  area.setAttribute("role", "textbox");
  // The line being written stays clear of the tools above and the save bar below.
  const room = { top: 80, bottom: 120, left: 5, right: 5 };
  // Typing over a chosen picture would leave a frame without one: the words go behind it instead.
  const handleTextInput = (view, _from, _to, text) => {
    const { selection } = view.state;
    if (selection.node?.type.name !== "image") return false;
    const end = selection.$from.depth ? selection.$from.after(1) : selection.to;
    const words = { type: "paragraph", content: [{ type: "text", text }] };
    return editor.chain().insertContentAt(end, words).setTextSelection(end + 1 + text.length).run();
  };
  const props = { ...editor.options.editorProps, scrollMargin: room, scrollThreshold: room, handleTextInput };
  editor.setOptions({ editorProps: props });
});

// Browsers leave a field where it is when it is in the window, even under the save bar.
document.addEventListener("focusin", ({ target }) => {
  const bar = document.querySelector(".article-buttons");
  if (bar.contains(target) || target.isContentEditable || !target.closest(".article-form")) return;
  const covered = target.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
  if (covered > 0) window.scrollBy(0, covered + 16);
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
  let changed = "unsaved" in form.dataset; // words that were taken over are in no version yet
  form.addEventListener("input", () => { changed = true; });
  document.addEventListener("prose-editor:ready", (event) => {
    event.detail.editor.on("update", () => { changed = true; });
  });
  form.addEventListener("submit", (event) => { if (!event.submitter?.formTarget) changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// Whoever makes it an article about a treatment sees at once which facts that asks for.
document.getElementById("id_kind")?.addEventListener("change", ({ target }) => {
  if (target.value === "treatment") document.getElementById("facts").open = true;
});
