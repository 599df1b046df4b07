// The FAQ page: opens the answer that was linked to, filters as you type, copies an answer's link, prints all open.
// The page works without any of it.

const items = [...document.querySelectorAll("[data-faq-item]")];
const groups = [...document.querySelectorAll("[data-faq-group]")];

// Opens whatever is closed around the target of the address. New browsers do it themselves.
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = target?.closest("details:not([open])");
  if (closed) {
    closed.open = true;
    target.scrollIntoView();
  }
}

function words(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
}

function setUpFilter(filter) {
  const field = filter.querySelector("input");
  const status = filter.querySelector("[data-faq-status]");
  const texts = new Map(items.map((item) => [item, words(item.textContent)]));
  const message = { 0: status.dataset.none, 1: status.dataset.one };

  field.addEventListener("input", () => {
    const wanted = words(field.value).split(/\s+/).filter(Boolean);
    for (const [item, text] of texts) {
      item.hidden = !wanted.every((word) => text.includes(word));
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-faq-item]:not([hidden])");
    }
    const count = items.filter((item) => !item.hidden).length;
    const text = message[count] ?? status.dataset.many.replace("{count}", count);
    status.textContent = wanted.length ? text : status.dataset.all;
  });
}

function setUpLink(link) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return; // Refused: the link stands in the address bar all the same.
    }
    const before = [...link.childNodes];
    link.textContent = link.dataset.done;
    setTimeout(() => link.replaceChildren(...before), 3000);
  });
}

// Paper cannot be clicked: everything is open while it prints, and as before afterwards.
function setUpPrint() {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("main details:not([open])")];
    closed.forEach((item) => (item.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((item) => (item.open = false)));
}

document.querySelectorAll("[data-faq-filter]").forEach(setUpFilter);
document.querySelectorAll("[data-faq-link]").forEach(setUpLink);
setUpPrint();
addEventListener("hashchange", openTarget);
openTarget();
