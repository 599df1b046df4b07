// Offers what exists while a field is typed in that names a source, a picture or an article.
// A field says what with data-pick; its form says where to ask with data-picks.
{
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
    if ([...list.options].some(({ value }) => value === field.value)) return;
    const number = ++latest;
    const asked = new URLSearchParams({ kind: field.dataset.pick, q: field.value });
    const response = await fetch(`${field.form.dataset.picks}?${asked}`, { redirect: "manual" }).catch(() => null);
    if (!response?.ok || number !== latest) return;
    const { found } = await response.json();
    list.replaceChildren(...found.map(({ value, label }) => (
      Object.assign(document.createElement("option"), { value, textContent: label })
    )));
  };

  for (const name of ["focusin", "input"]) {
    document.addEventListener(name, ({ target }) => { if (target.dataset?.pick && target.form?.dataset.picks) offer(target); });
  }
}
