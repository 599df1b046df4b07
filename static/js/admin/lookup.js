// Offers what exists while a field is typed in that names a source, a picture or an article.
// A field says what with data-pick; where to ask stands in data-picks, of the field or of its form.
{
  const whereFor = (field) => field.dataset?.picks ?? field.form?.dataset?.picks;

  let latest = 0;

  const listOf = (field) => {
    const id = `${field.id}_offered`;
    const list = document.getElementById(id) ?? Object.assign(document.createElement("datalist"), { id });
    field.after(list);
    field.setAttribute("list", id);
    return list;
  };

  const offer = async (field) => {
    const list = listOf(field);
    const number = ++latest; // an older answer on its way must not take away what was just chosen
    if ([...list.options].some(({ value }) => value === field.value)) return;
    const asked = new URLSearchParams({ kind: field.dataset.pick, q: field.value });
    const response = await fetch(`${whereFor(field)}?${asked}`, { redirect: "manual" }).catch(() => null);
    if (!response?.ok || number !== latest) return;
    const { found } = await response.json();
    list.replaceChildren(...found.map(({ value, label }) => (
      Object.assign(document.createElement("option"), { value, textContent: label })
    )));
  };

  for (const name of ["focusin", "input"]) {
    document.addEventListener(name, ({ target }) => { if (target.dataset?.pick && whereFor(target)) offer(target); });
  }
}

// A list of chosen articles: one that is picked becomes a tick, and the field is free for the next.
document.addEventListener("change", ({ target }) => {
  const box = target.closest?.("[data-chosen]");
  const option = [...(target.list?.options ?? [])].find(({ value }) => value === target.value);
  if (!box || !option) return;
  const label = document.createElement("label");
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: box.dataset.chosen, value: target.value, checked: true });
  const item = document.createElement("li");
  label.append(tick, ` ${option.textContent}`);
  item.append(label);
  box.querySelector("ul").append(item);
  target.value = "";
  target.dispatchEvent(new Event("input", { bubbles: true }));
});
