// The preview beside the form: filled when it is opened, and shown light, dark or as it prints.
// The frame's own scripts are off (sandbox); its style sheets are switched from here, by their media.
{
  const box = document.getElementById("beside");
  const frame = document.getElementById("beside-page");

  const chosen = (name) => box.querySelector(`[name=${name}]:checked`).value;

  // The media a rule was written for is remembered, so that every look starts from the sheet as it is.
  const written = new WeakMap();
  const media = (list) => {
    if (!written.has(list)) written.set(list, list.mediaText);
    return written.get(list);
  };

  const forLook = (text, look) => {
    if (/\bprint\b/.test(text)) return look === "print" ? text.replace(/\bprint\b/g, "all") : "not all";
    if (/prefers-color-scheme:\s*dark/.test(text)) {
      if (look !== "dark") return "not all";
      return text.replace(/\(prefers-color-scheme:\s*dark\)/g, "(min-width: 0)");
    }
    if (/^screen$/.test(text) && look === "print") return "not all";
    return text;
  };

  const paint = (rules, look) => {
    for (const rule of rules) {
      if (rule instanceof frame.contentWindow.CSSMediaRule) rule.media.mediaText = forLook(media(rule.media), look);
      if (rule.cssRules) paint(rule.cssRules, look);
    }
  };

  const dress = () => {
    const page = frame.contentDocument;
    if (!page?.styleSheets) return;
    const look = chosen("beside-look");
    for (const sheet of page.styleSheets) {
      sheet.media.mediaText = forLook(media(sheet.media), look);
      paint(sheet.cssRules, look);
    }
    page.documentElement.style.padding = look === "print" ? "1.5rem" : ""; // a sheet of paper has margins
    page.documentElement.style.colorScheme = look === "dark" ? "dark" : "light";
  };

  if (box && frame) {
    box.querySelector("[data-needs-script]").hidden = false;
    frame.addEventListener("load", dress);
    box.addEventListener("change", (event) => {
      event.stopPropagation();
      if (event.target.name === "beside-look") dress();
    });
    box.addEventListener("input", (event) => event.stopPropagation());
    box.addEventListener("toggle", () => { if (box.open) document.getElementById("beside-show").click(); });
  }
}
