// Clean structure from Word and from web pages: lists stay lists, looks and pictures from elsewhere stay behind.
// The server sanitises once more; this is for what only the clipboard still knows.
{
  const NUMBER = /^\s*\(?(\d{1,3}|[a-z]|[ivx]{1,5})[.)]/i;
  const BULLET = /^[\s\u00a0]*(?:[·•▪◦§o–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])[\s\u00a0]+/i;
  const LEFT_OUT = "style, script, meta, link, title, xml, iframe, object, template, svg, math, noscript, form, input, button";

  const styleOf = (element) => (element.getAttribute("style") ?? "").toLowerCase();
  const isListed = (element) => element.localName === "p" && (/mso-list:\s*l\d/.test(styleOf(element)) || /MsoListParagraph/.test(element.className));
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
      if (first) first.data = first.data.replace(BULLET, "");
    }
    return NUMBER.test(text) ? "ol" : "ul";
  };

  // Word writes list items as paragraphs with a level: consecutive ones become one list, deeper ones nested.
  const makeLists = (page) => {
    for (const start of page.querySelectorAll("p")) {
      if (!start.isConnected || !isListed(start)) continue;
      const open = [];
      let item = start;
      while (item && isListed(item)) {
        const next = item.nextElementSibling;
        const level = Number(/level(\d)/.exec(styleOf(item))?.[1] ?? 1);
        const kind = removeMarker(item);
        while (open.length > level) open.pop();
        if (!open.length) {
          const list = page.createElement(kind);
          item.before(list);
          open.push(list);
        }
        while (open.length < level && open.at(-1).lastElementChild) {
          const list = page.createElement(kind);
          open.at(-1).lastElementChild.append(list);
          open.push(list);
        }
        const entry = page.createElement("li");
        open.at(-1).append(entry);
        entry.append(rename(page, item, "p"));
        item = next;
      }
    }
  };

  const keepEmphasis = (page) => {
    for (const wrapper of page.querySelectorAll("b, i")) {
      if (/font-(weight|style):\s*normal/.test(styleOf(wrapper))) wrapper.replaceWith(...wrapper.childNodes);
    }
    for (const span of page.querySelectorAll("span")) {
      const style = styleOf(span);
      if (/font-weight:\s*(bold|[6-9]00)/.test(style)) rename(page, span, "strong");
      else if (/font-style:\s*italic/.test(style)) rename(page, span, "em");
    }
  };

  const cleanPaste = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const element of page.querySelectorAll(LEFT_OUT)) element.remove();
    for (const element of page.querySelectorAll("[style*='display:none'], [style*='display: none'], [hidden]")) element.remove();
    for (const image of page.querySelectorAll("img")) {
      if (!/^\/admin\/picture\//.test(image.getAttribute("src") ?? "")) image.remove();
    }
    makeLists(page);
    keepEmphasis(page);
    for (const heading of page.querySelectorAll("h1")) rename(page, heading, "h2");
    for (const heading of page.querySelectorAll("h5, h6")) rename(page, heading, "h4");
    for (const paragraph of page.querySelectorAll("p")) {
      if (!paragraph.textContent.replace(/\u00a0/g, " ").trim() && !paragraph.querySelector("img, br")) paragraph.remove();
    }
    return page.body.innerHTML;
  };

  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
    // After the page's own settings, which article-form.js makes at the same event.
    setTimeout(() => editor.setOptions({ editorProps: { ...editor.options.editorProps, transformPastedHTML: cleanPaste } }));
  });
}
