// Says how much of a text still fits, under every <textarea data-limit="5000" data-left="{count} characters left"
// data-over="{count} characters too many">. The server counts again; without this file the limit stands in the hint.

const PAUSE = 1000; // milliseconds of rest before anything is said: nobody is spoken to in the middle of a word

function addCounter(area) {
  const seen = document.createElement("p");
  const heard = document.createElement("p");
  seen.className = "counter";
  seen.setAttribute("aria-hidden", "true");
  heard.className = "visually-hidden";
  heard.setAttribute("role", "status");
  area.after(seen, heard);

  let timer;
  const words = () => {
    const left = area.dataset.limit - [...area.value].length; // code points, as the server counts
    seen.classList.toggle("counter--over", left < 0);
    const text = left < 0 ? area.dataset.over : area.dataset.left;
    return text.replace("{count}", Math.abs(left).toLocaleString(document.documentElement.lang));
  };
  area.addEventListener("input", () => {
    seen.textContent = words();
    clearTimeout(timer);
    timer = setTimeout(() => {
      heard.textContent = seen.textContent;
    }, PAUSE);
  });
  seen.textContent = words();
}

document.querySelectorAll("textarea[data-limit]").forEach(addCounter);

// A quiet line under a field while somebody types what comments are better without. Nothing is sent and nothing stopped:
// the server looks again, and more closely. The words stand in the field's data-hint-…

const MONTH = "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
const LOOKS = {
  hintPhone: /(?<![\d.])(?:\+\d|0\d|\(\d|\d{3}[-. ]\d{3}[-. ])[\d ().-]{3,16}\d(?!\d)/g,
  hintEmail: /[^\s@]+@[^\s@]+\.[^\s@]{2,}/g,
  hintDate: new RegExp(
    `\\b\\d{1,2}[/.-]\\d{1,2}[/.-](?:\\d{4}|\\d{2})\\b|\\b\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}\\b|\\b${MONTH} \\d{1,2}(?:st|nd|rd|th)?\\b(?! ?(?:mg|%))`,
    "g",
  ),
};

function digits(text) {
  return text.replace(/\D/g, "").length;
}

export function kindOf(text) {
  for (const [kind, pattern] of Object.entries(LOOKS)) {
    const found = text.match(pattern) ?? [];
    if (found.some((one) => kind !== "hintPhone" || (digits(one) >= 9 && digits(one) <= 15))) return kind;
  }
  return "";
}

function addHint(area) {
  const line = document.createElement("p");
  line.className = "typing-hint";
  line.setAttribute("aria-live", "polite");
  area.after(line);
  let timer;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const words = area.dataset[kindOf(area.value)] ?? "";
      if (line.textContent !== words) line.textContent = words;
    }, PAUSE);
  });
}

document.querySelectorAll("textarea[data-hint-phone]").forEach(addHint);
