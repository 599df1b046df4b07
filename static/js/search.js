// Suggestions under the search field: an ARIA combobox whose options are links to pages. Without this file, or with
// no answer from the server, the field is a plain form.

const PAUSE = 180; // milliseconds without typing before the server is asked

function enableSuggestions(form) {
  const field = form.querySelector('input[type="search"]');
  const list = Object.assign(document.createElement("ul"), { id: "search-suggestions", className: "search__list", hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  let timer, asked = 0, active = -1;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  status.setAttribute("role", "status");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    field.setAttribute(name, value);
  }
  field.after(list, status);

  const close = () => {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const point = (index) => {
    active = index;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[index].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map(({ title, url }, place) => {
      const option = Object.assign(document.createElement("li"), { id: `suggestion-${place}`, textContent: title });
      option.setAttribute("role", "option");
      option.dataset.url = url;
      return option;
    }));
    list.hidden = !found.length;
    point(-1);
    field.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? form.dataset.found.replace("{count}", found.length) : form.dataset.none;
  };
  const ask = async () => {
    const turn = ++asked;
    if (field.value.trim().length < 2) return close();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(field.value)}`);
      const { suggestions } = await answer.json();
      if (turn === asked && document.activeElement === field) show(suggestions);
    } catch {
      close(); // the form itself still works
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("blur", () => setTimeout(close, PAUSE));
  field.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) close();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") point(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") point(active > 0 ? active - 1 : last);
    else if (event.key === "Enter" && active >= 0) location.href = list.children[active].dataset.url;
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.href = option.dataset.url;
  });
}

document.querySelectorAll("[data-search]").forEach(enableSuggestions);
