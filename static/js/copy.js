// Buttons that copy a field: <button data-copy="id of the field" data-done="Copied">, hidden without this file.

function enableCopying(button) {
  const field = document.getElementById(button.dataset.copy);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  });
  button.parentElement.hidden = false;
}

if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(enableCopying);
