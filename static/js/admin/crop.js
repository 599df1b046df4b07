// The point of a picture that stays in sight: set by a press on it, shown as readers get it cut.
// The numbers stay in their fields, for the keyboard. Readers' pages know nine points, so nine are shown.
for (const box of document.querySelectorAll(".crop")) {
  const form = box.closest("form");
  const [x, y, file] = ["focal_x", "focal_y", "upload"].map((name) => form.elements[name]);
  const whole = box.querySelector(".crop__whole");
  const third = (value) => (value < 34 ? 0 : value > 66 ? 100 : 50);

  const show = () => {
    const place = [x, y].map((field) => Math.min(100, Math.max(0, Number(field.value) || 0)));
    const mark = box.querySelector(".crop__mark");
    [mark.style.left, mark.style.top] = place.map((percent) => `${percent}%`);
    for (const look of box.querySelectorAll(".crop__looks img")) {
      if (whole.src) look.src = whole.src;
      look.style.objectPosition = place.map((percent) => `${third(percent)}%`).join(" ");
    }
    box.hidden = !whole.getAttribute("src");
  };

  whole.addEventListener("click", (event) => {
    const room = whole.getBoundingClientRect();
    x.value = Math.round((100 * (event.clientX - room.left)) / room.width);
    y.value = Math.round((100 * (event.clientY - room.top)) / room.height);
    show();
  });
  file?.addEventListener("change", () => {
    if (!file.files[0]) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => { whole.src = reader.result; show(); });
    reader.readAsDataURL(file.files[0]);
  });
  for (const field of [x, y]) field.addEventListener("input", show);
  form.addEventListener("reset", () => { whole.removeAttribute("src"); setTimeout(show); });
  show();
}
