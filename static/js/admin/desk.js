// Every page of the desk: takes the keyboard to what went wrong, and names the cells of a list for narrow screens.

document.getElementById("errors")?.focus();

for (const table of document.querySelectorAll(".results table")) {
  const names = [...table.querySelectorAll("thead th")].map((head) => head.querySelector(".text, input") ?? head);
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, place) => {
      if (cell.tagName === "TD" && !("label" in cell.dataset)) cell.dataset.label = names[place]?.textContent.trim() ?? "";
    });
  }
}
