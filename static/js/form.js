// Says how much of a text still fits, under every <textarea data-limit="5000" data-left="{count} characters left"
// data-over="{count} characters too many">. The server counts again; without this file the limit stands in the hint.

const PAUSE = 1000; // milliseconds of rest before a screen reader hears the number

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
