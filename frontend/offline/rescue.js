// Puts what waits on this device into one file. Plain script: it is needed exactly when the wasm
// does not start. It reads the database that `frontend/src/database` writes, and changes nothing.

const show = (id, text) => {
  const part = document.getElementById(id);
  if (text !== undefined) part.textContent = text;
  part.hidden = false;
  return part;
};

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────

let opened;

/**
 * The database, opened once; again after the browser has closed it, as it does after a sleep.
 * Null when there is none: made here it would lack its stores, and the application could not add
 * them.
 */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("ketepai");
    let missing = false;
    request.onupgradeneeded = () => {
      missing = true;
      request.transaction.abort();
    };
    request.onerror = () => (missing ? resolve(null) : reject(request.error));
    request.onblocked = () => reject(new Error("blocked"));
    request.onsuccess = () => {
      request.result.onclose = request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
  });
  return opened;
}

/** One answer of one store; undefined when there is no such store. */
async function read(store, ask) {
  for (let tries = 0; ; tries++) {
    try {
      const found = await database();
      if (!found?.objectStoreNames.contains(store)) return undefined;
      return await answer(ask(found.transaction(store).objectStore(store)));
    } catch (fault) {
      opened = undefined;
      if (tries === 2) throw fault;
    }
  }
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The one record that the page was asked for, as `/rescue.html?record=…`; null for all of them. */
const onlyRecord = new URLSearchParams(location.search).get("record");

/** Whether nobody else has signed in since: the server's cookie tells whose the browser is, as `account.rs` reads it. */
function isSignedIn(accountId) {
  const pairs = document.cookie.split(";").map((pair) => pair.trim().replace(/^__Host-/, "").split("="));
  return pairs.every(([name, id]) => name !== "ketepai-account" || id === accountId);
}

/** What the signed-in account has here. Of other accounts only what is sealed for them. */
async function waiting() {
  const kept = await read("settings", (store) => store.get("account"));
  const account = kept && isSignedIn(kept.account_id) ? kept : null;
  const accountId = account?.account_id ?? null;
  const queue = (await read("queue", (store) => store.getAll())) ?? [];
  const keys = (await read("photos", (store) => store.getAllKeys())) ?? [];
  const sealedKeys = (await read("sealed", (store) => store.getAllKeys())) ?? [];
  const own = queue.filter((entry) => entry.account_id === accountId);
  const entries = onlyRecord ? own.filter((entry) => entry.record_id === onlyRecord) : own;
  const named = new Set(entries.flatMap(texts).flatMap((record) => record.photos ?? []).map((photo) => photo.sha256));
  return {
    accountId,
    accountName: account?.name ?? "",
    deviceId: (await read("settings", (store) => store.get("device_id"))) ?? deviceName(),
    entries,
    photoKeys: keys.filter(([owner, hash]) => owner === accountId && (!onlyRecord || named.has(hash))),
    sealedKeys: onlyRecord ? [] : sealedKeys,
  };
}

/** An entry's texts, the newest first. */
function texts(entry) {
  return [entry.draft, entry.outgoing, entry.flight].map((text) => text?.record).filter(Boolean);
}

/** This browser's name among the person's devices, as `frontend/src/memory.rs` keeps it. */
function deviceName() {
  try {
    return localStorage.getItem("ketepai.device");
  } catch {
    return null;
  }
}

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────

/** The file, one photo at a time: a phone's memory does not hold a hundred as text. */
async function rescueFile({ accountId, accountName, deviceId, entries, photoKeys, sealedKeys }) {
  const head = {
    format: "ketepai-rescue",
    version: 1,
    made_at: new Date().toISOString(),
    device_id: deviceId,
    account_id: accountId,
    account_name: accountName,
    entries,
  };
  const parts = [JSON.stringify(head).slice(0, -1), ',"sealed":['];
  await append(parts, sealedKeys, async (key) => plain(await read("sealed", (store) => store.get(key))));
  parts.push('],"photos":[');
  await append(parts, photoKeys, async (key) => photo(await read("photos", (store) => store.get(key))));
  parts.push("]}\n");
  return new File(parts, `ketepai-rescue-${today()}.json`, { type: "application/json" });
}

async function append(parts, keys, load) {
  let separator = "";
  for (const key of keys) {
    const value = await load(key);
    if (value === undefined) continue;
    // A blob may lie on the disk; a string stays in memory.
    parts.push(new Blob([separator, JSON.stringify(value)]));
    separator = ",";
  }
}

async function photo(kept) {
  if (!kept) return undefined;
  const { sha256, account_id, content_type, taken_at } = kept;
  return { sha256, account_id, content_type, taken_at: taken_at ?? null, data: await base64(kept.bytes) };
}

/** A stored value as JSON can say it: bytes become base64. */
async function plain(value) {
  if (value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return base64(value);
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (value === null || typeof value !== "object") return value;
  const pairs = Object.entries(value).map(async ([name, part]) => [name, await plain(part)]);
  return Object.fromEntries(await Promise.all(pairs));
}

function base64(bytes) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([bytes]));
  });
}

/** The date in China, whatever zone the phone is set to. */
function today() {
  return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
}

// ── The page ────────────────────────────────────────────────────────────────────────────────────

function line(entry) {
  const record = texts(entry)[0] ?? {};
  const isTraining = (record.kind ?? entry.kind) === "training";
  const item = document.createElement("li");
  item.className = "rescue-line";
  const title = document.createElement("b");
  title.textContent = isTraining ? entry.label || record.title || "培训" : entry.place_name || record.place || "服务";
  const about = document.createElement("small");
  const photos = record.photos?.length ? `照片 ${record.photos.length} 张` : "";
  const date = day(record.ended_on ?? record.ended_at ?? entry.begun_at);
  about.textContent = [isTraining ? "培训" : "服务", date, state(entry), photos].filter(Boolean).join(" · ");
  item.append(title, about);
  return item;
}

/** `2026年11月26日`, as everywhere else; of an instant its day in China. */
function day(text) {
  const at = new Date(text ?? "");
  if (Number.isNaN(at.getTime())) return "";
  const inChina = new Date(at.getTime() + (text.length > 10 ? 8 * 3600 * 1000 : 0));
  return `${inChina.getUTCFullYear()}年${inChina.getUTCMonth() + 1}月${inChina.getUTCDate()}日`;
}

/** The same words as in the outbox. */
function state(entry) {
  if (entry.given_up) return "已放弃";
  if (entry.trouble) return "需处理";
  if (!entry.outgoing && !entry.flight) return "草稿";
  return entry.taken && !entry.outgoing ? "照片未传完" : "已存手机";
}

async function list() {
  document.getElementById("all").hidden = !onlyRecord;
  const found = await waiting();
  const { entries, photoKeys, sealedKeys } = found;
  if (entries.length + photoKeys.length + sealedKeys.length === 0) {
    const none = onlyRecord ? "这条记录已经送达，或已不在这台手机上。" : "这台手机上没有等待送达的记录，不用导出。";
    show("state", none);
    return;
  }
  show("state").hidden = true;
  show("found");
  show("count", entries.length ? `${entries.length} 条记录` : "没有本账号的记录");
  document.getElementById("entries").replaceChildren(...entries.map(line));
  if (sealedKeys.length) {
    show("sealed", `另有其他账号退出登录时留下的 ${sealedKeys.length} 份内容，已加密，会一并导出，只有本人能打开。`);
  }
  show("actions");
  document.getElementById("save").onclick = () => hand(found, download);
  if (navigator.canShare?.({ files: [new File(["{}"], "a.json", { type: "application/json" })] })) {
    show("share").onclick = () => hand(found, (file) => navigator.share({ files: [file] }));
  }
}

async function hand(found, give) {
  show("state", "正在生成文件，请不要关闭本页…");
  try {
    const file = await rescueFile(found);
    await give(file);
    show("state", `已导出：${file.name}。请在“下载”里找到它，交给县科技局。`);
  } catch (fault) {
    if (fault.name === "AbortError") return show("state", "没有分享。");
    console.error(fault);
    show("state", "文件没有生成，手机里的记录没有变化。请关掉别的应用后再试一次。");
  }
}

function download(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // The browser is still reading it; a minute later it has it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

list().catch((fault) => {
  console.error(fault);
  show("state", "读不到这台手机里的记录。请完全关掉浏览器，再打开本页；还不行，请联系县科技局，不要清除浏览器数据。");
});

// In English for who chose it. Last, as the page has to work without those words too.
try {
  if (localStorage.getItem("ketepai.language") === "en") {
    const root = document.documentElement;
    await import(root.dataset.translator);
    root.lang = "en";
  }
} catch (fault) {
  console.error(fault);
}
