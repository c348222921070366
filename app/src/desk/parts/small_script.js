for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
  const text = document.getElementById(button.dataset.copy ?? "");
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!text) return print();
    if (text.select) text.select();
    else getSelection().selectAllChildren(text);
    // Where the clipboard is closed to pages, the text stays selected for the person's own copy.
    const copied = await navigator.clipboard?.writeText(text.value).then(() => true, () => false);
    if (copied) button.textContent = button.dataset.done;
  });
}

// What became of a form is told once, not again to who loads the page anew or is sent its address.
const address = new URL(location);
if (address.searchParams.has("done")) {
  address.searchParams.delete("done");
  history.replaceState(history.state, "", address);
}
