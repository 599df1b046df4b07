// Small comforts of an article's page: passing it on, printing it, a contents list that follows along.
// The page does without them: the address stands in the text, the list is a plain list of links.

const WIDE = matchMedia("(min-width: 70rem)");

function enableShare(box) {
  const { address, title } = box.dataset;
  const status = box.querySelector("[data-share-status]");
  const show = (name, act) => {
    const button = box.querySelector(`[data-share-${name}]`);
    button.addEventListener("click", () => act(button));
    button.closest("li").hidden = false;
  };

  if (navigator.clipboard) {
    show("copy", async (button) => {
      await navigator.clipboard.writeText(address);
      button.querySelector("span").textContent = button.dataset.done;
      status.textContent = button.dataset.done;
    });
  }
  show("print", () => print());
  box.querySelector("[data-share-hint]")?.remove(); // the button says it
  if (navigator.share) {
    // Closing the share sheet rejects the promise; that is no error.
    show("native", () => navigator.share({ title, url: address }).catch(() => {}));
  }
}

// A link to a section leads there, as links do, and is copied as well.
function enableSectionLinks(links, status, done) {
  for (const link of links) {
    link.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.href);
      } catch {
        return; // Refused: the link stands in the address bar all the same.
      }
      link.textContent = "✓";
      if (status) status.textContent = done;
      setTimeout(() => (link.textContent = "#"), 3000);
    });
  }
}

// Marks the section being read: the last one whose heading has passed the upper quarter of the window.
function followAlong(contents) {
  const fold = contents.querySelector("details");
  const links = [...contents.querySelectorAll("a")];
  const sections = links.map((link) => document.getElementById(link.hash.slice(1)));
  let waiting = false;

  const mark = () => {
    waiting = false;
    const passed = sections.filter((section) => section?.getBoundingClientRect().top <= innerHeight / 4);
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const current = atEnd ? sections.length - 1 : sections.indexOf(passed.at(-1));
    links.forEach((link, index) => {
      if (index === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const soon = () => {
    // Folded, on a phone, there is nothing to mark, and measuring would cost the phone time.
    if (fold.open && !waiting) waiting = requestAnimationFrame(mark);
  };
  const unfold = () => {
    fold.open = WIDE.matches;
    soon();
  };

  unfold();
  WIDE.addEventListener("change", unfold);
  fold.addEventListener("toggle", soon);
  addEventListener("scroll", soon, { passive: true });
}

// A word's explanation opens beside it instead of leading to the page's end. Without popovers the link leads there.
function explainInPlace(links) {
  const note = document.createElement("div");
  if (!note.showPopover) return;
  note.className = "term-note";
  note.popover = "auto";
  let openedAt = 0;
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const entry = document.getElementById(link.hash.slice(1));
      const name = document.createElement("strong");
      name.textContent = entry.querySelector("dt").textContent;
      const text = document.getElementById(link.getAttribute("aria-describedby")).cloneNode(true);
      text.removeAttribute("id");
      note.replaceChildren(name, text);
      link.after(note); // next in the reading order, whoever reads
      note.showPopover();
      openedAt = scrollY;
      const place = link.getBoundingClientRect();
      const above = place.top - note.offsetHeight - 8;
      note.style.top = `${above > 8 ? above : place.bottom + 8}px`;
      note.style.left = `${Math.max(8, Math.min(place.left, innerWidth - note.offsetWidth - 8))}px`;
    });
  }
  // The last of a scroll that brought the reader to the word is told after it was pressed: it closes nothing.
  const away = () => Math.abs(scrollY - openedAt) > 24 && note.matches(":popover-open") && note.hidePopover();
  addEventListener("scroll", away, { passive: true });
}

// Ticked questions on paper or in the clipboard. Nothing is kept: a reload forgets the ticks.
function takeQuestionsAlong(section) {
  const status = section.querySelector("[data-questions-status]");
  const copy = section.querySelector("[data-questions-copy]");
  for (const box of section.querySelectorAll("input:checked")) box.checked = false; // Firefox brings ticks back
  const chosen = () => {
    const ticked = section.querySelectorAll("li:has(:checked) span");
    return [...(ticked.length ? ticked : section.querySelectorAll("li span"))].map((question) => question.textContent);
  };
  section.querySelector("[data-questions-print]").addEventListener("click", () => {
    const root = document.documentElement.classList;
    root.add("print-questions");
    print();
    root.remove("print-questions");
  });
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(chosen().map((question) => `- ${question}`).join("\n"));
    status.textContent = copy.dataset.done;
    copy.querySelector("span").textContent = copy.dataset.done;
  });
  section.querySelector(".questions__do").hidden = false;
}

// Laid out as blocks on a phone, a table is none any more for some screen readers. HTML may not repeat what a table's
// parts are; a script may.
function keepTables(tables) {
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const table of tables) {
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
      const heading = part.scope === "col" ? "columnheader" : "rowheader";
      part.setAttribute("role", roles[part.tagName] ?? heading);
    }
  }
}

const box = document.querySelector("[data-share]");
if (box) enableShare(box);
if (box && navigator.clipboard) {
  const done = box.querySelector("[data-share-copy]").dataset.done;
  enableSectionLinks(document.querySelectorAll("[data-section-link]"), box.querySelector("[data-share-status]"), done);
}
const contents = document.querySelector("[data-contents]");
if (contents) followAlong(contents);
keepTables(document.querySelectorAll(".table-wrap--reflow table"));
explainInPlace(document.querySelectorAll(".term"));
const questions = document.querySelector("[data-questions]");
if (questions) takeQuestionsAlong(questions);
