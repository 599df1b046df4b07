// Offers what exists while an address, a picture or a source is typed, and counts the words.
{
  const tools = document.getElementById("pickers");
  const options = (id) => document.getElementById(id);
  const KINDS = {
    href: { kind: "link", list: "link-addresses" },
    imageUrl: { kind: "picture", list: "picture-addresses" },
    "find-source": { kind: "source", list: "source-keys" },
  };
  let editor = null, latest = 0;

  const questions = (typed) => {
    const words = typed.toLowerCase().split(/\s+/);
    return [...options("faq-addresses").options]
      .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
      .slice(0, 10)
      .map(({ value, label }) => ({ value, label }));
  };

  const offer = async (field) => {
    const { kind, list } = KINDS[field.name];
    field.setAttribute("list", list);
    const number = ++latest;
    const address = `${tools.dataset.address}?kind=${kind}&q=${encodeURIComponent(field.value)}`;
    const response = await fetch(address, { redirect: "manual" }).catch(() => null);
    if (!response?.ok || number !== latest) return;
    const { found } = await response.json();
    if (kind === "link") found.push(...questions(field.value));
    options(list).replaceChildren(...found.map(({ value, label, alt }) => {
      const option = Object.assign(document.createElement("option"), { value, textContent: label });
      if (alt !== undefined) option.dataset.alt = alt;
      return option;
    }));
  };

  const known = (field) => [...options(KINDS[field.name].list).options].some(({ value }) => value === field.value);

  const cite = () => {
    const field = tools.querySelector("[name=find-source]");
    if (!editor || !field.value.trim()) return;
    editor.chain().focus().insertContent(` [@${field.value.trim()}]`).run();
    field.value = "";
  };

  // Word count and reading time of what stands in the form.
  const line = document.getElementById("word-count");
  const count = () => {
    const names = ["summary", "key_points", "body", ...tools.dataset.facts.split(" ")];
    const page = new DOMParser();
    const words = names
      .map((name) => document.querySelector(`[name="${name}"]`)?.value ?? "")
      .map((html) => page.parseFromString(html.replace(/</g, " <"), "text/html").body.textContent)
      .join(" ").split(/\s+/).filter(Boolean).length;
    const minutes = Math.max(1, Math.ceil(words / Number(line.dataset.speed)));
    line.textContent = (minutes === 1 ? line.dataset.one : line.dataset.text).replace("%w", words.toLocaleString()).replace("%m", minutes);
  };

  if (tools) {
    for (const hidden of tools.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
    document.addEventListener("prose-editor:ready", ({ detail }) => {
      editor ??= detail.editor;
      detail.editor.on("focus", () => { editor = detail.editor; });
      detail.editor.on("update", () => setTimeout(count));
    });
    document.addEventListener("focusin", ({ target }) => { if (target.name in KINDS) offer(target); });
    document.addEventListener("input", ({ target }) => {
      if (target.name in KINDS && !known(target)) offer(target);
      if (target.closest?.(".article-form")) count();
    });
    tools.querySelector("#cite").addEventListener("click", cite);
    tools.querySelector("[name=find-source]").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      cite();
    });
    // These are tools and no words of the article.
    tools.addEventListener("input", (event) => event.stopImmediatePropagation());
  }
}
