// A preview that follows the form: shown again a moment after something was changed, at the place that was looked at.
{
  const box = document.querySelector(".beside[data-live]");
  const frame = document.getElementById("beside-page");
  const show = document.getElementById("beside-show");
  const PAUSE = 700;

  if (box && frame && show) {
    let timer, place = 0;

    const again = () => {
      if (!box.open) return;
      place = frame.contentWindow?.scrollY ?? 0;
      show.click();
    };

    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(again, PAUSE);
    };

    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, place));
    show.form.addEventListener("input", soon);
    show.form.addEventListener("change", soon);
    again();
    box.querySelector("[name=preview-page]")?.addEventListener("change", () => {
      place = 0;
      show.click();
    });
  }
}
