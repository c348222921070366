// The service worker. It keeps the files with which the field root starts without a network, and
// nothing else: no page that the server rendered, no answer of the API, nothing of a person.
//
// `cargo xtask` writes above this text
//   const BUILD = { version, files: { address: integrity } };
// so its bytes change exactly when a kept file or this text changes.

const OURS = "ketepai-";
const CACHE = OURS + BUILD.version;

/** A person in a valley waits this long for the network before the kept page opens. */
const PATIENCE_MS = 4000;

/** A proxy says so when the server behind it is away. */
const NOBODY_BEHIND = [502, 503, 504];

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(forgetOldBuilds()));

// Without this word a new worker waits until every page of the old build is closed.
addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(skipWaiting());
});

addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

/** All files or none: an install that lacks one fails, and the worker before stays. */
async function keep() {
  // Left by an install that was cut off.
  await caches.delete(CACHE);
  const answers = await Promise.all(Object.keys(BUILD.files).map(fetched));
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(answers.map(([address, answer]) => cache.put(address, answer)));
  } catch (fault) {
    await caches.delete(CACHE);
    throw fault;
  }
}

/** A file as it was built. A captive portal's page fails by its hash, a redirect by itself. */
async function fetched(address) {
  const answer = await fetch(address, {
    integrity: BUILD.files[address],
    redirect: "error",
    // A hashed name may come from the browser's own cache, where the page has just put it.
    cache: isHashed(address) ? "default" : "no-cache",
  });
  if (!answer.ok || answer.status === 206 || answer.type !== "basic") {
    throw new Error(`${address}: ${answer.status} ${answer.type}`);
  }
  return [address, answer];
}

function isHashed(address) {
  return address.startsWith("/pkg/");
}

/** The build before ours stays too: a page in another tab may still ask for its files. */
async function forgetOldBuilds() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  // Oldest first.
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** What we answer; nothing means that the browser asks the network as if we were not there. */
function answerTo(request) {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || request.headers.has("range")) return;
  if (pathname.startsWith("/api/") || pathname.startsWith("/fn/")) return;
  if (BUILD.files[pathname]) return kept(pathname).then((file) => file ?? fetch(request));
  if (isHashed(pathname)) return keptByAnyBuild(pathname).then((file) => file ?? fetch(request));
  if (request.mode === "navigate") return page(request, pathname);
}

/**
 * The network's page, whatever it says; if none comes, the one that starts from this device. Nothing of the
 * desk does: its page is waited for as long as the browser waits.
 */
async function page(request, pathname) {
  const isDesk = pathname === "/desk" || pathname.startsWith("/desk/");
  const network = fetch(request);
  try {
    const answer = await (isDesk ? network : Promise.race([network, patience()]));
    if (answer && (isDesk || !NOBODY_BEHIND.includes(answer.status))) return answer;
  } catch {
    // No network: the same as a slow one.
  }
  return (await kept(isDesk ? "/offline-desk.html" : "/offline.html")) ?? network;
}

function patience() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
}

async function kept(address) {
  try {
    const cache = await caches.open(CACHE);
    return await cache.match(address, { ignoreVary: true });
  } catch {
    // The browser has closed its storage to us; the network is still there.
  }
}

async function keptByAnyBuild(address) {
  try {
    return await caches.match(address, { ignoreVary: true });
  } catch {
    // As above.
  }
}
