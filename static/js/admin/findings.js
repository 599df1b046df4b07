// The checks beside the form: asked again shortly after the last change, and a click leads to the very words.

const panel = document.querySelector("[data-findings]");
const form = panel?.closest("form");
let timer, asking;

async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(panel.dataset.findings, { method: "POST", body: new FormData(form), signal: asking.signal });
    if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return; // signed out, or the site is away
    const found = await answer.json();
    panel.querySelector("[data-findings-said]").textContent = found.said ?? found.message;
    if (!found.html) return;
    const list = new DOMParser().parseFromString(found.html, "text/html").body;
    panel.querySelector("[data-findings-list]").replaceChildren(...list.childNodes);
  } catch {
    // Without an answer the list stays as it is; saving checks everything anyway.
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, 900);
}

// A stretch of text inside the field's editing area, which may run over several nodes.
function rangeOf(area, words) {
  const nodes = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
  const parts = [];
  let text = "";
  while (nodes.nextNode()) {
    parts.push([text.length, nodes.currentNode]);
    text += nodes.currentNode.data;
  }
  const start = text.indexOf(words);
  if (start < 0) return null;
  const at = (place) => parts.findLast(([from]) => from <= place);
  const range = document.createRange();
  const [from, first] = at(start);
  const [to, last] = at(start + words.length - 1);
  range.setStart(first, start - from);
  range.setEnd(last, start + words.length - to);
  return range;
}

function lead(link) {
  const field = document.getElementById(link.hash.slice(1));
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  const words = link.dataset.quote;
  const area = field.querySelector("[contenteditable=true]");
  const control = area ?? field.querySelector("textarea:not([hidden]), input, select");
  control?.focus();
  const range = area && words ? rangeOf(area, words) : null;
  if (range) {
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
  } else {
    const start = words && control?.value ? control.value.indexOf(words) : -1;
    if (start >= 0 && control.setSelectionRange) control.setSelectionRange(start, start + words.length);
    field.scrollIntoView({ block: "center" });
  }
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  document.addEventListener("prose-editor:ready", (event) => event.detail.editor.on("update", later));
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-quote]");
    if (!link) return;
    event.preventDefault();
    lead(link);
  });
}
