// Shows the pages in English: the pages are written in Chinese, the catalogue says each of their
// texts in English, and what is not in it (what people wrote, names, places) stays as it is.
//
// Loaded only for who chose English, before the page's own script; later texts follow as they come.

const root = document.documentElement;
const HAN = /\p{Script=Han}/u;
const ATTRIBUTES = ["aria-label", "alt", "placeholder", "title", "data-label", "label"];
const LEFT_ALONE = "script, style, textarea, [translate=no]";
/** What joins several texts into one, the loosest first. */
const JOINTS = [/( · )/, /( \/ )/, /(；)/, /(，)/, /(、)/, /(： ?)/, /([（）])/, /( )/];
/** Of clauses and words all are known, or it is what people wrote. */
const WHOLE = ["，", " "];
const IN_ENGLISH = { "、": ", ", "；": "; ", "，": ", ", "：": ": ", "（": " (", "）": ")" };

/** `{name:kind}`. The kind stands in the English text: `#` is a number, `#2` one that is
 * written with two digits, `=` a text that the catalogue
 * knows too, `!` what people wrote, which stays as it is, and `?` may be nothing. */
const PLACE = /\{([^}:]*):?([^}]*)\}/g;
const NUMBER = "([\\d.,%+−±–-]{1,20})";
const KNOWN = "((?:(?! · )[^。；，、：（）]){1,60}?)";
const WRITTEN = "((?:(?! · )[^]){1,2000}?)";
const ANYTHING = "((?:(?! · )[^。；]){1,60}?)";

const { texts, patterns } = read(await (await fetch(root.dataset.words)).json());

show(root);
new MutationObserver((changes) => {
  for (const { type, target, addedNodes, attributeName } of changes) {
    if (type === "childList") addedNodes.forEach(show);
    else if (type === "characterData") showText(target);
    else showAttribute(target, attributeName);
  }
}).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });

/** Texts as they are, and those with places for a number or a name. */
function read(entries) {
  const texts = new Map();
  const patterns = [];
  for (const [source, words] of entries) {
    const names = placesOf(source).map(({ key }) => key);
    if (names.length === 0) {
      texts.set(source.trim(), words.trim());
      continue;
    }
    const kinds = new Map(placesOf(words).map(({ key, kind }) => [key, kind]));
    const pieces = source.trim().split(/\{[^}]*\}/).map((piece) => piece.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&"));
    const form = names.map((name, at) => pieces[at] + formOf(kinds.get(name)));
    // What says most itself is meant, and then what is strictest.
    const strict = names.filter((name) => /^[#=]/.test(kinds.get(name))).length;
    const weight = pieces.join("").length + strict / 100;
    patterns.push({ form: new RegExp(`^${form.join("")}${pieces.at(-1)}$`), names, kinds, words: words.trim(), weight });
  }
  patterns.sort((one, other) => other.weight - one.weight);
  return { texts, patterns };
}

/** The `{name:kind}` of a text; those without a name go by their order among themselves. */
function placesOf(text) {
  let unnamed = 0;
  return [...text.matchAll(PLACE)].map(([, name, kind]) => ({ key: name || unnamed++, kind }));
}

function formOf(kind) {
  if (/^[#.]/.test(kind)) return NUMBER;
  return { "=": KNOWN, "!": WRITTEN, "?": ANYTHING.replace("{1,60}", "{0,60}") }[kind] ?? ANYTHING;
}

/** The text in English, as far as the catalogue knows it. */
function said(text) {
  const core = text.trim();
  if (!HAN.test(core)) return text;
  const known = texts.get(core) ?? byPattern(core) ?? byParts(core);
  return known === undefined ? text : text.replace(core, () => known);
}

function byPattern(core) {
  for (const { form, names, kinds, words } of patterns) {
    const found = form.exec(core)?.slice(1);
    if (!found) continue;
    const kind = (at) => kinds.get(names[at]);
    const shown = { "!": (part) => part, "#2": (part) => part.padStart(2, "0") };
    const parts = found.map((part, at) => (shown[kind(at)] ?? said)(part));
    // What the catalogue should know and does not is what people wrote: the likeness is chance.
    if (parts.some((part, at) => kind(at) === "=" && HAN.test(part) && part === found[at])) continue;
    const of = new Map(names.map((name, at) => [name, parts[at]]));
    let unnamed = 0;
    const text = words.replace(PLACE, (_, name) => of.get(name || unnamed++) ?? "");
    if (text !== core) return text;
  }
}

/** 脐橙、油茶: each for itself, if any is known. */
function byParts(core) {
  const joint = JOINTS.find((joint) => joint.test(core));
  if (!joint) return;
  const [parts, joints] = [0, 1].map((odd) => core.split(joint).filter((_, at) => at % 2 === odd));
  const words = parts.map(said);
  const unknown = parts.map((part, at) => HAN.test(part) && words[at] === part);
  if (WHOLE.includes(joints[0]) ? unknown.includes(true) : words.every((text, at) => text === parts[at])) return;
  return words.map((text, at) => text + (IN_ENGLISH[joints[at]?.trim()] ?? joints[at] ?? "")).join("");
}

function show(node) {
  if (node.nodeType === Node.TEXT_NODE) return showText(node);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let at = node; at; at = walker.nextNode()) {
    if (at.nodeType === Node.TEXT_NODE) showText(at);
    else for (const name of ATTRIBUTES) showAttribute(at, name);
  }
}

function showText(node) {
  if (node.parentElement?.closest(LEFT_ALONE)) return;
  const words = said(node.data);
  if (words !== node.data) node.data = words;
}

function showAttribute(element, name) {
  const text = element.getAttribute(name);
  // A cell's heading is ours, whoever wrote what stands in the cell.
  if (text === null || (name !== "data-label" && element.closest("[translate=no]"))) return;
  const words = said(text);
  if (words !== text) element.setAttribute(name, words);
}
