// Every page of the desk: takes the keyboard to what went wrong, and names the cells of a list for narrow screens.

document.getElementById("errors")?.focus();

// On a phone the places are one line that moves sideways: it begins where one is.
const here = document.querySelector(".desk-nav [aria-current]");
const line = here?.closest("ul");
if (line && line.scrollWidth > line.clientWidth) line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;

// Folded for want of room only: where there is room, or on paper, they stand open.
if (matchMedia("(min-width: 48rem)").matches) {
  for (const fold of document.querySelectorAll("[data-open-wide]")) fold.open = true;
}

for (const table of document.querySelectorAll(".results table")) {
  const names = [...table.querySelectorAll("thead th")].map((head) => head.querySelector(".text, input") ?? head);
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, place) => {
      if (cell.tagName === "TD" && !("label" in cell.dataset)) cell.dataset.label = names[place]?.textContent.trim() ?? "";
    });
  }
}
