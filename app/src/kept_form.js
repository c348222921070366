// What is typed in a form of the desk stays in this tab until the answer has come. Where the session had
// ended, the answer is the sign-in: from there the same account finds the form as it was, to be sent by
// hand. Passwords and files are not kept.
addEventListener("DOMContentLoaded", () => {
  const KEPT = "ketepai.form";
  const BOXES = ["checkbox", "radio"];
  const SECRET = ["password", "file"];
  const person = document.querySelector("meta[name=ketepai-account]").content;
  const account = person && JSON.parse(person).id;
  const inputs = (form) => [...form.elements].filter((input) => input.name && !SECRET.includes(input.type));
  const name = (input) => (BOXES.includes(input.type) ? `${input.name}=${input.value}` : input.name);

  /** Takes what was kept; nothing where the browser has closed its storage to us. */
  const take = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT));
      if (account) sessionStorage.removeItem(KEPT);
      return kept;
    } catch {}
  };

  const fill = (form, fields) => {
    for (const input of inputs(form)) {
      const at = fields.findIndex(([field]) => field === name(input));
      if (at < 0) continue;
      const [[, value]] = fields.splice(at, 1);
      if (BOXES.includes(input.type)) input.checked = value;
      else input.value = value;
    }
    for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    form.before(document.getElementById("form-again").content.cloneNode(true));
  };

  document.addEventListener("submit", ({ target: form }) => {
    const action = form.getAttribute("action") ?? "";
    if (!account || form.getAttribute("method") !== "post" || !action.startsWith("/desk/")) return;
    const fields = inputs(form).map((input) => [name(input), BOXES.includes(input.type) ? input.checked : input.value]);
    const at = [...document.forms].indexOf(form);
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ account, action, at, fields }));
    } catch {}
  });

  const kept = take();
  if (!kept) return;
  if (!account) {
    document.getElementById("form-kept")?.removeAttribute("hidden");
  } else if (kept.account === account && new URL(document.referrer, location).pathname === "/sign-in") {
    const forms = [document.forms[kept.at], ...document.forms];
    const form = forms.find((form) => form?.getAttribute("action") === kept.action);
    if (form) fill(form, kept.fields);
  }
});
