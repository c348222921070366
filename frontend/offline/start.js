// Starts the field root from the files on this device. The page carries their addresses.

const PATIENCE_MS = 10_000;

const root = document.documentElement;
const { script, wasm, translator } = root.dataset;
const starting = document.getElementById("starting");
const late = setTimeout(sayItFailed, PATIENCE_MS);

try {
  if (localStorage.getItem("ketepai.language") === "en") {
    root.lang = "en";
    await import(translator);
  }
  const field = await import(script);
  await field.default({ module_or_path: wasm });
  await field.start_offline();
  starting.remove();
} catch (fault) {
  console.error(fault);
  sayItFailed();
} finally {
  clearTimeout(late);
}

function sayItFailed() {
  document.getElementById("opening").hidden = true;
  document.getElementById("failed").hidden = false;
}
