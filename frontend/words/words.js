// Shows the pages in English: the pages are written in Chinese, the catalogue says each of their
// texts in English, and what is not in it (what people wrote, names, places) stays as it is.
//
// Loaded only for who chose English, before the page's own script; later texts follow as they come.

const root = document.documentElement;
const HAN = /\p{Script=Han}/u;
const ATTRIBUTES = ["aria-label", "alt", "placeholder", "title", "data-label", "label"];
const LEFT_ALONE = "script, style, textarea, [translate=no]";
/** What joins several texts into one. */
const JOINTS = /(、|；|，|： ?| · | \/ |（|）)/;
const IN_ENGLISH = { "、": ", ", "；": "; ", "，": ", ", "：": ": ", "（": " (", "）": ")" };

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
    const names = [...source.matchAll(/\{([^}:]*)[^}]*\}/g)].map(([, name], at) => name || at);
    if (names.length === 0) {
      texts.set(source.trim(), words.trim());
      continue;
    }
    const pieces = source.trim().split(/\{[^}]*\}/);
    const form = new RegExp(`^${pieces.map((piece) => piece.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&")).join("([^。；]{1,60}?)")}$`);
    patterns.push({ form, names, words: words.trim(), weight: pieces.join("").length });
  }
  // What says most itself is meant.
  patterns.sort((one, other) => other.weight - one.weight);
  return { texts, patterns };
}

/** The text in English, as far as the catalogue knows it. */
function said(text) {
  const core = text.trim();
  if (!HAN.test(core)) return text;
  const known = texts.get(core) ?? byPattern(core) ?? byParts(core);
  return known === undefined ? text : text.replace(core, () => known);
}

function byPattern(core) {
  for (const { form, names, words } of patterns) {
    const found = form.exec(core);
    if (!found) continue;
    const parts = new Map(names.map((name, at) => [name, said(found[at + 1])]));
    let place = 0;
    return words.replace(/\{([^}:]*)[^}]*\}/g, (_, name) => parts.get(name || place++) ?? "");
  }
}

/** 脐橙、油茶: each for itself, if any is known. */
function byParts(core) {
  const parts = core.split(JOINTS);
  if (parts.length === 1 || !parts.some((part) => texts.has(part.trim()))) return;
  return parts.map((part) => IN_ENGLISH[part.trim()] ?? said(part)).join("");
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
  if (text === null || element.closest("[translate=no]")) return;
  const words = said(text);
  if (words !== text) element.setAttribute(name, words);
}
