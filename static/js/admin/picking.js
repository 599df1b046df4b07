// Dialogs over the article's form: the library of pictures, and a new source or picture added in place.
{
  const dialog = document.getElementById("pictures");
  const newSource = document.getElementById("new-source");
  const article = document.querySelector(".article-form[data-autosave]");
  let use = () => {}, editor = null, latest = 0;

  document.addEventListener("prose-editor:ready", ({ detail }) => {
    editor ??= detail.editor;
    detail.editor.on("focus", () => { editor = detail.editor; });
  });

  const tell = (field, value) => {
    field.value = value;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  };

  // What choosing a picture does: for the lead picture, for the text, and for the editor's own dialog.
  const uses = {
    lead: ({ key, value }) => {
      const field = article.querySelector("[data-picture=lead]");
      tell(field, key);
      const look = field.closest(".chosen-picture").querySelector("img");
      look.src = value;
      look.hidden = false;
    },
    body: ({ value, alt }) => {
      const picture = { type: "image", attrs: { src: value, alt } };
      editor?.chain().focus().insertContent([{ type: "figure", content: [picture] }, { type: "paragraph" }]).run();
    },
  };

  const entry = (found) => {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const look = Object.assign(document.createElement("img"), { src: found.value, alt: "", width: 160 });
    button.append(look, Object.assign(document.createElement("span"), { textContent: found.label }));
    button.addEventListener("click", () => choose(found));
    item.append(button);
    return item;
  };

  const choose = (found) => {
    dialog.close();
    use(found);
  };

  const search = async () => {
    const number = ++latest, said = dialog.querySelector(".picker__said");
    const asked = new URLSearchParams({ kind: "picture", q: dialog.querySelector("#pictures-q").value });
    const response = await fetch(`${article.dataset.picks}?${asked}`, { redirect: "manual" }).catch(() => null);
    if (number !== latest) return;
    if (!response?.ok) { said.textContent = dialog.dataset.away; return; }
    const { found } = await response.json();
    said.textContent = found.length ? "" : dialog.dataset.none;
    dialog.querySelector(".picker__found").replaceChildren(...found.map(entry));
  };

  const open = (way) => {
    use = way;
    dialog.showModal();
    dialog.querySelector("#pictures-q").focus();
    search();
  };

  const showErrors = (form, errors) => {
    for (const old of form.querySelectorAll(".errorlist")) old.remove();
    for (const [name, texts] of Object.entries(errors ?? {})) {
      const list = Object.assign(document.createElement("ul"), { className: "errorlist" });
      list.append(...texts.map((textContent) => Object.assign(document.createElement("li"), { textContent })));
      (form.querySelector(`[data-field="${name}"]`) ?? form).prepend(list);
    }
    form.querySelector(".errorlist")?.parentElement.querySelector("input, select, textarea")?.focus();
  };

  const added = { picture: choose, source: ({ value }) => { newSource.close(); editor?.chain().focus().insertContent(` [@${value}]`).run(); } };

  const send = async (form) => {
    const said = form.querySelector(".picker__said"), button = form.querySelector("[type=submit]");
    button.disabled = true;
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    button.disabled = false;
    said.textContent = answer?.said ?? form.closest("dialog").dataset.away;
    showErrors(form, answer?.errors);
    if (!answer?.added) return;
    form.reset();
    said.textContent = "";
    added[form.dataset.quick](answer.added);
  };

  if (article && dialog) {
    for (const hidden of document.querySelectorAll(".chosen-picture [data-needs-script]")) hidden.hidden = false;
    document.addEventListener("click", ({ target }) => {
      const way = target.closest?.("[data-open-pictures]")?.dataset.openPictures;
      if (way) open(uses[way]);
      if (target.closest?.("[data-open-source]")) newSource.showModal();
    });
    dialog.querySelector("#pictures-q").addEventListener("input", search);
    for (const form of document.querySelectorAll("[data-quick]")) {
      form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
    }
    // The editor's own dialog asks for an address: offer the library beside it.
    document.addEventListener("focusin", ({ target }) => {
      if (target.name !== "imageUrl" || target.dataset.library) return;
      target.dataset.library = "offered";
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: dialog.dataset.choose });
      button.addEventListener("click", () => open(({ value, alt }) => {
        tell(target, value);
        if (target.form.elements.altText) target.form.elements.altText.value = alt;
      }));
      target.after(button);
    });
  }
}
