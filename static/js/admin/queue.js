// The queue by keyboard. Every key presses a button or follows a link that stands on the page, so that nothing here is
// needed; opening a comment that nobody reads says that I do.

const KEPT = "desk-keys";
const onOff = document.querySelector("[data-keys]");

function keysAreOn() {
  return sessionStorage.getItem(KEPT) !== "off";
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function goTo(id) {
  const place = document.getElementById(id);
  if (!place) return;
  if (place.matches("details")) place.open = true;
  const field =
    place.querySelector("select, textarea, input:not([type=hidden], [type=checkbox])") ?? place.querySelector("summary");
  place.scrollIntoView({ block: "center" });
  (field ?? place).focus();
}

function press(target) {
  const place = target.getAttribute("href");
  if (place?.startsWith("#")) goTo(place.slice(1));
  else target.click();
}

// Nobody decides by a key about words that are still covered: the key uncovers them first.
function uncover() {
  const covered = document.querySelector(".moderation__covered:not([open])");
  if (!covered) return false;
  covered.open = true;
  covered.querySelector("summary").focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
  if (!keysAreOn() || isTyping(event.target)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target || target.disabled) return;
  event.preventDefault();
  if ("ars".includes(event.key) && uncover()) return;
  press(target);
});

for (const link of document.querySelectorAll(".desk-bar a[href^='#'], .moderation__step a[href^='#']")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    press(link);
  });
}

if (onOff) {
  onOff.checked = keysAreOn();
  onOff.closest("[hidden]").hidden = false;
  onOff.addEventListener("change", () => sessionStorage.setItem(KEPT, onOff.checked ? "on" : "off"));
}

const undo = document.querySelector("[data-undo]");
if (undo) setTimeout(() => undo.remove(), Number(undo.dataset.undo) * 1000);

// After a decision the keyboard and the screen reader stand at the next comment, and hear what has happened.
const said = document.querySelector(".messagelist");
const start = document.querySelector("[data-start]");
if (said && start && !document.getElementById("errors")) {
  said.id ||= "said";
  start.setAttribute("aria-describedby", said.id);
  start.focus();
}

const claim = document.querySelector("[data-claim]");
if (claim) {
  const body = new FormData(claim);
  body.set("step", "claim");
  fetch(claim.action, { method: "POST", body, headers: { Accept: "application/json" } })
    .then((answer) => {
      if (answer.status !== 204) return location.reload();
      const reader = document.querySelector("[data-reader]");
      reader.textContent = reader.dataset.mine;
      claim.hidden = true;
    })
    .catch(() => {}); // the button is still there
}

// An approved text goes to where the writing stands, without a way to the server and back.
const insert = document.querySelector("[data-insert]");
if (insert) {
  insert.addEventListener("click", (event) => {
    const words = insert.form.elements.approved.selectedOptions[0]?.dataset.words;
    if (!words) return;
    event.preventDefault();
    const area = document.getElementById(insert.dataset.insert);
    const before = area.value.slice(0, area.selectionStart);
    area.setRangeText((before && !before.endsWith("\n") ? "\n\n" : "") + words, area.selectionStart, area.selectionEnd, "end");
    area.focus();
  });
}
