// Keeps the editor's words on the server while they are written, and never lets a lost login take them away.
// A classic script: a module here would have to come after the editor's import map.
{
  const form = document.querySelector("[data-autosave]");
  const line = document.getElementById("autosave");
  const WAIT = 3000; // milliseconds from the first change to keeping it

  let timer = null, sending = null, signedOut = false, passed = false;

  const say = (text, alarm = false) => {
    line.textContent = text;
    line.classList.toggle("autosave--alarm", alarm);
  };

  const sayStillHere = () => {
    say(`${line.dataset.signedOut} `, true);
    const link = Object.assign(document.createElement("a"), {
      href: line.dataset.address, target: "_blank", rel: "noopener", textContent: line.dataset.signIn,
    });
    line.append(link);
  };

  // What an answer means: a redirect leads to the sign-in page, a refused token belongs to an earlier login.
  const lost = (response) => response.type === "opaqueredirect" || response.status === 403;

  const ask = (options) => fetch(form.dataset.autosave, { redirect: "manual", headers: { Accept: "application/json" }, ...options });

  const keep = async () => {
    timer = null;
    if (sending) await sending;
    sending = send();
    await sending;
    sending = null;
  };

  const send = async () => {
    try {
      const response = await ask({ method: "POST", body: new FormData(form) });
      if (lost(response)) {
        if (!(await check())) return;
        const again = await ask({ method: "POST", body: new FormData(form) });
        await report(again);
        return;
      }
      await report(response);
    } catch {
      say(line.dataset.unreachable, true);
      later();
    }
  };

  const report = async (response) => {
    const answer = await response.json();
    if (response.ok) say(line.dataset.kept.replace("%s", answer.kept));
    else say(answer.problem, true);
  };

  // Is somebody signed in? Then the form gets a token that is good for this login.
  const check = async () => {
    const response = await ask({});
    if (!response.ok) {
      signedOut = true;
      sayStillHere();
      return false;
    }
    const { token } = await response.json();
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    if (signedOut) say(line.dataset.back);
    signedOut = false;
    return true;
  };

  const later = () => { timer ??= setTimeout(keep, WAIT); };

  if (form && line) {
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    document.addEventListener("prose-editor:ready", ({ detail }) => detail.editor.on("update", later));
    window.addEventListener("focus", () => { if (signedOut) check().then((back) => back && later()).catch(() => {}); });
    // Leaving the page to save it: first make sure that somebody is there to take the words.
    form.addEventListener("submit", async (event) => {
      if (passed || event.submitter?.formTarget) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      clearTimeout(timer);
      timer = null;
      try {
        if (sending) await sending;
        if (!(await check())) return;
      } catch {
        say(line.dataset.unreachable, true);
        return;
      }
      passed = true;
      form.requestSubmit(event.submitter);
      passed = false;
    }, { capture: true });
  }
}
