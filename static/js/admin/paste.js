// Clean structure from Word, Google Docs, LibreOffice and web pages: lists stay lists, looks and pictures from
// elsewhere stay behind. The server sanitises once more; this is for what only the clipboard still knows.
{
  const NUMBER = /^\s*\(?(\d{1,3}|[a-z]|[ivx]{1,5})[.)]/i;
  const BULLET = /^[\s\u00a0]*(?:[·•▪◦§o–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])[\s\u00a0]+/i;
  const TYPED = /^[\s\u00a0]*[•▪◦‣●·][\s\u00a0]+/; // a bullet that somebody typed; a dash may begin a sentence
  const LEFT_OUT = [
    "style, script, meta, link, title, xml, iframe, object, template, svg, math, noscript, form, input, button",
    "del, s, strike", // struck out means: not the text any more
    ".EOP, a.msocomanchor, .MsoCommentReference, [class^='MsoToc'], [data-look*='mso-element:comment']",
    "[data-look*='display:none'], [data-look*='display: none'], [hidden]",
  ].join(", ");

  const styleOf = (element) => (element.getAttribute("data-look") ?? "").toLowerCase();
  const unwrap = (element) => element.replaceWith(...element.childNodes);
  const rename = (page, element, name) => {
    const fresh = page.createElement(name);
    fresh.append(...element.childNodes);
    element.replaceWith(fresh);
    return fresh;
  };

  const removeMarker = (paragraph) => {
    const marker = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/.test(styleOf(span)));
    const text = (marker ?? paragraph).textContent;
    if (marker) marker.remove();
    else {
      const first = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode();
      if (first) first.data = first.data.replace(TYPED, "").replace(BULLET, "");
    }
    return { kind: NUMBER.test(text) ? "ol" : "ul", number: Number(/^\s*\(?(\d{1,3})[.)]/.exec(text)?.[1] ?? 1) };
  };

  // What is an item of a list, and of which: its level, its kind, its first number, and what tells two lists apart.
  const items = new WeakMap();

  const markWord = (page) => {
    for (const paragraph of page.querySelectorAll("p")) {
      const list = /mso-list:\s*(l\d+)\s+level(\d)\s*(lfo\d+)?/.exec(styleOf(paragraph));
      if (list) items.set(paragraph, { level: Number(list[2]), group: list[1] + list[3], ...removeMarker(paragraph) });
      else if (/MsoListParagraph/.test(paragraph.className)) {
        // Indented like the item before it: its second paragraph, unless it shows a mark of its own.
        if (BULLET.test(paragraph.textContent)) items.set(paragraph, { level: 1, group: "", ...removeMarker(paragraph) });
        else if (items.has(paragraph.previousElementSibling)) items.set(paragraph, { goesOn: true });
      }
    }
  };

  // Word on the web wraps every item in a list of its own and says the level beside it.
  const markWordOnline = (page) => {
    for (const item of page.querySelectorAll("li[data-aria-level]")) {
      const list = item.parentElement;
      const wrapper = list.closest(".ListContainerWrapper") ?? list;
      const found = { level: Number(item.dataset.ariaLevel) || 1, kind: list.localName, group: "", number: 1 };
      const paragraph = page.createElement("p");
      const inner = item.querySelector("p") ?? item;
      paragraph.append(...inner.childNodes);
      found.number = Number(item.dataset.ariaPosinset) || 1;
      items.set(paragraph, found);
      wrapper.before(paragraph);
      item.remove();
      if (!wrapper.textContent.trim()) wrapper.remove();
    }
  };

  // Two or more paragraphs in a row that begin with a typed bullet.
  const markTyped = (page) => {
    const typed = (element) => element?.localName === "p" && !items.has(element) && TYPED.test(element.textContent);
    const found = [...page.querySelectorAll("p")].filter(
      (paragraph) => typed(paragraph) && (typed(paragraph.nextElementSibling) || typed(paragraph.previousElementSibling)),
    );
    for (const paragraph of found) {
      removeMarker(paragraph);
      items.set(paragraph, { level: 1, kind: "ul", group: "typed", number: 1 });
    }
  };

  // Consecutive items become one list, deeper ones nested; another kind or another list begins anew.
  const makeLists = (page) => {
    for (const start of page.querySelectorAll("p")) {
      if (!start.isConnected || !items.has(start) || items.get(start).goesOn) continue;
      let open = []; // from the outermost: the lists that an item may still be put into
      let item = start;
      while (item && items.has(item)) {
        const next = item.nextElementSibling;
        const { level, kind, group, number, goesOn } = items.get(item);
        if (goesOn) {
          open.at(-1)?.list.lastElementChild?.append(rename(page, item, "p"));
          item = next;
          continue;
        }
        while (open.length > level) open.pop();
        const current = open.at(-1);
        if (current && open.length === level && (current.kind !== kind || (level === 1 && current.group !== group))) open.pop();
        if (!open.length) {
          open = [{ list: page.createElement(kind), kind, group }];
          item.before(open[0].list);
          if (kind === "ol" && number > 1) open[0].list.setAttribute("start", number);
        }
        while (open.length < level && open.at(-1).list.lastElementChild) {
          const list = page.createElement(kind);
          open.at(-1).list.lastElementChild.append(list);
          open.push({ list, kind, group });
        }
        const entry = page.createElement("li");
        open.at(-1).list.append(entry);
        entry.append(rename(page, item, "p"));
        item = next;
      }
    }
  };

  const keepEmphasis = (page) => {
    for (const wrapper of page.querySelectorAll("b, i")) {
      if (/font-(weight|style):\s*(normal|[1-5]00)/.test(styleOf(wrapper))) unwrap(wrapper);
    }
    for (const span of page.querySelectorAll("span")) {
      const style = styleOf(span);
      if (/line-through/.test(style)) span.remove();
      else if (/vertical-align:\s*super/.test(style)) rename(page, span, "sup");
      else if (/vertical-align:\s*sub/.test(style)) rename(page, span, "sub");
      else if (/font-weight:\s*(bold|[6-9]00)/.test(style)) rename(page, span, "strong");
      else if (/font-style:\s*italic/.test(style)) rename(page, span, "em");
    }
    for (const strong of page.querySelectorAll(":is(h1, h2, h3, h4, h5, h6) :is(b, strong)")) unwrap(strong);
  };

  // Where a link that went through somebody's counter leads in the end.
  const behind = (address) => {
    try {
      const url = new URL(address);
      const counted = (/(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url") || /\.safelinks\.protection\.outlook\.com$/.test(url.hostname);
      return (counted && (url.searchParams.get("q") ?? url.searchParams.get("url"))) || address;
    } catch {
      return address;
    }
  };

  const mendLinks = (page, ours) => {
    for (const link of page.querySelectorAll("a")) {
      const address = link.getAttribute("href") ?? "";
      // Footnotes and marks of another document, and files of somebody's own machine, lead nowhere here.
      if (!address || /^file:/i.test(address) || (!ours && address.startsWith("#"))) unwrap(link);
      else if (behind(address) !== address) link.setAttribute("href", behind(address));
    }
  };

  // The policy of our pages refuses inline styles, and the browser would report each one of a pasted text. What they say
  // is read under another name.
  const setLooksAside = (html) => html
    .replace(/<style\b[^>]*>[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-look="));

  const cleanPaste = (html) => {
    const page = new DOMParser().parseFromString(setLooksAside(html), "text/html");
    const ours = page.querySelector("[data-pm-slice]") !== null; // from an editor like this one
    for (const element of page.querySelectorAll(LEFT_OUT)) element.remove();
    for (const image of page.querySelectorAll("img")) {
      if (!/^\/admin\/picture\//.test(image.getAttribute("src") ?? "")) image.remove();
    }
    markWordOnline(page);
    markWord(page);
    markTyped(page);
    makeLists(page);
    keepEmphasis(page);
    mendLinks(page, ours);
    for (const element of page.querySelectorAll("[class]")) {
      if (!/^(callout|warning|table-caption)$/.test(element.className)) element.removeAttribute("class");
    }
    for (const heading of page.querySelectorAll("h1")) rename(page, heading, "h2");
    for (const heading of page.querySelectorAll("h5, h6")) rename(page, heading, "h4");
    for (const paragraph of page.querySelectorAll("p")) {
      if (!paragraph.textContent.replace(/\u00a0/g, " ").trim() && !paragraph.querySelector("img, br")) paragraph.remove();
    }
    for (const element of page.querySelectorAll("[data-look]")) element.removeAttribute("data-look");
    return page.body.innerHTML;
  };

  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
    // After the page's own settings, which article-form.js makes at the same event.
    setTimeout(() => editor.setOptions({ editorProps: { ...editor.options.editorProps, transformPastedHTML: cleanPaste } }));
  });
}
